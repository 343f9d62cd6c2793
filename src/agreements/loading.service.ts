import assert from 'node:assert/strict';
import { encodeBase64url } from '../kernel/base64url.ts';
import type { Reader } from '../platform/database.ts';
import { type AgreementVersion, readDocument, versionKey } from './agreement.ts';
import {
  type Named,
  readSignatures,
  readStatements,
  readVersion,
  readVersions,
  type StoredVersion,
} from './agreements.store.ts';
import { bySequence } from './state.ts';
import { type AgreementsView, buildView } from './view.ts';

type Signatures = Awaited<ReturnType<typeof readSignatures>>;
type Statements = Awaited<ReturnType<typeof readStatements>>;

export async function loadView(reader: Reader): Promise<AgreementsView> {
  const versions = await readVersions(reader);
  const signatures = Map.groupBy(await readSignatures(reader), keyOf);
  const statements = Map.groupBy(await readStatements(reader), keyOf);
  return buildView(
    versions.map((stored) =>
      assembled(stored, signatures.get(keyOf(stored)) ?? [], statements.get(keyOf(stored)) ?? []),
    ),
  );
}

export async function loadVersion(reader: Reader, named: Named): Promise<AgreementVersion | undefined> {
  const stored = await readVersion(reader, named);
  return (
    stored && assembled(stored, await readSignatures(reader, named), await readStatements(reader, named))
  );
}

function assembled(stored: StoredVersion, signatures: Signatures, statements: Statements): AgreementVersion {
  const document = readDocument(stored.bytes);
  assert(document !== undefined, `the stored bytes of agreement ${keyOf(stored)} are not a document`);
  return {
    document,
    bytes: stored.bytes,
    digest: encodeBase64url(stored.digest),
    // Ordered, so that every process shows the same.
    signatures: signatures
      .map(({ signature }) => signature)
      .toSorted((a, b) => (a.jurisdiction < b.jurisdiction ? -1 : 1)),
    statements: statements.map(({ statement }) => statement).toSorted(bySequence),
    receivedFrom: stored.receivedFrom,
    createdAt: stored.createdAt,
  };
}

function keyOf({ id, version }: Named): string {
  return versionKey(id, version);
}
