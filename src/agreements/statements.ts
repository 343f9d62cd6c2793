import { signCompactJws, splitCompactJws, verifyCompactJws } from '../kernel/compact-jws.ts';
import { epochSeconds, fromEpochSeconds, instantText } from '../kernel/instants.ts';
import type { Signer } from '../kernel/ports.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import type { AgreementStatement, AgreementVersion } from './agreement.ts';
import { type AgreementKeys, refusalOfKey } from './agreement-keys.ts';
import type { SignatureRefusal } from './signatures.ts';
import { statementClaims, statementHeader } from './signing.schema.ts';
import type { StatementKind } from './vocabulary.ts';

/**
 * A side suspends, resumes or ends an agreement by a statement of its own, signed by its agreement key and bound to the
 * document by digest. The other node verifies it like the agreement itself.
 */
export interface StatementText {
  readonly id: string;
  readonly origin: string;
  readonly kind: StatementKind;
  readonly reasonCode: string;
  readonly effectiveAt: Date;
}

export function signStatement(
  version: Pick<AgreementVersion, 'document' | 'digest'>,
  statement: StatementText,
  { signer, at }: { readonly signer: Signer; readonly at: Date },
): Promise<string> {
  const { document, digest } = version;
  return signCompactJws(
    { kid: signer.kid, typ: 'wenjin-agreement-statement+jwt' },
    {
      agreement: document.id,
      agreement_sha256: digest,
      effective_at: instantText(statement.effectiveAt),
      iat: epochSeconds(at),
      iss: statement.origin,
      jti: statement.id,
      kind: statement.kind,
      reason_code: statement.reasonCode,
      version: document.version,
    },
    signer,
  );
}

export function verifyStatement(
  jws: string,
  version: Pick<AgreementVersion, 'document' | 'digest'>,
  { keys, now }: { readonly keys: Pick<AgreementKeys, 'agreementKey'>; readonly now: Date },
): { readonly ok: true; readonly statement: AgreementStatement } | { ok: false; reason: SignatureRefusal } {
  const split = splitCompactJws(jws, { maxBytes: 8192 });
  if (!split.ok) return refuse('malformed');
  const header = statementHeader.safeParse(split.jws.header);
  const payload = parseStrictObject(split.jws.payload, { maxBytes: 4096, maxDepth: 2 });
  if (!header.success || !payload.ok) return refuse('malformed');
  const claims = statementClaims.safeParse(payload.value);
  if (!claims.success || !concerns(claims.data, version)) return refuse('malformed');
  const { iss, jti: id, iat, kind, reason_code: reasonCode, effective_at: effective } = claims.data;
  const party = version.document.parties.find(({ origin }) => origin === iss);
  const key = party && keys.agreementKey(iss, header.data.kid);
  if (party === undefined || key === undefined) return refuse('signer-unknown');
  if (key.alg !== header.data.alg || !verifyCompactJws(split.jws, key.key, key.alg))
    return refuse('signature-wrong');
  const reason = refusalOfKey(key, { iat, now });
  if (reason !== undefined) return refuse(reason);
  // Neither side can undo after the fact what was decided in reliance on the agreement.
  if (epochSeconds(new Date(effective)) < iat) return refuse('backdated');
  return {
    ok: true,
    statement: {
      id,
      jurisdiction: party.jurisdiction,
      kind,
      reasonCode,
      effectiveAt: new Date(effective),
      saidAt: fromEpochSeconds(iat),
      recordedAt: now,
      jws,
    },
  };
}

function concerns(
  claims: { readonly agreement: string; readonly version: number; readonly agreement_sha256: string },
  { document, digest }: Pick<AgreementVersion, 'document' | 'digest'>,
): boolean {
  return (
    claims.agreement === document.id &&
    claims.version === document.version &&
    claims.agreement_sha256 === digest
  );
}

function refuse(reason: SignatureRefusal): { ok: false; reason: SignatureRefusal } {
  return { ok: false, reason };
}
