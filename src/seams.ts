import assert from 'node:assert/strict';
import type { FastifyBaseLogger } from 'fastify';
import type { Access } from './access/index.ts';
import type { AgreementKeys, Agreements } from './agreements/index.ts';
import type { Credentials } from './credentials/index.ts';
import type { Member } from './kernel/caller.ts';
import { Fault } from './kernel/fault.ts';
import type { Localised } from './kernel/localised.ts';
import type { NodeIdentity } from './kernel/node.ts';
import type { Keys } from './keys/index.ts';
import type { NoticeContexts } from './notices/index.ts';
import { addSeconds } from './kernel/instants.ts';
import type { Clock, Signer } from './kernel/ports.ts';
import type { RequestSigner } from './presentation/index.ts';
import type { Status, StatusKeys } from './status/index.ts';
import type { createLogPublication, NodeKeys } from './transparency/index.ts';
import type { Trust } from './trust/index.ts';

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

/**
 * Presentation requests are known by the certificate of their key: without one nobody could tell whose they are. A key whose certificate
 * was renewed signs under both, so that links which name the former one still lead somewhere.
 */
export function requestSignersOf(keys: Pick<Keys, 'signers' | 'chains'>): RequestSigner[] {
  return keys
    .signers('presentation')
    .flatMap((signer) => keys.chains(signer.kid).map((chain) => ({ signer, chain })));
}

/** Whoever asked a wallet for credentials, as they may verify now. */
export async function verifyingMember(
  { members }: Pick<Access, 'members'>,
  { clientId, officerId }: { readonly clientId: string; readonly officerId: string | null },
): Promise<Member | undefined> {
  const client = await members.client(clientId);
  const scopes = ['verifications:write'];
  if (officerId === null)
    return (
      client && { kind: 'client', clientId, roles: client.roles, organisation: client.organisation, scopes }
    );
  const officer = await members.officer(officerId);
  if (!client || !officer) return undefined;
  const { personId, roles, organisation } = officer;
  return { kind: 'officer', clientId, officerId, personId, roles, organisation, scopes };
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
