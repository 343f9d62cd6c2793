import { canonicalBytes } from '../kernel/canonical-json.ts';
import { Fault } from '../kernel/fault.ts';
import { uuidV4, uuidV7 } from '../kernel/identifiers.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Sealer } from '../kernel/sealer.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { Consent, NewConsent } from './consent.ts';
import {
  countStaleConsents,
  endConsent,
  insertConsent,
  readConsents,
  removeStaleConsents,
} from './consents.store.ts';
import { decodeDisclosures } from './disclosures.ts';
import type { IdentityNumberComparison } from './identity-match.ts';
import {
  type IdentityNumber,
  type IdentityNumberType,
  type NormalIdentityNumber,
  normaliseIdentityNumber,
} from './identity-number.ts';
import { decodePerson, encodePerson, type Person } from './person.ts';
import {
  insertDisclosures,
  insertIdentityNumber,
  lockIdentityHash,
  readDisclosures,
  readIdentityNumbers,
  readPerson,
  readSubjectsByHash,
  upsertPerson,
} from './personal-data.store.ts';
import { createSealing, type Sealing } from './sealing.service.ts';
import {
  eraseSubjects,
  insertSubject,
  listSubjects,
  lockSubject,
  lockSubjects,
  readSubjects,
  setRestricted,
  type SubjectStanding,
} from './subjects.store.ts';
import { deriveVaultKeys, keyedHash, referenceHash } from './vault-keys.ts';

export interface VaultDependencies {
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** 32 bytes, from configuration. Whoever loses it has erased everybody. */
  readonly masterKey: Uint8Array;
  readonly node: { readonly origin: string };
}

/**
 * Personal data, and nothing else, encrypted under a key of each person. It appends no events: who looked and why is known to
 * the callers, who record it in the same transaction.
 *
 * Writes about an erased person are refused with `subject-erased`, about a restricted one with `subject-restricted`; reads of
 * either find nothing. `seal` and `open` still work for the restricted, whose records are kept and secured.
 */
export interface Vault extends Sealer<Transaction, Reader> {
  /** A random pseudonym with a key of its own. */
  createSubject(tx: Transaction): Promise<string>;
  /** Replaces what was held. */
  putPerson(tx: Transaction, subjectId: string, person: Person): Promise<void>;
  person(reader: Reader, subjectId: string): Promise<Person | undefined>;
  /** @throws Fault `identity-number-invalid` */
  putIdentityNumber(tx: Transaction, subjectId: string, number: IdentityNumber): Promise<void>;
  /** Until the transaction ends nobody else passes here with one of these numbers: two who meet a person at once make one subject. */
  lockIdentityNumbers(tx: Transaction, numbers: readonly IdentityNumber[]): Promise<void>;
  identityNumbers(
    reader: Reader,
    subjectId: string,
  ): Promise<readonly { readonly type: IdentityNumberType; readonly tail: string }[]>;
  /** More than one subject may answer: two authorities may have met one person apart. @throws Fault `identity-number-invalid` */
  findByIdentityNumber(reader: Reader, number: IdentityNumber): Promise<string[]>;
  /** As `findByIdentityNumber`, and who is restricted too: whose number it is has to be known before a pseudonym is made. */
  pseudonymsOfIdentityNumber(tx: Transaction, number: IdentityNumber): Promise<string[]>;
  /** Against the numbers held of this person; a passport that differs may have been renewed, and is `not-held`. */
  compareIdentityNumber(
    reader: Reader,
    subjectId: string,
    number: IdentityNumber,
  ): Promise<IdentityNumberComparison>;
  /** A keyed hash of a number that names a person, to find it again by; without the node's key nobody can try numbers. */
  referenceHash(use: string, number: string): Uint8Array;
  putDisclosures(tx: Transaction, of: CredentialDisclosures): Promise<void>;
  disclosures(reader: Reader, credentialId: string): Promise<readonly string[] | undefined>;
  recordConsent(tx: Transaction, consent: NewConsent): Promise<string>;
  consents(reader: Reader, subjectId: string): Promise<readonly Consent[]>;
  /** False when no such consent stands. */
  withdrawConsent(tx: Transaction, of: { subjectId: string; consentId: string }): Promise<boolean>;
  /** Storage only, until lifted. */
  restrict(tx: Transaction, subjectId: string): Promise<void>;
  liftRestriction(tx: Transaction, subjectId: string): Promise<void>;
  /**
   * Destroys the key and what it encrypted; consents stay, which hold no personal data. Copies of the database made before
   * still hold the key under the master key, so they must age out. False when there was nothing to erase.
   */
  erase(tx: Transaction, subjectId: string): Promise<boolean>;
  /** As `erase`, of persons whom the transaction has locked. Gives how many there were to erase. */
  eraseAll(tx: Transaction, subjectIds: readonly string[]): Promise<number>;
  /** Pseudonyms of who was not erased, in order, a page at a time. */
  subjects(
    reader: Reader,
    page: { readonly after: string | undefined; readonly limit: number },
  ): Promise<string[]>;
  /** How they stand. Who is unknown is left out. */
  standings(reader: Reader, ids: readonly string[]): Promise<readonly SubjectStanding[]>;
  /** As `standings`, and they stay so until the transaction ends. */
  lockSubjects(tx: Transaction, ids: readonly string[]): Promise<readonly SubjectStanding[]>;
  /** Consents of the erased that were given or withdrawn before an instant. */
  countStaleConsents(reader: Reader, before: Date): Promise<number>;
  removeStaleConsents(
    tx: Transaction,
    of: { readonly before: Date; readonly limit: number },
  ): Promise<number>;
}

export interface CredentialDisclosures {
  readonly credentialId: string;
  readonly subjectId: string;
  readonly disclosures: readonly string[];
}

export function createVault({ clock, entropy, masterKey, node }: VaultDependencies): Vault {
  const keys = deriveVaultKeys(masterKey, node.origin);
  const sealing = createSealing({ entropy, keys });
  return {
    seal: sealing.seal,
    open: sealing.open,
    async createSubject(tx) {
      const id = uuidV4(entropy);
      await insertSubject(tx, { id, wrappedKey: sealing.newWrappedKey(id), createdAt: clock.now() });
      return id;
    },
    ...personsOf(sealing),
    ...numbersOf(keys.identity),
    ...disclosuresOf(sealing),
    referenceHash: (use, number) => referenceHash(keys.reference, use, number),
    async recordConsent(tx, consent) {
      const id = uuidV7(clock, entropy);
      await insertConsent(tx, { ...consent, id });
      return id;
    },
    consents: readConsents,
    withdrawConsent: (tx, { subjectId, consentId }) =>
      endConsent(tx, { id: consentId, subjectId, at: clock.now() }),
    restrict: (tx, subjectId) => setRestricted(tx, subjectId, clock.now()),
    liftRestriction: (tx, subjectId) => setRestricted(tx, subjectId, null),
    erase: async (tx, subjectId) => (await eraseSubjects(tx, [subjectId], clock.now())) > 0,
    eraseAll: (tx, subjectIds) => eraseSubjects(tx, subjectIds, clock.now()),
    subjects: listSubjects,
    standings: readSubjects,
    lockSubjects,
    countStaleConsents,
    removeStaleConsents,
  };
}

const personContext = 'person';
const disclosuresContext = (credentialId: string): string => `credential-disclosures:${credentialId}`;

function personsOf({ seal, open }: Sealing): Pick<Vault, 'putPerson' | 'person'> {
  return {
    async putPerson(tx, subjectId, person) {
      await refuseUnlessOpen(tx, subjectId);
      await upsertPerson(tx, subjectId, await seal(tx, subjectId, encodePerson(person), personContext));
    },
    async person(reader, subjectId) {
      const sealed = await readPerson(reader, subjectId);
      const plain = sealed && (await open(reader, subjectId, sealed, personContext));
      return plain && decodePerson(plain);
    },
  };
}

function numbersOf(
  identityKey: Uint8Array,
): Pick<
  Vault,
  | 'putIdentityNumber'
  | 'lockIdentityNumbers'
  | 'identityNumbers'
  | 'findByIdentityNumber'
  | 'pseudonymsOfIdentityNumber'
  | 'compareIdentityNumber'
> {
  return {
    async lockIdentityNumbers(tx, numbers) {
      const hashes = numbers.map((number) => Buffer.from(keyedHash(identityKey, normalOf(number))));
      // In one order everywhere, so that no two transactions wait for each other.
      for (const hash of hashes.sort((a, b) => Buffer.compare(a, b))) await lockIdentityHash(tx, hash);
    },
    async putIdentityNumber(tx, subjectId, number) {
      const normal = normalOf(number);
      await refuseUnlessOpen(tx, subjectId);
      const { type, tail } = normal;
      await insertIdentityNumber(tx, { subjectId, type, tail, keyedHash: keyedHash(identityKey, normal) });
    },
    async identityNumbers(reader, subjectId) {
      const rows = await readIdentityNumbers(reader, subjectId);
      return rows.map(({ type, tail }) => ({ type, tail }));
    },
    findByIdentityNumber: async (reader, number) =>
      readSubjectsByHash(reader, keyedHash(identityKey, normalOf(number)), { restrictedToo: false }),
    pseudonymsOfIdentityNumber: async (tx, number) =>
      readSubjectsByHash(tx, keyedHash(identityKey, normalOf(number)), { restrictedToo: true }),
    async compareIdentityNumber(reader, subjectId, number) {
      const wanted = Buffer.from(keyedHash(identityKey, normalOf(number)));
      const held = (await readIdentityNumbers(reader, subjectId)).filter(({ type }) => type === number.type);
      if (held.some((row) => wanted.equals(row.keyedHash))) return 'matched';
      return held.length === 0 || number.type === 'passport' ? 'not-held' : 'mismatched';
    },
  };
}

function disclosuresOf({ seal, open }: Sealing): Pick<Vault, 'putDisclosures' | 'disclosures'> {
  return {
    async putDisclosures(tx, { credentialId, subjectId, disclosures }) {
      await refuseUnlessOpen(tx, subjectId);
      const plain = canonicalBytes(disclosures);
      const sealed = await seal(tx, subjectId, plain, disclosuresContext(credentialId));
      await insertDisclosures(tx, { credentialId, subjectId, sealed });
    },
    async disclosures(reader, credentialId) {
      const row = await readDisclosures(reader, credentialId);
      const plain = row && (await open(reader, row.subjectId, row.sealed, disclosuresContext(credentialId)));
      return plain && decodeDisclosures(plain);
    },
  };
}

async function refuseUnlessOpen(tx: Transaction, subjectId: string): Promise<void> {
  const subject = await lockSubject(tx, subjectId);
  if (subject?.wrappedKey === null) throw new Fault('subject-erased');
  if (subject?.restrictedAt) throw new Fault('subject-restricted');
}

function normalOf(number: IdentityNumber): NormalIdentityNumber {
  const read = normaliseIdentityNumber(number);
  if (!read.ok) throw new Fault('identity-number-invalid', { values: { reason: read.reason } });
  return read.normal;
}
