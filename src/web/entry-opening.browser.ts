import { concat, fromBase64url, same, utf8 } from './bytes.browser.ts';
import type { Entry } from './explorer-pages.browser.ts';
import { canonical, looseList, looseOf } from './json.browser.ts';
import { sha256 } from './merkle.browser.ts';
import type { Desk } from './view.browser.ts';

/** What an entry commits to, where the node may show it; that it gives the commitment of the proved entry is reckoned here. */
export type Opening =
  | { readonly kind: 'opened'; readonly holds: boolean; readonly payload: unknown }
  | { readonly kind: 'withheld' }
  | { readonly kind: 'fault'; readonly text: string };

/** @throws Refusal */
export async function readOpening(desk: Desk, { said }: Entry): Promise<Opening> {
  if (!said) return { kind: 'withheld' };
  const second = said.time.getTime();
  // An entry bears whole seconds; the record of it, parts of them.
  const query = new URLSearchParams({
    type: said.type,
    from: new Date(second - 1000).toISOString(),
    until: new Date(second + 2000).toISOString(),
    limit: '200',
  });
  const { items } = looseOf(await desk.server.json(`/v1/audit/events?${query.toString()}`));
  const found = looseList(items).find(({ id }) => id === said.id);
  const { salt, payload } = looseOf(found?.['opening']);
  const salted = typeof salt === 'string' ? fromBase64url(salt) : undefined;
  if (!salted || typeof payload !== 'object') return { kind: 'withheld' };
  const committed = await sha256(concat(utf8('wenjin-log/commit/1\0'), salted, utf8(canonical(payload))));
  const logged = fromBase64url(said.commitment);
  return { kind: 'opened', holds: logged !== undefined && same(committed, logged), payload };
}
