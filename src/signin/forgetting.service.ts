import type { Transaction } from '../platform/database.ts';
import { removeAuthorizationsOf } from './authorization.store.ts';
import { removeIssuerStatesOf } from './offer-codes.store.ts';
import { removeLinksOf } from './sign-in-links.store.ts';
import { removeGrantsOf } from './wallet-grants.store.ts';

/** In the transaction that erases them. Refresh tokens of a grant that is gone are nothing, and expire by themselves. */
export async function forgetPeople(tx: Transaction, subjectIds: readonly string[]): Promise<void> {
  if (subjectIds.length === 0) return;
  await removeLinksOf(tx, subjectIds);
  await removeIssuerStatesOf(tx, subjectIds);
  const grantIds = await removeAuthorizationsOf(tx, subjectIds);
  await removeGrantsOf(tx, { subjectIds, grantIds });
}
