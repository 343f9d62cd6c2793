import assert from 'node:assert/strict';
import type { FastifyBaseLogger } from 'fastify';
import type { Access } from './access/index.ts';
import { placeDecision } from './access/index.ts';
import type { AgreementKeys, Agreements } from './agreements/index.ts';
import type { Catalogue } from './catalogue/index.ts';
import type { Credentials } from './credentials/index.ts';
import type { Caller } from './kernel/caller.ts';
import { Fault } from './kernel/fault.ts';
import type { Localised } from './kernel/localised.ts';
import type { NodeIdentity } from './kernel/node.ts';
import type { Keys } from './keys/index.ts';
import type { NoticeContexts } from './notices/index.ts';
import { addSeconds } from './kernel/instants.ts';
import type { Clock, Signer } from './kernel/ports.ts';
import type { Database } from './platform/database.ts';
import type { Status, StatusKeys } from './status/index.ts';
import type { createLogPublication, NodeKeys } from './transparency/index.ts';
import type { Trust } from './trust/index.ts';
import {
  type IdentityNumber,
  type IdentityNumberComparison,
  matchIdentity,
  type Person,
  type Vault,
} from './vault/index.ts';
import type { Assessment, VerificationDependencies } from './verification/index.ts';

/** Where contexts that do not know one another meet: each of these shows one side the little that it needs of the others. */

export function statusKeys(keys: Keys, trust: Trust): StatusKeys {
  return {
    statusKey: (origin, kid) => {
      const view = trust.view();
      const trusted = view.nodeKey(origin, 'status', kid);
      if (trusted?.compromisedAt !== null) return undefined;
      const { key, alg } = trusted;
      return {
        key,
        alg,
        problemOfCertificate: (header, issuedAt) =>
          view.problemOfCertificate({ header, issuedAt, key, iss: origin }),
      };
    },
    statusSigner: () => keys.signer('status'),
    statusChain: (kid) => keys.chain(kid),
  };
}

export function agreementKeys(keys: Keys, trust: Trust): AgreementKeys {
  return {
    agreementKey: (origin, kid) => trust.view().nodeKey(origin, 'agreement', kid),
    signer: () => keys.signer('agreement'),
  };
}

export function nodeNoteKeys({
  keys,
  trust,
  node,
  clock,
}: {
  keys: Keys;
  trust: Trust;
  node: NodeIdentity;
  clock: Clock;
}): NodeKeys {
  const signerWith = (signer: Signer) => {
    const published = keys.find(signer.kid);
    assert(published, 'a key that signs is published');
    return { signer, material: octetsOf(published.jwk) };
  };
  const ofPeer = (purpose: 'log' | 'witness') =>
    trust
      .view()
      .nodeKeys(node.peer.origin, purpose)
      .filter(({ alg, compromisedAt }) => alg === 'Ed25519' && compromisedAt === null);
  return {
    logSigners: () => keys.signers('log').map(signerWith),
    ownLogKeys: () =>
      keys
        .published()
        .filter(({ purpose, compromisedAt }) => purpose === 'log' && compromisedAt === null)
        .map(({ jwk }) => octetsOf(jwk)),
    witnessSigner: () => signerWith(keys.signer('witness')),
    peerLogKeys() {
      const [soon, just] = [addSeconds(clock.now(), skewSeconds), addSeconds(clock.now(), -skewSeconds)];
      return ofPeer('log')
        .filter(({ signFrom, signUntil }) => signFrom <= soon && (signUntil === null || just < signUntil))
        .map(({ key }) => octetsOf(key.export({ format: 'jwk' })));
    },
    peerWitnessKeys: () => ofPeer('witness').map(({ key }) => octetsOf(key.export({ format: 'jwk' }))),
  };
}

/** The clocks of the two nodes may differ by this much. */
const skewSeconds = 60;

/** Of an Ed25519 key, as its JWK has them (RFC 8037 section 2). */
function octetsOf({ x }: { readonly x?: string }): Uint8Array {
  return Buffer.from(x ?? '', 'base64url');
}

/** Undefined for who is not registered here. */
export async function organisationNames(
  { organisations }: Pick<Access, 'organisations'>,
  id: string,
): Promise<Localised | undefined> {
  try {
    return (await organisations.get(id)).names;
  } catch (error) {
    if (error instanceof Fault && error.code === 'not-found') return undefined;
    throw error;
  }
}

type LogAlarms = Pick<
  Parameters<typeof createLogPublication>[0],
  'onInconsistent' | 'onUnwitnessed' | 'onWitnessed' | 'onFrozen'
>;

/** What an operator is woken for. */
export function logAlarms(log: FastifyBaseLogger): LogAlarms {
  return {
    onInconsistent(head) {
      log.error(
        head,
        'the peer sent a checkpoint that does not continue what was cosigned; it is kept in log_seen',
      );
    },
    onUnwitnessed(seconds) {
      log.error(
        { seconds },
        'the log is not cosigned any more; the last cosigned checkpoint stays published',
      );
    },
    onWitnessed() {
      log.info('the log is cosigned again');
    },
    onFrozen({ reason, detail }) {
      log.error({ reason, detail }, 'no checkpoint is signed any more: find out why before anything else');
    },
  };
}

interface NoticeSources {
  readonly agreements: Agreements;
  readonly credentials: Credentials;
  readonly keys: Keys;
  readonly node: NodeIdentity;
  readonly status: Status;
  readonly trust: Trust;
}

export function noticeContexts({
  agreements,
  credentials,
  keys,
  node,
  status,
  trust,
}: NoticeSources): NoticeContexts {
  return {
    signer: () => keys.signer('notice'),
    peerKey: (kid) => trust.view().nodeKey(node.peer.origin, 'notice', kid),
    recordChange: (reader, objectId) => credentials.recordChange(reader, objectId),
    applyHomeChange: (tx, change, act) => credentials.applyHomeChange(tx, change, act),
    async fetchAgreement(id, version) {
      await agreements.fetchFromPeer({ id, version, requestId: 'notice' });
    },
    async syncTrust() {
      await trust.syncPeer();
    },
    async refetchStatus() {
      await status.refetchPeer();
    },
  };
}

interface VerificationSources {
  readonly db: Database;
  readonly node: NodeIdentity;
  readonly access: Access;
  readonly agreements: Agreements;
  readonly catalogue: Catalogue;
  readonly credentials: Credentials;
  readonly keys: Keys;
  readonly status: Status;
  readonly trust: Trust;
  readonly vault: Vault;
}

type VerificationPorts = Omit<VerificationDependencies, 'clock' | 'entropy' | 'node'>;

export function verificationPorts(sources: VerificationSources): VerificationPorts {
  const { db, node, access, agreements, catalogue, credentials, keys, status, trust } = sources;
  return {
    trust() {
      const view = trust.view();
      return {
        issuerKey: view.issuerKey,
        knowsIssuer: view.knowsIssuer,
        problemOfCertificate: view.problemOfCertificate,
        isMandated: (iss, vct, id, at) => view.mandateAt(iss, vct, id, at) !== undefined,
        nodeKey: view.nodeKey,
        version: view.version,
        fresh: view.fresh,
      };
    },
    agreements: () => agreements.view(),
    lookup: (reference, at) => status.lookup(reference, at),
    lookupAt: (reference, at) => status.lookupAt(db, reference, at),
    qualificationName: (id) => catalogue.qualification(id)?.name,
    statusDetail: (assessment, caller, at) => credentials.statusDetail({ ...homeOf(assessment), at }, caller),
    place: (caller) => placeOf(caller, node),
    matchIdentity: (supplied, disclosed, identityNumber) =>
      matchIdentity({
        identityNumber,
        supplied: suppliedPerson(supplied),
        known: {
          nameEn: disclosed.name_en,
          nameZhHant: disclosed.name_zh_hant,
          nameZhHans: disclosed.name_zh_hans,
          birthDate: disclosed.birth_date,
        },
      }),
    compareIdentityNumber: (number, assessments) => compareOwn(sources, number, assessments),
    recordAccess: ({
      caller,
      requestId,
      purpose,
      stage,
      authorisation,
      caseReference,
      objectIds,
      holderThumbprint,
      result,
    }) =>
      access.records.write({
        kind: 'verification',
        caller,
        requestId,
        purpose,
        stage,
        authorisation,
        caseReference,
        objectIds,
        ...(holderThumbprint !== null && { holderThumbprint }),
        result,
        contentClass: 'shown',
      }),
    receiptSigner: () => keys.signer('receipt'),
  };
}

/** Of credentials that this node signed; what the other side holds of a person is asked of it by nobody. */
async function compareOwn(
  { db, node, credentials, vault }: VerificationSources,
  number: IdentityNumber,
  assessments: readonly Assessment[],
): Promise<IdentityNumberComparison> {
  const found = new Set<IdentityNumberComparison>();
  for (const { inspection } of assessments) {
    const { shown, signature } = inspection;
    if (signature !== 'good' || !shown?.claims.iss.startsWith(`${node.origin}/`)) continue;
    const subjectId = await credentials.retention.subjectOfNumber(db, shown.claims.number);
    if (subjectId !== undefined) found.add(await vault.compareIdentityNumber(db, subjectId, number));
  }
  if (found.has('matched')) return 'matched';
  return found.has('mismatched') ? 'mismatched' : 'not-held';
}

function homeOf({ inspection: { shown } }: Assessment) {
  const number = shown?.claims.number ?? '';
  switch (shown?.kind) {
    case 'home':
      return { number, homeIss: shown.claims.iss, recordId: shown.claims.record.id };
    case 'recognition':
      return { number, homeIss: shown.claims.home.iss, recordId: shown.claims.home.record.id };
    case 'bridging':
    case undefined:
      return { number, homeIss: undefined, recordId: undefined };
  }
}

/** A holder sees own data; the public none. */
function placeOf(caller: Caller, node: NodeIdentity) {
  if (caller.kind === 'client' || caller.kind === 'officer')
    return placeDecision({
      organisation: caller.organisation,
      nodeJurisdiction: node.jurisdiction,
      purpose: 'verification',
      subjectSide: node.jurisdiction,
    });
  const own = caller.kind === 'holder';
  return {
    personalData: own,
    rule: own ? 'own-data' : 'public',
    reason: own
      ? { en: 'It is your own data.', zhHant: '此為你本人的資料。', zhHans: '此为您本人的信息。' }
      : {
          en: 'The public is shown no personal data.',
          zhHant: '公眾不獲提供個人資料。',
          zhHans: '公众不获提供个人信息。',
        },
  };
}

function suppliedPerson(supplied: Parameters<VerificationPorts['matchIdentity']>[0]): Person {
  return {
    nameEn: supplied?.nameEn,
    nameZhHant: supplied?.nameZh,
    nameZhHans: supplied?.nameZh,
    birthDate: supplied?.birthDate,
  };
}
