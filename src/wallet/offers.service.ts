import { callerName, type Member } from '../kernel/caller.ts';
import type { Claim } from '../kernel/claim.ts';
import { sha256 } from '../kernel/digest.ts';
import type { DomainEvent } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { uuidV7 } from '../kernel/identifiers.ts';
import { instantText } from '../kernel/instants.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { OfferedAward } from '../credentials/index.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import { type QrCode, qrCodeOf } from '../platform/qr-code.ts';
import type { IdentityNumber, Person } from '../vault/index.ts';
import type { WalletDependencies } from './dependencies.ts';
import { credentialOffer, linkByReference, linkByValue, type OfferState, stateOfOffer } from './offer.ts';
import { keep, type OfferTerms, openSecrets } from './offer-keeping.service.ts';
import { sealAward, type Standing } from './offered-award.service.ts';
import { findOffer, findOfferByHandle, lockOffer, markRevoked, type OfferRow } from './offers.store.ts';
import type { ConfigurationId } from './vocabulary.ts';

export interface AwardOfferRequest extends OfferTerms {
  readonly person: Person;
  readonly identityNumbers: readonly IdentityNumber[];
  readonly award: OfferedAward;
  readonly standing: Standing;
}

export interface OfferAsked {
  readonly caller: Member;
  readonly requestId: string;
}

export interface OfferView {
  readonly row: OfferRow;
  readonly issuer: string;
  readonly state: OfferState;
}

/** Everything that the person's wallet needs, and the code that goes another way. */
export interface OfferToHandOver extends OfferView {
  readonly offer: ReturnType<typeof credentialOffer>;
  readonly offerUri: string;
  readonly link: string;
  readonly linkByValue: string;
  readonly qr: QrCode;
  readonly txCode: string | null;
}

export interface CredentialOffers {
  /** @throws Fault `not-mandated`, `qualification-unknown`, `identity-conflict`, `award-of-another`, `record-ended`, `standing-differs` */
  offerAward(
    request: AwardOfferRequest,
    asked: OfferAsked & { readonly claim: Claim<Transaction> },
  ): Promise<{ status: number; reference: string }>;
  /** A recognition that was granted, or one that may still be: then its wallet waits. @throws Fault `not-found`, `offer-not-possible`, `subject-erased`, `subject-restricted` */
  offerRecognition(
    applicationId: string,
    terms: OfferTerms,
    asked: OfferAsked & { readonly claim: Claim<Transaction> },
  ): Promise<{ status: number; reference: string }>;
  /** To whoever made it, at the first answer and at every replay. */
  handOver(id: string): Promise<OfferToHandOver>;
  /** @throws Fault `not-found` for another authority's too */
  get(
    id: string,
    of: { readonly authority: string | null; readonly configuration: ConfigurationId },
  ): Promise<OfferView>;
  /** Nothing more is issued for it. Doing it again changes nothing. @throws Fault `not-found`, `offer-closed` once it was taken up */
  revoke(id: string, configuration: ConfigurationId, asked: OfferAsked): Promise<void>;
  /** What a wallet fetches, while the offer is open; undefined for everything else alike. */
  fetch(handle: string): Promise<ReturnType<typeof credentialOffer> | undefined>;
}

export function createCredentialOffers(deps: WalletDependencies): CredentialOffers {
  const { db, clock, node } = deps;
  const viewOf = (row: OfferRow): OfferView => ({
    row,
    issuer: issuerOf(node.origin, row.authority),
    state: stateOfOffer(row, clock.now()),
  });
  const own: CredentialOffers['get'] = async (id, { authority, configuration }) => {
    const row = await findOffer(db, id);
    if (!row || row.authority !== authority || row.configuration !== configuration)
      throw new Fault('not-found');
    return viewOf(row);
  };
  return {
    offerAward: (request, asked) => offerAward(deps, request, asked),
    offerRecognition: (id, terms, asked) => offerRecognition(deps, id, { terms, asked }),
    async handOver(id) {
      const row = await findOffer(db, id);
      if (!row) throw new Fault('not-found');
      const secrets = await openSecrets(db, deps, row);
      const offer = credentialOffer(secrets, { ...row, origin: node.origin });
      const offerUri = `${node.origin}/credential-offers/${secrets.handle}`;
      const link = linkByReference(offerUri);
      const qr = await qrCodeOf(link);
      return {
        ...viewOf(row),
        offer,
        offerUri,
        link,
        linkByValue: linkByValue(offer),
        qr,
        txCode: secrets.txCode,
      };
    },
    get: own,
    async revoke(id, configuration, { caller, requestId }) {
      const { authority } = caller.organisation;
      const { row } = await own(id, { authority, configuration });
      const act = actOf(
        { caller, requestId },
        { role: roleOf(configuration), purpose: purposeOf(configuration) },
      );
      await db.transaction(async (tx) => {
        const locked = await lockOffer(tx, row.id);
        if (!locked || locked.revokedAt) return;
        if (locked.redeemedAt) throw new Fault('offer-closed');
        await markRevoked(tx, row.id, clock.now());
        await deps.events.append(tx, act, { ...eventOf(locked, node.origin), type: 'offer.revoked' });
      });
    },
    async fetch(handle) {
      const row = await findOfferByHandle(db, sha256(handle));
      if (!row || stateOfOffer(row, clock.now()) !== 'open') return undefined;
      return credentialOffer(await openSecrets(db, deps, row), { ...row, origin: node.origin });
    },
  };
}

type Asked = OfferAsked & { readonly claim: Claim<Transaction> };

async function offerAward(
  deps: WalletDependencies,
  { person, identityNumbers, award, standing, ...terms }: AwardOfferRequest,
  { caller, requestId, claim }: Asked,
): Promise<{ status: number; reference: string }> {
  const { authority } = caller.organisation;
  if (authority === null) throw new Fault('not-mandated');
  const act = actOf({ caller, requestId }, { role: 'home-registrar', purpose: 'attestation' });
  const outcome = { status: 201, reference: claim.id };
  await deps.db.transaction(async (tx) => {
    const facts = { authority, person, identityNumbers, award, standing };
    const { subjectId, recordId } = await deps.credentials.wallets.offer(tx, facts);
    const row = await keep(tx, deps, {
      id: claim.id,
      authority,
      configuration: 'home-attestation',
      subjectId,
      recordId,
      credentialId: uuidV7(deps.clock, deps.entropy),
      applicationId: null,
      awardSealed: await sealAward(tx, deps, { id: claim.id, subjectId, award, standing }),
      offeredBy: callerName(caller),
      terms,
    });
    await deps.events.append(tx, act, {
      ...eventOf(row, deps.node.origin),
      type: 'offer.made',
      facts: { qualification: award.qualification, route: award.route },
      details: { ...detailsOf(row, terms), record: recordId },
    });
    await claim.record(tx, outcome);
  });
  return outcome;
}

async function offerRecognition(
  deps: WalletDependencies,
  applicationId: string,
  { terms, asked: { caller, requestId, claim } }: { terms: OfferTerms; asked: Asked },
): Promise<{ status: number; reference: string }> {
  const act = actOf({ caller, requestId }, { role: 'host-approver', purpose: 'recognition' });
  const outcome = { status: 201, reference: claim.id };
  await deps.db.transaction(async (tx) => {
    const application = await deps.recognition.wallets.standing(tx, applicationId);
    if (application?.authority !== caller.organisation.authority) throw new Fault('not-found');
    if (application.state === 'refused' || application.state === 'withdrawn')
      throw new Fault('offer-not-possible');
    const { authority, subjectId, credentialId, target } = application;
    // Locked, so that nobody is erased meanwhile: what is offered afterwards nothing would ever take away.
    const [subject] = await deps.vault.lockSubjects(tx, [subjectId]);
    if (!subject || subject.erasedAt !== null) throw new Fault('subject-erased');
    if (subject.restrictedAt !== null) throw new Fault('subject-restricted');
    const row = await keep(tx, deps, {
      id: claim.id,
      authority,
      configuration: 'qualification-recognition',
      subjectId,
      recordId: null,
      credentialId,
      applicationId,
      awardSealed: null,
      offeredBy: callerName(caller),
      terms,
    });
    await deps.events.append(tx, act, {
      ...eventOf(row, deps.node.origin),
      type: 'offer.made',
      facts: { target },
      details: { ...detailsOf(row, terms), application: applicationId },
    });
    await claim.record(tx, outcome);
  });
  return outcome;
}

function eventOf(row: OfferRow, origin: string): Omit<DomainEvent, 'type'> {
  return {
    issuer: issuerOf(origin, row.authority),
    subjectId: row.subjectId,
    objectType: 'credential-offer',
    objectId: row.id,
  };
}

function detailsOf({ configuration, expiresAt }: OfferRow, { grants }: OfferTerms) {
  return { configuration, expiresAt: instantText(expiresAt), grants: [...grants] };
}

function roleOf(configuration: ConfigurationId): string {
  return configuration === 'home-attestation' ? 'home-registrar' : 'host-approver';
}

function purposeOf(configuration: ConfigurationId): string {
  return configuration === 'home-attestation' ? 'attestation' : 'recognition';
}
