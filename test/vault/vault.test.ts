import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type OpenDatabase } from '../../src/platform/database.ts';
import {
  createVault,
  type IdentityNumber,
  type Person,
  syntheticHkid,
  type Vault,
} from '../../src/vault/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { seededEntropy, testClock } from '../support/world.ts';

const clock = testClock();
const entropy = seededEntropy('vault');
const masterKey = entropy.bytes(32);
const credentialId = 'c0ffee00-0000-4000-8000-000000000001';
const disclosures = [
  'WyJzYWx0IiwibmFtZV9lbiIsIkNIQU4gTG9rIENoaW5nIl0',
  'WyJzYWx0MiIsImJpcnRoX2RhdGUiLCIxOTkzIl0',
];
const chan: Person = { nameEn: 'CHAN Lok Ching', nameZhHant: '陳樂晴', birthDate: '1993-07-08' };
const hkid: IdentityNumber = { type: 'hkid', number: 'QQ000101(3)' };

let database: TestDatabase;
let opened: OpenDatabase;
let owner: pg.Pool;
let vault: Vault;

beforeAll(async () => {
  database = await createTestDatabase();
  opened = openDatabase(database.appUrl, { max: 4, onError: () => undefined });
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 1 });
  vault = vaultOf('https://hk.wenjin.example');
});

afterAll(async () => {
  await owner.end();
  await opened.close();
  await database.drop();
});

const vaultOf = (origin: string) => createVault({ clock, entropy, masterKey, node: { origin } });
const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const write: OpenDatabase['db']['transaction'] = (work) => opened.db.transaction(work);

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

async function newSubject(person: Person = chan, number: IdentityNumber = hkid): Promise<string> {
  return write(async (tx) => {
    const id = await vault.createSubject(tx);
    await vault.putPerson(tx, id, person);
    await vault.putIdentityNumber(tx, id, number);
    return id;
  });
}

describe('a person', () => {
  test('is read as they were put', async () => {
    const id = await newSubject();
    expect(await vault.person(opened.db, id)).toEqual(chan);
    await write((tx) => vault.putPerson(tx, id, { ...chan, nameZhHans: '陈乐晴', nameEn: undefined }));
    const { nameEn: _, ...rest } = chan;
    expect(await vault.person(opened.db, id)).toEqual({ ...rest, nameZhHans: '陈乐晴' });
  });

  test('who was never put is not there', async () => {
    const id = await write((tx) => vault.createSubject(tx));
    expect(await vault.person(opened.db, id)).toBeUndefined();
    expect(await vault.person(opened.db, credentialId)).toBeUndefined();
    expect(await vault.identityNumbers(opened.db, id)).toEqual([]);
  });

  test('leaves no name, birth date or number readable in any table', async () => {
    const id = await newSubject();
    await write((tx) =>
      vault.putDisclosures(tx, { credentialId: crypto.randomUUID(), subjectId: id, disclosures }),
    );
    const tables = ['subjects', 'persons', 'identity_numbers', 'credential_disclosures', 'consents'];
    for (const table of tables) {
      const { rows } = await owner.query<{ text: string }>(`select t::text as text from ${table} t`);
      const hexOf = (text: string) => Buffer.from(text).toString('hex');
      for (const { text } of rows) {
        for (const secret of ['CHAN', 'Lok Ching', '陳樂晴', '1993-07-08', 'QQ000101', '0001013']) {
          expect(text).not.toContain(secret);
          expect(text).not.toContain(hexOf(secret));
        }
      }
    }
  });

  test('is not written when the transaction is not', async () => {
    let id = '';
    await failureOf(
      write(async (tx) => {
        id = await vault.createSubject(tx);
        await vault.putPerson(tx, id, chan);
        throw new Error('No.');
      }),
    );
    expect(await vault.person(opened.db, id)).toBeUndefined();
  });

  test('without a pseudonym made here is a bug', async () => {
    await expect(write((tx) => vault.putPerson(tx, credentialId, chan))).rejects.toThrow('never created');
  });
});

describe('an identity number', () => {
  test.each(['QQ000101(3)', 'qq0001013', 'ＱＱ０００１０１（３）'])('%s finds its person', async (number) => {
    const id = await newSubject();
    expect(await vault.findByIdentityNumber(opened.db, { type: 'hkid', number })).toContain(id);
  });

  test('finds everybody who has it, oldest first, and nobody else', async () => {
    const number: IdentityNumber = { type: 'hkid', number: syntheticHkid(500) };
    const first = await newSubject(chan, number);
    clock.advance(1);
    const second = await newSubject(chan, number);
    expect(await vault.findByIdentityNumber(opened.db, number)).toEqual([first, second]);
    expect(await vault.findByIdentityNumber(opened.db, { type: 'hkid', number: syntheticHkid(501) })).toEqual(
      [],
    );
  });

  test('of a renewed travel permit finds the person of the old one', async () => {
    const id = await newSubject(chan, { type: 'mainland-travel-permit', number: 'H0000990101' });
    const renewed: IdentityNumber = { type: 'mainland-travel-permit', number: 'H00009901' };
    expect(await vault.findByIdentityNumber(opened.db, renewed)).toEqual([id]);
    expect(await vault.compareIdentityNumber(opened.db, id, renewed)).toBe('matched');
  });

  test('is shown by its tail only, once however often it is put', async () => {
    const id = await newSubject();
    await write((tx) => vault.putIdentityNumber(tx, id, { type: 'hkid', number: 'qq0001013' }));
    await write((tx) =>
      vault.putIdentityNumber(tx, id, { type: 'passport', number: 'K01234567', issuer: 'HKG' }),
    );
    expect(await vault.identityNumbers(opened.db, id)).toEqual([
      { type: 'hkid', tail: '1013' },
      { type: 'passport', tail: '4567' },
    ]);
  });

  test('is hashed with a key of the node: the other node has other hashes', async () => {
    await newSubject();
    expect(await vaultOf('https://sz.wenjin.example').findByIdentityNumber(opened.db, hkid)).toEqual([]);
  });

  test.each<[IdentityNumber, string]>([
    [hkid, 'matched'],
    [{ type: 'hkid', number: syntheticHkid(102) }, 'mismatched'],
    [{ type: 'mainland-resident-id', number: '990000199403120024' }, 'not-held'],
    [{ type: 'passport', number: 'K99999999', issuer: 'HKG' }, 'not-held'],
  ])('%j compares as %s', async (number, outcome) => {
    const id = await newSubject();
    await write((tx) =>
      vault.putIdentityNumber(tx, id, { type: 'passport', number: 'K01234567', issuer: 'HKG' }),
    );
    expect(await vault.compareIdentityNumber(opened.db, id, number)).toBe(outcome);
  });

  test('that does not check is refused, and the refusal does not repeat it', async () => {
    const wrong: IdentityNumber = { type: 'hkid', number: 'QQ000101(4)' };
    const id = await newSubject();
    const refusals = await Promise.all([
      failureOf(write((tx) => vault.putIdentityNumber(tx, id, wrong))),
      failureOf(vault.findByIdentityNumber(opened.db, wrong)),
      failureOf(vault.compareIdentityNumber(opened.db, id, wrong)),
    ]);
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({
        code: 'identity-number-invalid',
        values: { reason: 'check-character' },
      });
      expect(JSON.stringify(refusal)).not.toContain('QQ000101');
    }
  });
});

describe('disclosures', () => {
  test('are kept byte for byte with their credential', async () => {
    const subjectId = await newSubject();
    await write((tx) => vault.putDisclosures(tx, { credentialId, subjectId, disclosures }));
    expect(await vault.disclosures(opened.db, credentialId)).toEqual(disclosures);
    expect(await vault.disclosures(opened.db, crypto.randomUUID())).toBeUndefined();
  });
});

describe('a seal', () => {
  test('opens in its own place only', async () => {
    const [one, other] = [await newSubject(), await newSubject()];
    const sealed = await write((tx) => vault.seal(tx, one, bytes('secret'), 'event-opening:1'));
    expect(await vault.open(opened.db, one, sealed, 'event-opening:1')).toEqual(bytes('secret'));
    await expect(vault.open(opened.db, one, sealed, 'event-opening:2')).rejects.toThrow();
    await expect(vault.open(opened.db, other, sealed, 'event-opening:1')).rejects.toThrow();
    await expect(vault.open(opened.db, null, sealed, 'event-opening:1')).rejects.toThrow();
  });

  test('of the node needs no person and no database to open', async () => {
    const sealed = await write((tx) => vault.seal(tx, null, bytes('secret'), 'x'));
    expect(await vault.open(opened.db, null, sealed, 'x')).toEqual(bytes('secret'));
    const elsewhere = vaultOf('https://sz.wenjin.example');
    await expect(elsewhere.open(opened.db, null, sealed, 'x')).rejects.toThrow();
  });

  test('of one text is another each time', async () => {
    const id = await newSubject();
    const [one, two] = await write(async (tx) => [
      await vault.seal(tx, id, bytes('secret'), 'x'),
      await vault.seal(tx, id, bytes('secret'), 'x'),
    ]);
    expect(one).not.toEqual(two);
  });

  test('under a key that was moved from another person does not open', async () => {
    const [one, other] = [await newSubject(), await newSubject()];
    await owner.query(
      'update subjects set wrapped_key = (select wrapped_key from subjects where id = $1) where id = $2',
      [one, other],
    );
    await expect(vault.person(opened.db, other)).rejects.toThrow();
    expect(await vault.person(opened.db, one)).toEqual(chan);
  });
});

describe('erasure', () => {
  test('leaves nothing that opens, finds or can be added to', async () => {
    const number: IdentityNumber = { type: 'hkid', number: syntheticHkid(900) };
    const id = await newSubject(chan, number);
    const ofCredential = crypto.randomUUID();
    await write((tx) => vault.putDisclosures(tx, { credentialId: ofCredential, subjectId: id, disclosures }));
    const sealed = await write((tx) => vault.seal(tx, id, bytes('opening'), 'x'));

    expect(await write((tx) => vault.erase(tx, id))).toBe(true);

    expect(await vault.open(opened.db, id, sealed, 'x')).toBeUndefined();
    expect(await vault.person(opened.db, id)).toBeUndefined();
    expect(await vault.disclosures(opened.db, ofCredential)).toBeUndefined();
    expect(await vault.identityNumbers(opened.db, id)).toEqual([]);
    expect(await vault.findByIdentityNumber(opened.db, number)).toEqual([]);
    const left = await owner.query(
      `select (select wrapped_key from subjects where id = $1) as key,
        (select count(*) from persons where subject_id = $1)::int as persons,
        (select count(*) from identity_numbers where subject_id = $1)::int as numbers,
        (select count(*) from credential_disclosures where subject_id = $1)::int as disclosures`,
      [id],
    );
    expect(left.rows).toEqual([{ key: null, persons: 0, numbers: 0, disclosures: 0 }]);
    const refusals = await Promise.all([
      failureOf(write((tx) => vault.putPerson(tx, id, chan))),
      failureOf(write((tx) => vault.putIdentityNumber(tx, id, number))),
      failureOf(
        write((tx) => vault.putDisclosures(tx, { credentialId: ofCredential, subjectId: id, disclosures })),
      ),
      failureOf(write((tx) => vault.seal(tx, id, bytes('x'), 'x'))),
    ]);
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'subject-erased' });
    expect(await write((tx) => vault.erase(tx, id))).toBe(false);
  });

  test('touches nobody else', async () => {
    const [gone, stays] = [await newSubject(), await newSubject()];
    await write((tx) => vault.erase(tx, gone));
    expect(await vault.person(opened.db, stays)).toEqual(chan);
  });

  test('that rolls back has not happened', async () => {
    const id = await newSubject();
    await failureOf(
      write(async (tx) => {
        await vault.erase(tx, id);
        throw new Error('No.');
      }),
    );
    expect(await vault.person(opened.db, id)).toEqual(chan);
  });

  test('waits for who is adding, and then leaves nothing of it', async () => {
    const id = await newSubject();
    const added = Promise.withResolvers<undefined>();
    const mayCommit = Promise.withResolvers<undefined>();
    const adding = write(async (tx) => {
      await vault.putPerson(tx, id, { nameEn: 'Added late' });
      added.resolve(undefined);
      await mayCommit.promise;
    });
    await added.promise;
    const erasing = write((tx) => vault.erase(tx, id));
    mayCommit.resolve(undefined);
    await Promise.all([adding, erasing]);
    const { rows } = await owner.query('select 1 from persons where subject_id = $1', [id]);
    expect(rows).toEqual([]);
  });
});

describe('restriction', () => {
  test('keeps everything and shows nothing, until it is lifted', async () => {
    const number: IdentityNumber = { type: 'hkid', number: syntheticHkid(901) };
    const id = await newSubject(chan, number);
    const ofCredential = crypto.randomUUID();
    await write((tx) => vault.putDisclosures(tx, { credentialId: ofCredential, subjectId: id, disclosures }));

    await write((tx) => vault.restrict(tx, id));

    expect(await vault.person(opened.db, id)).toBeUndefined();
    expect(await vault.disclosures(opened.db, ofCredential)).toBeUndefined();
    expect(await vault.identityNumbers(opened.db, id)).toEqual([]);
    expect(await vault.findByIdentityNumber(opened.db, number)).toEqual([]);
    expect(await write((tx) => vault.pseudonymsOfIdentityNumber(tx, number))).toEqual([id]);
    expect(await failureOf(write((tx) => vault.putPerson(tx, id, chan)))).toMatchObject({
      code: 'subject-restricted',
    });
    // The event of the restriction itself must still be recorded.
    const sealed = await write((tx) => vault.seal(tx, id, bytes('opening'), 'x'));
    expect(await vault.open(opened.db, id, sealed, 'x')).toEqual(bytes('opening'));

    await write((tx) => vault.liftRestriction(tx, id));
    expect(await vault.person(opened.db, id)).toEqual(chan);
    expect(await vault.disclosures(opened.db, ofCredential)).toEqual(disclosures);
  });
});

describe('consents', () => {
  const consent = {
    scope: 'recognition',
    recipient: 'https://hk.wenjin.example/authorities/demo-hk',
    purpose: 'recognition',
    items: ['name_en', 'birth_date'],
    evidenceDigest: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg',
    givenAt: new Date('2026-06-01T01:00:00.123Z'),
  };

  test('stand until withdrawn, and stay on record after that and after erasure', async () => {
    const subjectId = await newSubject();
    const id = await write((tx) => vault.recordConsent(tx, { ...consent, subjectId }));
    expect(await vault.consents(opened.db, subjectId)).toEqual([
      { ...consent, id, subjectId, withdrawnAt: null },
    ]);
    const of = { subjectId, consentId: id };
    const stranger = { subjectId: await newSubject(), consentId: id };
    expect(await write((tx) => vault.withdrawConsent(tx, stranger))).toBe(false);
    expect(await write((tx) => vault.withdrawConsent(tx, of))).toBe(true);
    expect(await write((tx) => vault.withdrawConsent(tx, of))).toBe(false);
    await write((tx) => vault.erase(tx, subjectId));
    expect(await vault.consents(opened.db, subjectId)).toMatchObject([{ id, withdrawnAt: clock.now() }]);
  });
});
