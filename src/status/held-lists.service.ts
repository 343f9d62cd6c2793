import assert from 'node:assert/strict';
import type { Reader } from '../platform/database.ts';
import { type HeldList, type HeldLists, holdList } from './held-list.ts';
import { readPeerHeads, readReceived } from './peer-lists.store.ts';
import { readHeads, readPublication } from './publications.store.ts';
import type { ListKind } from './vocabulary.ts';

/** Loads the newest of every list, own and the peer's. What has not changed since the last load is neither read nor inflated again. */
export function createLoadLists(): (reader: Reader) => Promise<HeldLists> {
  let held: HeldLists = new Map();
  const unchanged = (uri: string, version: number): HeldList | undefined => {
    const list = held.get(uri);
    return list?.kept === version ? list : undefined;
  };

  return async (reader) => {
    const lists = new Map<string, HeldList>();
    for (const { id, uri, kind, latest } of await readHeads(reader)) {
      if (!latest) continue;
      const { version } = latest;
      lists.set(uri, unchanged(uri, version) ?? (await own(reader, { listId: id, version, kind })));
    }
    for (const head of await readPeerHeads(reader)) {
      lists.set(head.uri, unchanged(head.uri, head.version) ?? (await received(reader, head)));
    }
    held = lists;
    return lists;
  };
}

async function own(
  reader: Reader,
  { kind, ...of }: { readonly listId: string; readonly version: number; readonly kind: ListKind },
): Promise<HeldList> {
  const token = await readPublication(reader, of);
  assert(token, `publication ${of.version} of status list ${of.listId} is gone`);
  return holdList(token, kind);
}

async function received(reader: Reader, head: { uri: string; version: number }): Promise<HeldList> {
  const token = await readReceived(reader, head);
  assert(token, `copy ${head.version} of ${head.uri} is gone`);
  return holdList(token, undefined);
}
