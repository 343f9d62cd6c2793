import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vct } from '../../src/kernel/vocabulary.ts';
import { readTrustList } from '../../src/trust/trust-list.ts';
import { loteOf } from '../../src/trust/lote-writing.ts';
import { createTrustView, indexTrustList } from '../../src/trust/trust-view.ts';
import { authorityKinds, vctOfAction } from '../../src/trust/vocabulary.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { identityOf } from '../keys/node.ts';
import { anchor, entry, mandate, payload, registrar, second, sign } from './lists.ts';

const origin = 'https://sz.wenjin.example';
/** Made once: a key costs more than all the rest of a list. */
const signers = Array.from({ length: 12 }, (_, index) =>
  softwareSigner(index % 3 === 0 ? 'Ed25519' : 'ES256'),
);
const types = Object.values(vct);
const purposes = ['status', 'receipt', 'notice', 'agreement', 'token', 'log', 'witness'] as const;

const offset = fc.integer({ min: -2_000_000, max: 2_000_000 });
const length = fc.option(fc.integer({ min: 0, max: 2_000_000 }));
const windowed = fc.tuple(offset, length).map(([from, long]) => ({
  from: second + from,
  until: long === null ? null : second + from + long,
}));
/** Every text that strict JSON lets through: no NUL, no lone surrogate. */
const words = (maxLength: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength })
    .filter((text) => !text.includes('\0') && text.length <= maxLength);

const keyTerms = fc
  .record({ window: windowed, created_at: offset, compromised_at: fc.option(offset) })
  .map(({ window, created_at: created, compromised_at: compromised }) => ({
    sign_from: window.from,
    sign_until: window.until,
    created_at: second + created,
    compromised_at: compromised === null ? null : second + compromised,
  }));

const mandateTerms = fc
  .record({
    id: fc.uuid(),
    action: fc.constantFrom('attest', 'recognise', 'bridge'),
    qualifications: fc.uniqueArray(fc.constantFrom('cn-qcbp-im-cc', 'hk-cb', 'hk-cb-s1'), { minLength: 1 }),
    window: windowed,
    instrument: words(60),
    recorded: offset,
  })
  .map(({ window, recorded, ...terms }) =>
    mandate({ ...terms, ...window, vct: vctOfAction[terms.action], recorded_at: second + recorded }),
  );

const content = fc
  .record({
    node: fc.array(fc.tuple(fc.constantFrom(...purposes), keyTerms), { maxLength: 4 }),
    authorities: fc.array(
      fc.record({
        kind: fc.constantFrom(...authorityKinds),
        names: fc.record({ en: words(40), zh_hant: words(40), zh_hans: words(40) }),
        contact: words(40),
        keys: fc.array(keyTerms, { minLength: 1, maxLength: 2 }),
        mandates: fc.uniqueArray(mandateTerms, { maxLength: 5, selector: ({ id }) => id }),
      }),
      { maxLength: 3 },
    ),
    sequence: fc.integer({ min: 1, max: 2 ** 40 }),
    demonstration: fc.boolean(),
  })
  .map(({ node, authorities, ...rest }) => {
    const pool = [...signers];
    const next = (terms: Parameters<typeof entry>[1]) => entry(pool.shift() ?? softwareSigner(), terms);
    return payload({
      ...rest,
      node_keys: [
        { purpose: 'trust-list', ...entry(anchor) },
        ...node.map(([purpose, terms]) => ({ purpose, ...next(terms) })),
      ],
      authorities: authorities.map(({ keys, mandates, ...facts }, index) =>
        registrar({
          ...facts,
          iss: `${origin}/authorities/authority-${String(index)}`,
          slug: `authority-${String(index)}`,
          keys: keys.map(next),
          mandates: mandates.toSorted((a, b) => types.indexOf(a.vct) - types.indexOf(b.vct)),
        }),
      ),
    });
  });

async function throughTheWire(said: ReturnType<typeof payload>) {
  const read = readTrustList(await sign(said));
  if (!read.ok) throw new Error(read.reason);
  return read.list;
}

describe('a list that was written, signed and read again', () => {
  test('says what was put into it, and is written the same', async () => {
    await fc.assert(
      fc.asyncProperty(content, async (said) => {
        const list = await throughTheWire(said);
        expect(list.payload).toEqual(said);
        expect(list.document).toEqual(JSON.parse(JSON.stringify(loteOf(said))));
      }),
      { numRuns: 60 },
    );
  });

  test('answers who was authorised for what on a day as its mandates do', async () => {
    await fc.assert(
      fc.asyncProperty(content, offset, async (said, shift) => {
        const at = new Date((second + shift) * 1000);
        const { payload: heard } = await throughTheWire(said);
        const view = createTrustView(identityOf('hk'), { own: undefined, peer: indexTrustList(heard) });
        for (const { iss, mandates, keys } of said.authorities) {
          for (const type of types) {
            const holding = mandates.filter(
              ({ vct: of, qualifications, from, until }) =>
                of === type &&
                qualifications.includes('hk-cb') &&
                from * 1000 <= at.getTime() &&
                (until === null || at.getTime() < until * 1000),
            );
            expect(view.mandateAt(iss, type, 'hk-cb', at)?.id).toBe(holding[0]?.id);
          }
          for (const { kid, sign_from: from } of keys)
            expect(view.issuerKey(iss, kid)?.signFrom.getTime()).toBe(from * 1000);
        }
        expect(view.anchorsOf(origin)).toHaveLength(1);
        expect(view.anchorsOf('https://other.example')).toEqual([]);
        expect(view.anchorsOf(origin)).toBe(view.anchorsOf(origin));
      }),
      { numRuns: 40 },
    );
  });
});
