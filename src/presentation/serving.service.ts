import { decryptJwe } from '../formats/index.ts';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import { Fault } from '../kernel/fault.ts';
import { epochSeconds } from '../kernel/instants.ts';
import { type AgreementKeyPair, p256KeyOf } from '../kernel/p256-key.ts';
import type { JsonObject } from '../kernel/strict-json.ts';
import { decrypt, encrypt, freshIv } from '../vault/index.ts';
import type { VerificationResult } from '../verification/index.ts';
import type { Act } from '../kernel/event.ts';
import { about, actFor } from './asking.service.ts';
import { queryFor } from './dcql-query.ts';
import type { Asker, PresentationDependencies } from './dependencies.ts';
import { endRequest, findByHandle, type Outcome, type PresentationRow } from './presentation.store.ts';
import { clientIdOf, type RequestSigner, signRequestObject } from './request-object.ts';
import { digestOf, sealKeyOf, secretsOf } from './secrets.ts';
import { responsePath } from './vocabulary.ts';
import { type Presented, readResponse, refusalOfClaims } from './vp-token.ts';
import { encodingsFor } from './wallet-metadata.ts';

export interface Serving {
  /** Signed anew at each fetch, with the same content. @throws Fault `vp-request-over`, `vp-metadata-refused`, `vp-formats-not-supported` */
  requestObject(handle: string, wallet?: WalletWords): Promise<string>;
  /**
   * Takes one good answer, or a refusal of the wallet. What is no good answer changes nothing: the wallet may send another one.
   * @throws Fault `vp-request-over`, `vp-response-refused`
   */
  receive(
    handle: string,
    sent: WalletAnswer,
    requestId: string,
  ): Promise<{ readonly redirectUri: string | undefined }>;
}

/** OpenID4VP 1.0 section 5.10, of a wallet that fetches by POST. */
export interface WalletWords {
  readonly nonce?: string | undefined;
  /** JSON. */
  readonly metadata?: string | undefined;
}

export interface WalletAnswer {
  readonly response?: string | undefined;
  readonly error?: string | undefined;
  readonly state?: string | undefined;
}

export function createServing(deps: PresentationDependencies): Serving {
  const { db, key, clock, node } = deps;
  return {
    async requestObject(handle, { nonce: walletNonce, metadata } = {}) {
      const row = requireOpen(await findByHandle(db, 'request', digestOf(handle)), clock.now());
      const { nonce, state, responseHandle } = secretsOf(key, row.id);
      const names =
        row.organisationId === null ? undefined : await deps.organisationNames(row.organisationId);
      return signRequestObject(
        {
          responseUri: `${node.origin}${responsePath}/${responseHandle}`,
          nonce,
          state,
          query: queryFor(row.what, row.claims),
          encryptionKey: keyOf(deps, row),
          encodings: encodingsFor(metadata),
          clientName: names?.en ?? node.origin,
          iat: epochSeconds(clock.now()),
          exp: epochSeconds(row.expiresAt),
          ...(walletNonce !== undefined && { walletNonce }),
        },
        signerOf(deps, row),
      );
    },
    async receive(handle, sent, requestId) {
      const row = requireOpen(await findByHandle(db, 'response', digestOf(handle)), clock.now());
      const asker = await askerOf(deps, row, requestId);
      const answer = await openAnswer(deps, row, sent);
      const { error } = answer;
      if (error !== undefined) {
        if (answer['state'] !== secretsOf(key, row.id).state) throw refused('state is of another request');
        await end(deps, { row, ...asker }, { state: 'declined', declined: errorCodeOf(error) });
        return { redirectUri: undefined };
      }
      return accept(deps, { row, ...asker }, answer);
    },
  };
}

/** OpenID4VP 1.0 section 8.5 and RFC 6749 section 4.1.2.1 name codes; nothing else that a wallet writes is kept. */
function errorCodeOf(error: unknown): string {
  if (typeof error !== 'string' || !/^[a-z_]{1,60}$/.test(error)) throw refused('error is not a code');
  return error;
}

function requireOpen(row: PresentationRow | undefined, now: Date): PresentationRow {
  if (row?.state !== 'open' || row.expiresAt <= now) throw new Fault('vp-request-over');
  return row;
}

/** The one that the link names, also while a newer one takes its place; a wallet would believe no other. */
function signerOf(
  { requestSigners }: PresentationDependencies,
  { verifierId }: PresentationRow,
): RequestSigner {
  const signer = requestSigners().find(({ chain }) => clientIdOf(chain) === verifierId);
  if (!signer) throw new Fault('vp-request-over');
  return signer;
}

/** Whoever asked must still be somebody who may: the answer is told to them. */
async function askerOf(
  { memberOf }: PresentationDependencies,
  row: PresentationRow,
  requestId: string,
): Promise<Omit<Received, 'row'>> {
  const { organisationId, clientId, officerId } = row;
  if (organisationId === null || clientId === null)
    return { asker: { caller: { kind: 'public' }, requestId }, act: undefined };
  const caller = await memberOf({ clientId, officerId });
  if (!caller) throw new Fault('vp-request-over');
  const asker = { caller, requestId };
  return { asker, act: actFor(row, asker) };
}

function keyOf({ key }: PresentationDependencies, { id, sealedSeed }: PresentationRow): AgreementKeyPair {
  if (sealedSeed === null) throw new Fault('vp-request-over');
  return p256KeyOf(decrypt(sealedSeed, { key: sealKeyOf(key, id), associated: `seed ${id}` }));
}

/** OpenID4VP 1.0 sections 8.3 and 8.5: an answer is encrypted; that there is none may be said in the clear, with the state. */
async function openAnswer(
  deps: PresentationDependencies,
  row: PresentationRow,
  { response, error, state }: WalletAnswer,
): Promise<JsonObject> {
  if (response === undefined) {
    if (error === undefined) throw refused('response is missing');
    return { error, state };
  }
  if (error !== undefined) throw refused('response and error exclude one another');
  const opened = await decryptJwe(response, [keyOf(deps, row)]);
  if (!opened.ok) throw refused(opened.reason);
  return opened.value;
}

interface Received {
  readonly row: PresentationRow;
  readonly asker: Asker;
  /** Whose asking it is; undefined for the node's own, of which the access record says all. */
  readonly act: Act | undefined;
}

async function accept(
  deps: PresentationDependencies,
  received: Received,
  answer: JsonObject,
): Promise<{ readonly redirectUri: string | undefined }> {
  const { key, verification } = deps;
  const { row, asker } = received;
  const { nonce, state, responseCode } = secretsOf(key, row.id);
  const reading = readResponse(answer, { what: row.what, claims: row.claims, state });
  if (!reading.ok) throw refused(reading.reason);
  const keyBinding = { audience: row.verifierId, nonce };
  const holderThumbprint = refuseUnsound(deps, row, { presented: reading.presented, keyBinding });
  const { purpose, stage, authorisation, caseReference, receipt } = row;
  const result = await verification.verify(
    {
      credentials: reading.presented.map(({ text }) => text),
      keyBinding,
      purpose,
      stage,
      authorisation,
      caseReference,
      receipt,
    },
    asker,
  );
  const redirects = row.redirectUri !== null;
  await end(
    deps,
    received,
    {
      state: 'answered',
      sealedResult: sealResult(deps, row.id, result),
      responseCodeDigest: redirects ? digestOf(responseCode) : null,
      holderThumbprint: row.organisationId === null ? holderThumbprint : null,
    },
    result.result,
  );
  return { redirectUri: redirects ? backTo(row, responseCode) : undefined };
}

/** In the fragment, which no server is sent; our own pages run no script that could read one. */
function backTo({ redirectUri, organisationId }: PresentationRow, responseCode: string): string {
  return `${redirectUri}${organisationId === null ? '?' : '#'}response_code=${responseCode}`;
}

/** Forged, bound to something else, or not what was asked for: not an answer. Expired or suspended is one, and the result says so. Gives the one key that all are bound to. */
function refuseUnsound(
  { verification }: PresentationDependencies,
  { claims, what }: PresentationRow,
  {
    presented,
    keyBinding,
  }: {
    readonly presented: Presented;
    readonly keyBinding: { readonly audience: string; readonly nonce: string };
  },
): string {
  const records = new Map<string, string>();
  const keys = new Set<string>();
  for (const { id, text } of presented) {
    const { shown, signature, findings, holderThumbprint } = verification.inspect(text, keyBinding);
    if (signature !== 'good' || !shown) {
      const failed = findings.find(({ outcome }) => outcome === 'fail');
      throw refused(`${id}: ${failed?.code ?? 'credential'} ${failed?.detail ?? signature}`);
    }
    if (shown.kind !== id) throw refused(`${id}: it is of another type`);
    const problem = refusalOfClaims(id, shown.claims, claims);
    if (problem !== undefined) throw refused(problem);
    if (holderThumbprint !== undefined) keys.add(holderThumbprint);
    if (shown.kind === 'home') records.set(id, `${shown.claims.iss} ${shown.claims.record.id}`);
    if (shown.kind === 'recognition')
      records.set(id, `${shown.claims.home.iss} ${shown.claims.home.record.id}`);
  }
  if (new Set(records.values()).size > 1) throw refused(`${what}: the recognition is of another home record`);
  const [key] = keys;
  if (key === undefined || keys.size > 1)
    throw refused(`${what}: the credentials are bound to different keys`);
  return key;
}

async function end(
  { db, clock, events, node }: PresentationDependencies,
  { row, act }: Received,
  outcome: Outcome,
  result?: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    if (!(await endRequest(tx, { id: row.id, at: clock.now() }, outcome))) throw new Fault('vp-request-over');
    if (act === undefined) return;
    await events.append(tx, act, {
      ...about(row.id, node.origin),
      type: 'presentation.ended',
      facts: { outcome: result ?? outcome.state },
    });
  });
}

function sealResult(
  { key, entropy }: PresentationDependencies,
  id: string,
  result: VerificationResult,
): Uint8Array {
  return encrypt(canonicalBytes(result), {
    key: sealKeyOf(key, id),
    iv: freshIv(entropy),
    associated: `result ${id}`,
  });
}

function refused(reason: string): Fault {
  return new Fault('vp-response-refused', { values: { reason } });
}
