import assert from 'node:assert/strict';
import { placeDecision } from '../access/index.ts';
import { vcDocument, vcJwtType, vcKeyId, verifySdJwtVc } from '../formats/index.ts';
import type { Caller, Member } from '../kernel/caller.ts';
import { signCompactJws } from '../kernel/compact-jws.ts';
import { sha256Base64url } from '../kernel/digest.ts';
import { Fault } from '../kernel/fault.ts';
import { nowSeconds } from '../kernel/instants.ts';
import { isJsonObject, type JsonObject } from '../kernel/strict-json.ts';
import { vct } from '../kernel/vocabulary.ts';
import { actOf } from '../platform/act.ts';
import { personalClaims } from '../typemetadata/index.ts';
import type { ExportAnswer, ExportRequest } from './archive.schema.ts';
import type { ArchiveDependencies } from './dependencies.ts';
import { signBeside } from './dual-signature.ts';

type Exporter = Member | Extract<Caller, { kind: 'holder' }>;

export interface ExportAsk {
  readonly id: string;
  readonly request: ExportRequest;
  readonly caller: Exporter;
  readonly requestId: string;
  /** What is about to be signed may be looked at first; throws to refuse. */
  readonly inspect?: (document: JsonObject) => void;
}

export interface Exporting {
  /**
   * Signs the record anew as a W3C credential, in the name of the authority that issued it, and puts that on record before it is handed
   * over. @throws Fault `not-found`, `claims-not-permitted`, `suite-not-offered`, `not-mandated`, `no-signing-key`
   */
  export(ask: ExportAsk): Promise<ExportAnswer>;
}

/** How long the signature is good for; the record's own end is `validUntil`. */
const signatureSeconds = 366 * 86_400;

export function createExporting(deps: ArchiveDependencies): Exporting {
  return {
    async export(ask) {
      const { request } = ask;
      const { text, mayHavePersonal } = await held(deps, ask);
      if (request.claims.length > 0 && !mayHavePersonal) throw new Fault('claims-not-permitted');
      const claims = chosenClaims(deps, text, request.claims);
      const { iss } = claims;
      assert(typeof iss === 'string');
      requireSuites(deps, request, iss);
      requireMandate(deps, claims, iss);
      const document = documentOf(deps, { ask, claims });
      ask.inspect?.(document);
      const signed = await sign(deps, document, iss);
      const answer = await withParallel(deps, { signed, request, iss });
      await record(deps, { ask, claims, signed, iss });
      return answer;
    },
  };
}

/** The record as this caller may have it. Of the erased and the restricted there is none. */
async function held(
  { db, credentials, vault, node }: ArchiveDependencies,
  { id, caller, requestId }: ExportAsk,
): Promise<{ text: string; mayHavePersonal: boolean }> {
  if (caller.kind === 'holder') {
    const text = await credentials.reading.own(db, id, caller.keyThumbprint);
    if (text === undefined) throw new Fault('not-found');
    return { text, mayHavePersonal: true };
  }
  const { row, credential } = await credentials.reading.get(id, { caller, requestId });
  if (row.issuerJwt === null || !(await vault.disclosures(db, id))) throw new Fault('not-found');
  const place = placeDecision({
    organisation: caller.organisation,
    nodeJurisdiction: node.jurisdiction,
    purpose: 'verification',
    subjectSide: node.jurisdiction,
  });
  return {
    text: credential ?? `${row.issuerJwt}~`,
    mayHavePersonal: credential !== undefined && place.personalData,
  };
}

/** What our own signature holds of it, without what was not asked for. */
function chosenClaims({ trust }: ArchiveDependencies, text: string, chosen: readonly string[]): JsonObject {
  const read = verifySdJwtVc(text, {
    issuerKey: (header, { iss }) =>
      trust.view().issuerKey(String(iss), String(header['kid'])) ?? { problem: 'unknown' },
  });
  assert(read.valid, 'a credential of ours does not verify');
  return Object.fromEntries(
    Object.entries(read.claims).filter(([name]) => !personalClaims.includes(name) || chosen.includes(name)),
  );
}

function requireSuites(
  { parallelKeys }: ArchiveDependencies,
  { parallel }: ExportRequest,
  iss: string,
): void {
  const missing = parallel.find((suite) => !parallelKeys.suites.includes(suite));
  if (missing !== undefined) throw new Fault('suite-not-offered', { values: { suite: missing, iss } });
}

/** Who has lost the mandate has lost the voice: nothing new is signed, also of what was issued by right. */
function requireMandate({ trust, clock }: ArchiveDependencies, claims: JsonObject, iss: string): void {
  const view = trust.view();
  const type = String(claims['vct']);
  const now = clock.now();
  const holds = awardsOf(claims).every((award) => view.mandateAt(iss, type, award, now) !== undefined);
  if (!holds) throw new Fault('not-mandated');
}

function awardsOf({ vct: type, qualification, target, results }: JsonObject): readonly string[] {
  if (type === vct.homeAttestation) return [String(qualification)];
  if (type === vct.recognition) return [String(target)];
  const components: readonly unknown[] = Array.isArray(results) ? results : [];
  return components.map((each) => String(isJsonObject(each) ? each['component'] : ''));
}

function documentOf(
  { status }: ArchiveDependencies,
  { ask: { id, request }, claims }: { readonly ask: ExportAsk; readonly claims: JsonObject },
): JsonObject {
  const list = isJsonObject(claims['status']) ? claims['status']['status_list'] : undefined;
  assert(isJsonObject(list) && typeof list['uri'] === 'string' && typeof list['idx'] === 'number');
  const { revocation, suspension } = status.bitstringEntries({ uri: list['uri'], idx: list['idx'] });
  const document = vcDocument({
    id,
    claims,
    personalClaims,
    credentialStatus: [{ ...revocation }, { ...suspension }],
    holderBinding: request.holderBinding,
  });
  assert(document, 'a credential of ours has a document');
  return document;
}

interface Signed {
  readonly jwt: string;
  readonly kid: string;
}

async function sign(
  { keys, clock }: ArchiveDependencies,
  document: JsonObject,
  iss: string,
): Promise<Signed> {
  const iat = nowSeconds(clock);
  const signer = keys.signer('credential', iss.slice(iss.lastIndexOf('/') + 1));
  const x5c = keys.chain(signer.kid);
  const jwt = await signCompactJws(
    { typ: vcJwtType, cty: 'vc', kid: vcKeyId(iss, signer.kid), ...(x5c && { x5c }) },
    { ...document, iss, iat, exp: iat + signatureSeconds },
    signer,
  );
  return { jwt, kid: signer.kid };
}

async function withParallel(
  { parallelKeys }: ArchiveDependencies,
  {
    signed: { jwt },
    request,
    iss,
  }: { readonly signed: Signed; readonly request: ExportRequest; readonly iss: string },
): Promise<ExportAnswer> {
  const mlDsa = request.parallel.includes('ML-DSA-44') ? parallelKeys.mlDsa(iss) : undefined;
  const sm2 = request.parallel.includes('SM2-SM3') ? parallelKeys.sm2(iss) : undefined;
  const general =
    mlDsa && (await signBeside(jwt, { typ: vcJwtType, cty: 'vc', kid: vcKeyId(iss, mlDsa.kid) }, mlDsa));
  const beside = sm2 && {
    ...sm2.publicKey,
    signature: Buffer.from(await sm2.sign(Buffer.from(jwt, 'latin1'))).toString('base64'),
  };
  return {
    mediaType: 'application/vc+jwt',
    credential: jwt,
    ...(general && { generalJws: { payload: general.payload, signatures: [...general.signatures] } }),
    ...(beside && { parallelSignatures: [beside] }),
  };
}

/** An entry of the log for each: who had an authority say something anew, and with which of the person's data. */
async function record(
  { db, events, credentials, parallelKeys }: ArchiveDependencies,
  {
    ask,
    claims,
    signed,
    iss,
  }: { readonly ask: ExportAsk; readonly claims: JsonObject; readonly signed: Signed; readonly iss: string },
): Promise<void> {
  const { caller, requestId, request, id } = ask;
  const isHolder = caller.kind === 'holder';
  const act = actOf(
    { caller, requestId },
    {
      role: isHolder ? 'holder' : (caller.roles[0] ?? 'home-registrar'),
      purpose: isHolder ? 'own-record' : 'verification',
      ...(request.caseReference !== undefined && { caseReference: request.caseReference }),
    },
  );
  const subjectId = await credentials.retention.subjectOfNumber(db, String(claims['number']));
  const thumbprints = [
    request.parallel.includes('ML-DSA-44') ? parallelKeys.mlDsa(iss)?.kid : undefined,
    request.parallel.includes('SM2-SM3') ? parallelKeys.sm2(iss)?.kid : undefined,
  ].filter((each) => each !== undefined);
  await db.transaction((tx) =>
    events.append(tx, act, {
      type: 'credential.exported',
      issuer: iss,
      subjectId: subjectId ?? null,
      objectType: 'credential',
      objectId: id,
      keyId: signed.kid,
      details: {
        format: 'vc+jwt',
        sha256: sha256Base64url(signed.jwt),
        personalClaims: [...request.claims],
        holderBinding: request.holderBinding,
        parallelKeys: thumbprints,
      },
    }),
  );
}
