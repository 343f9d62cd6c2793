import { asc } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { certificateAuthorities, keyCertificates } from './certificates.table.ts';

export type StoredAuthority = typeof certificateAuthorities.$inferSelect;
export type StoredCertificate = typeof keyCertificates.$inferSelect;

/** False when another process made this one meanwhile. */
export async function insertAuthority(tx: Transaction, authority: StoredAuthority): Promise<boolean> {
  const inserted = await tx
    .insert(certificateAuthorities)
    .values(authority)
    .onConflictDoNothing()
    .returning({ number: certificateAuthorities.number });
  return inserted.length === 1;
}

export async function insertCertificate(tx: Transaction, certificate: StoredCertificate): Promise<boolean> {
  const inserted = await tx
    .insert(keyCertificates)
    .values(certificate)
    .onConflictDoNothing()
    .returning({ number: keyCertificates.number });
  return inserted.length === 1;
}

export async function readAuthorities(reader: Reader): Promise<StoredAuthority[]> {
  return reader.select().from(certificateAuthorities).orderBy(asc(certificateAuthorities.number));
}

export async function readCertificates(reader: Reader): Promise<StoredCertificate[]> {
  return reader.select().from(keyCertificates).orderBy(asc(keyCertificates.kid), asc(keyCertificates.number));
}
