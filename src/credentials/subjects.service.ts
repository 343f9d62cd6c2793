import type { Transaction } from '../platform/database.ts';
import type { IdentityNumber, Person } from '../vault/index.ts';
import { subjectOfHolder } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';

/** The pseudonym of a person: the one found by an identity number or by the key that earlier credentials are bound to, else a new one. */
export async function ensureSubject(
  tx: Transaction,
  { vault }: Pick<CredentialsDependencies, 'vault'>,
  of: {
    readonly authority: string;
    readonly holderThumbprint: string;
    readonly person: Person;
    readonly identityNumbers: readonly IdentityNumber[];
  },
): Promise<string> {
  const subjectId =
    (await byNumbers(tx, vault, of.identityNumbers)) ??
    (await subjectOfHolder(tx, of.authority, of.holderThumbprint)) ??
    (await vault.createSubject(tx));
  await vault.putPerson(tx, subjectId, of.person);
  for (const number of of.identityNumbers) await vault.putIdentityNumber(tx, subjectId, number);
  return subjectId;
}

async function byNumbers(
  tx: Transaction,
  vault: CredentialsDependencies['vault'],
  numbers: readonly IdentityNumber[],
): Promise<string | undefined> {
  for (const number of numbers) {
    const [found] = await vault.findByIdentityNumber(tx, number);
    if (found !== undefined) return found;
  }
  return undefined;
}
