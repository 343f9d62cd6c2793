import type { z } from 'zod';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import {
  agreementDocument,
  type agreementComponent,
  type agreementRow,
  type codedText,
} from './agreement.schema.ts';
import { camelNames, snakeNames } from './member-names.ts';
import type { StatementKind } from './vocabulary.ts';

export type AgreementDocument = z.infer<typeof agreementDocument>;
export type AgreementRow = z.infer<typeof agreementRow>;
export type AgreementComponent = z.infer<typeof agreementComponent>;
export type CodedText = z.infer<typeof codedText>;

/** One side's signature over the canonical bytes, as it came: both texts are what RFC 7515 section 7.2.1 names so. */
export interface AgreementSignature {
  readonly jurisdiction: Jurisdiction;
  readonly kid: string;
  readonly protected: string;
  readonly signature: string;
  readonly signedAt: Date;
  readonly recordedAt: Date;
}

/** What one side said of the agreement after signing, as a compact JWS of its own. */
export interface AgreementStatement {
  readonly id: string;
  readonly jurisdiction: Jurisdiction;
  readonly kind: StatementKind;
  readonly reasonCode: string;
  readonly effectiveAt: Date;
  readonly saidAt: Date;
  readonly recordedAt: Date;
  readonly jws: string;
}

export interface AgreementVersion {
  readonly document: AgreementDocument;
  /** Canonical JSON in snake_case: what was signed, as bytes. */
  readonly bytes: Uint8Array;
  /** Base64url of the SHA-256 of these bytes. */
  readonly digest: string;
  readonly signatures: readonly AgreementSignature[];
  readonly statements: readonly AgreementStatement[];
  /** Origin of the peer, or null when it was drafted here. */
  readonly receivedFrom: string | null;
  readonly createdAt: Date;
}

export const documentBytesMax = 262_144;

/** RFC 8785 over the document with its members in snake_case. */
export function documentBytes(document: AgreementDocument): Uint8Array {
  return canonicalBytes(snakeNames(document));
}

/**
 * The document that the bytes hold, if they are the canonical form of one and of nothing else. Two spellings of one
 * document would have two digests, and both sides could sign different bytes and mean the same.
 */
export function readDocument(bytes: Uint8Array): AgreementDocument | undefined {
  const parsed = parseStrictObject(bytes, { maxBytes: documentBytesMax, maxDepth: 16 });
  if (!parsed.ok) return undefined;
  const result = agreementDocument.safeParse(camelNames(parsed.value));
  if (!result.success) return undefined;
  return Buffer.compare(documentBytes(result.data), bytes) === 0 ? result.data : undefined;
}

export function findRow(document: AgreementDocument, id: string): AgreementRow | undefined {
  return document.rows.find((row) => row.id === id);
}

/** The key by which a version is named in one string. */
export function versionKey(id: string, version: number): string {
  return `${id}/${version}`;
}
