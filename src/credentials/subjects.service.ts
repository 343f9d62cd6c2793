import { Fault } from '../kernel/fault.ts';
import type { Transaction } from '../platform/database.ts';
import type { IdentityNumber, Person } from '../vault/index.ts';
import { lockHolderKeys, subjectsOfAuthority, subjectsOfHolder } from './holders.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';

type Deps = Pick<CredentialsDependencies, 'vault'>;

interface Met {
  readonly authority: string;
  readonly holderThumbprint: string;
  readonly person: Person;
  readonly identityNumbers: readonly IdentityNumber[];
}

type Numbered = Omit<Met, 'holderThumbprint'>;

/** As `ensureSubject`, where the key is not known yet: who was met before is known again by a number alone. @throws as `ensureSubject` */
export async function subjectWithoutKey(tx: Transaction, { vault }: Deps, of: Numbered): Promise<string> {
  await vault.lockIdentityNumbers(tx, of.identityNumbers);
  const subjectId = (await byNumbers(tx, vault, of)) ?? (await vault.createSubject(tx));
  await keepPerson(tx, vault, { ...of, subjectId });
  return subjectId;
}

/**
 * The pseudonym of a person: the one found by an identity number or by the key that earlier credentials are bound to, else a new one.
 * @throws Fault `identity-conflict` when what was given belongs to different people, `subject-restricted`
 */
export async function ensureSubject(tx: Transaction, deps: Deps, of: Met): Promise<string> {
  const { vault } = deps;
  await vault.lockIdentityNumbers(tx, of.identityNumbers);
  await lockHolderKeys(tx, of.authority, [of.holderThumbprint]);
  const numbered = await byNumbers(tx, vault, of);
  const owners = await ownersOfKey(tx, deps, of);
  for (const owner of owners)
    if (owner.id !== numbered) await requireSamePerson(tx, vault, { ...of, owner, numbered });
  const subjectId = numbered ?? owners[0]?.id ?? (await vault.createSubject(tx));
  await keepPerson(tx, vault, { ...of, subjectId });
  return subjectId;
}

async function keepPerson(
  tx: Transaction,
  vault: Deps['vault'],
  { subjectId, person, identityNumbers }: Numbered & { readonly subjectId: string },
): Promise<void> {
  for (const number of identityNumbers)
    if ((await vault.compareIdentityNumber(tx, subjectId, number)) === 'mismatched')
      throw new Fault('identity-conflict');
  await vault.putPerson(tx, subjectId, person);
  for (const number of identityNumbers) await vault.putIdentityNumber(tx, subjectId, number);
}

/** Where two authorities have met one person apart, the own pseudonym is taken; two of our own are two people. */
async function byNumbers(tx: Transaction, vault: Deps['vault'], of: Numbered): Promise<string | undefined> {
  const found = new Set<string>();
  for (const number of of.identityNumbers)
    for (const id of await vault.pseudonymsOfIdentityNumber(tx, number)) found.add(id);
  if (found.size <= 1) return [...found][0];
  const own = await subjectsOfAuthority(tx, of.authority, [...found]);
  if (own.length > 1) throw new Fault('identity-conflict');
  return own[0] ?? [...found][0];
}

/**
 * For a person who is known by another context, and may be another pseudonym of whoever has the key here: then the birth dates agree.
 * @throws Fault `identity-conflict`
 */
export async function requireOwnKey(
  tx: Transaction,
  deps: Deps,
  { subjectId, person, ...key }: Omit<Met, 'identityNumbers'> & { readonly subjectId: string },
): Promise<void> {
  await lockHolderKeys(tx, key.authority, [key.holderThumbprint]);
  for (const { id } of await ownersOfKey(tx, deps, key)) {
    const known = id === subjectId ? person : await deps.vault.person(tx, id);
    if (known === undefined || known.birthDate !== person.birthDate) throw new Fault('identity-conflict');
  }
}

interface Owner {
  readonly id: string;
  readonly restrictedAt: Date | null;
}

/** For whom a key stands at an authority. The erased are nobody: who comes again with their key is somebody new. */
export async function ownersOfKey(
  tx: Transaction,
  { vault }: Deps,
  { authority, holderThumbprint }: Pick<Met, 'authority' | 'holderThumbprint'>,
): Promise<readonly Owner[]> {
  // Not locked: others share the lock of a person while they hold a record that is waited for here.
  const known = await vault.standings(tx, await subjectsOfHolder(tx, authority, holderThumbprint));
  return known.filter(({ erasedAt }) => erasedAt === null);
}

/**
 * A key is one person's. Without a number to compare, the date of birth has to agree; who was met without a number may be known by one
 * elsewhere, and be one person all the same.
 */
async function requireSamePerson(
  tx: Transaction,
  vault: Deps['vault'],
  { owner, numbered, person }: Met & { readonly owner: Owner; readonly numbered: string | undefined },
): Promise<void> {
  // Nothing of somebody restricted can be read to compare: neither are they another person for it.
  if (owner.restrictedAt) throw new Fault('subject-restricted');
  const known = await vault.person(tx, owner.id);
  if (known?.birthDate !== person.birthDate) throw new Fault('identity-conflict');
  if (numbered !== undefined && (await vault.identityNumbers(tx, owner.id)).length > 0)
    throw new Fault('identity-conflict');
}
