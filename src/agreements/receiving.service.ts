import { decodeBase64url } from '../kernel/base64url.ts';
import { sha256, sha256Base64url } from '../kernel/digest.ts';
import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { OutboundFailure } from '../kernel/ports.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import type { Transaction } from '../platform/database.ts';
import { bumpSnapshot } from '../platform/snapshots.store.ts';
import {
  type AgreementDocument,
  type AgreementSignature,
  type AgreementStatement,
  type AgreementVersion,
  readDocument,
} from './agreement.ts';
import { type AgreementsContext, assertSound, snapshotName } from './drafting.service.ts';
import {
  insertSignature,
  insertStatement,
  insertVersion,
  lockVersion,
  type Named,
} from './agreements.store.ts';
import { agreementEvent } from './events.ts';
import { loadVersion } from './loading.service.ts';
import { publishedAgreement } from './publication.schema.ts';
import { type GeneralJws, verifyAgreementSignature } from './signatures.ts';
import { verifyStatement } from './statements.ts';

/** What the other node publishes of one version. */
export interface PublishedAgreement {
  readonly jws: GeneralJws;
  /** Compact JWS each. */
  readonly statements: readonly string[];
}

export interface Reception extends Named {
  /** False when everything was already held. */
  readonly changed: boolean;
}

interface Verified {
  readonly document: AgreementDocument;
  readonly bytes: Uint8Array;
  readonly signatures: readonly AgreementSignature[];
  readonly statements: readonly AgreementStatement[];
}

const answerBytesMax = 1_048_576;
const timeoutMilliseconds = 10_000;

/** @throws OutboundFailure when the peer gave no answer; Fault when its answer is refused */
export async function fetchFromPeer(
  context: AgreementsContext,
  { id, version, requestId }: Named & { readonly requestId: string },
): Promise<Reception> {
  const url = `${context.node.peer.origin}/v1/agreements/${encodeURIComponent(id)}/versions/${version}`;
  const answer = await context.outbound.request(url, {
    method: 'GET',
    headers: { accept: 'application/json' },
    maxBytes: answerBytesMax,
    timeoutMilliseconds,
  });
  if (answer.status !== 200) throw new OutboundFailure(`${url} answered ${answer.status}`);
  const parsed = parseStrictObject(answer.body, { maxBytes: answerBytesMax, maxDepth: 32 });
  const published = publishedAgreement.safeParse(parsed.ok ? parsed.value : undefined);
  if (!published.success) throw refused('malformed');
  const { jws, statements } = published.data;
  const received = await receiveAgreement(
    context,
    { jws, statements: statements.map((statement) => statement.jws) },
    { requestId, expected: { id, version } },
  );
  return received;
}

/**
 * Takes over what the peer holds, in whatever order the sides signed, as often as it comes. Everything is verified here
 * with the keys of the trust lists; a document that differs from ours under the same version is refused whole.
 */
export async function receiveAgreement(
  context: AgreementsContext,
  published: PublishedAgreement,
  { requestId, expected }: { readonly requestId: string; readonly expected?: Named },
): Promise<Reception> {
  const { db, node, clock, snapshot } = context;
  const bytes = decodeBase64url(published.jws.payload);
  const document = bytes && readDocument(bytes);
  if (bytes === undefined || document === undefined) throw refused('malformed');
  const named = { id: document.id, version: document.version };
  if (expected && (expected.id !== named.id || expected.version !== named.version))
    throw refused('another-version');
  const held = await loadVersion(db, named);
  if (held && Buffer.compare(held.bytes, bytes) !== 0) throw new Fault('agreement-differs');
  assertSound(document, context);
  const verified = verify(context, published, { document, bytes, held, now: clock.now() });
  const act: Act = {
    by: { kind: 'peer', origin: node.peer.origin },
    role: 'peer',
    requestId,
    purpose: 'node-exchange',
  };
  const changed = await db.transaction((tx) => record(tx, context, verified, act));
  if (changed) await snapshot.refresh();
  return { ...named, changed };
}

interface VerificationContext {
  readonly document: AgreementDocument;
  readonly bytes: Uint8Array;
  readonly held: AgreementVersion | undefined;
  readonly now: Date;
}

/** What is held, byte for byte, was verified when it came; its key may have been given up since. */
function verify(
  { keys, node }: AgreementsContext,
  { jws, statements }: PublishedAgreement,
  { document, bytes, held, now }: VerificationContext,
): Verified {
  const signatures = jws.signatures.map((member) => {
    const known = held?.signatures.find(
      (each) => each.protected === member.protected && each.signature === member.signature,
    );
    if (known) return known;
    const result = verifyAgreementSignature(member, { bytes, document, keys, now });
    if (!result.ok) throw refused(result.reason);
    return result.signature;
  });
  const sides = signatures.map(({ jurisdiction }) => jurisdiction);
  if (new Set(sides).size !== sides.length || !sides.includes(node.peer.jurisdiction))
    throw refused('signed-by-peer-missing');
  const digest = sha256Base64url(bytes);
  return {
    document,
    bytes,
    signatures,
    statements: statements.map((text) => {
      const known = held?.statements.find((each) => each.jws === text);
      if (known) return known;
      const result = verifyStatement(text, { document, digest }, { keys, now });
      if (!result.ok) throw refused(result.reason);
      return result.statement;
    }),
  };
}

/** Only what is new leaves an event; a second arrival of the same leaves none. */
async function record(
  tx: Transaction,
  { events, node, clock }: AgreementsContext,
  { document, bytes, signatures, statements }: Verified,
  act: Act,
): Promise<boolean> {
  const named = { id: document.id, version: document.version };
  const at = clock.now();
  const change = { node, act, document, bytes, at };
  const row = { ...named, bytes, digest: sha256(bytes), receivedFrom: node.peer.origin, createdAt: at };
  const isNew = await insertVersion(tx, row);
  const current = await lockVersion(tx, named);
  // Drafted here since we looked.
  if (!current || Buffer.compare(current.bytes, bytes) !== 0) throw new Fault('agreement-differs');
  let changed = isNew;
  if (isNew) await events.append(tx, act, agreementEvent('agreement.drafted', change));
  for (const signature of signatures) {
    if (!(await insertSignature(tx, named, signature))) continue;
    changed = true;
    await events.append(tx, act, agreementEvent('agreement.signed', { ...change, signature }));
  }
  for (const statement of statements) {
    if (!(await insertStatement(tx, named, statement))) continue;
    changed = true;
    await events.append(tx, act, agreementEvent('agreement.changed', { ...change, statement }));
  }
  if (changed) await bumpSnapshot(tx, snapshotName);
  return changed;
}

function refused(reason: string): Fault {
  return new Fault('agreement-refused', { values: { reason } });
}
