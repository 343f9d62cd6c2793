import type { Caller } from '../kernel/caller.ts';
import type { Claim } from '../kernel/claim.ts';
import { directionTo, specialismOf } from '../credentials/index.ts';
import type { EventFacts } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { uuidV7 } from '../kernel/identifiers.ts';
import { civilDate } from '../kernel/instants.ts';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import { applicantAct } from './applicant-act.ts';
import type { Application, EvidenceItem } from './application.ts';
import type { ApplicationRequest } from './application.schema.ts';
import { insertApplication, replaceSubject, subjectOfHolder } from './applications.store.ts';
import type { Assessing, Assessment } from './assessment.service.ts';
import { declaredOf } from './declared.ts';
import type { RecognitionDependencies } from './dependencies.ts';
import { ascii, evidenceItem, presentedItems } from './evidence-items.ts';
import { insertEvidence } from './evidence.store.ts';
import type { PresentedBridging, PresentedHome } from './presentation.ts';
import { recordProposal } from './proposing.service.ts';
import {
  acceptBridging,
  acceptHome,
  consentOf,
  doorPolicy,
  type Relay,
  refuseOtherKeys,
  relayOf,
} from './reception.ts';
import { recogniserOf } from './recogniser.ts';
import { receivedEvent } from './recognition-events.ts';

export interface Requester {
  readonly caller: Caller;
  readonly requestId: string;
}

/** All that was shown, verified, and what it comes to. Nothing is stored yet. */
interface Arrival {
  readonly request: ApplicationRequest;
  readonly home: PresentedHome;
  readonly bridging: readonly PresentedBridging[];
  readonly relay: Relay | undefined;
  readonly consent: ReturnType<typeof consentOf>;
  readonly authority: string;
  readonly assessment: Assessment;
  readonly at: Date;
}

export interface Applying {
  /**
   * Verifies, assesses, and keeps all of it or nothing: the nonce is used up in the same transaction.
   * @throws Fault, one for each thing that can be wrong with what was shown
   */
  apply(
    request: ApplicationRequest,
    from: Requester,
    claim: Claim<Transaction>,
  ): Promise<{ status: number; reference: string }>;
}

export function createApplying(deps: RecognitionDependencies, assessing: Assessing): Applying {
  return {
    async apply(request, from, claim) {
      const arrival = await receive(deps, assessing, request, from.caller);
      const outcome = { status: 201, reference: claim.id };
      await deps.db.transaction(async (tx) => {
        if (!(await deps.access.nonces.consume(tx, request.nonce))) throw new Fault('nonce-not-accepted');
        await keep(deps, tx, { id: claim.id, arrival, from });
        await claim.record(tx, outcome);
      });
      return outcome;
    },
  };
}

async function receive(
  deps: RecognitionDependencies,
  assessing: Assessing,
  request: ApplicationRequest,
  caller: Caller,
): Promise<Arrival> {
  const at = deps.clock.now();
  const policy = doorPolicy(deps, assessing.lookup, request.nonce);
  const [presented = ''] = request.presentations;
  const home = acceptHome(presented, policy);
  const bridging = acceptBridging(request.bridging ?? [], policy);
  refuseOtherKeys(home.holder.thumbprint, bridging, caller);
  const { mandate } = request;
  const { jwk } = home.holder;
  const relay = relayOf(caller, { mandate, holder: jwk, audience: deps.node.origin, now: at });
  const { person, keyBindingJwt } = home;
  const consent = consentOf(request, { person, keyBindingJwt, now: at });
  const { targetQualification } = request;
  const authority = recogniserOf(deps.trust.view(), { origin: deps.node.origin, targetQualification, at });
  if (authority === undefined) throw new Fault('not-recognised-here');
  const assessment = await assessing.assess({
    shown: { home: home.claims, bridging: bridging.map(({ claims }) => claims) },
    declared: declaredOf(request),
    application: { targetQualification, applicationDate: civilDate(at) },
  });
  if (assessment === undefined) throw new Fault('no-agreement-row');
  return { request, home, bridging, relay, consent, authority, assessment, at };
}

async function keep(
  deps: RecognitionDependencies,
  tx: Transaction,
  { id, arrival, from }: { readonly id: string; readonly arrival: Arrival; readonly from: Requester },
): Promise<void> {
  const { vault, events, node } = deps;
  const { home, assessment, consent } = arrival;
  const subjectId = await vaultPerson(deps, tx, home);
  const consentId = await vault.recordConsent(tx, { ...consent, subjectId });
  const facts = factsOf(arrival, node.jurisdiction);
  const application = { ...applicationOf(id, { subjectId, consentId, arrival }), facts };
  await insertApplication(tx, application, assessment.kept);
  const evidence = evidenceOnArrival(deps, arrival);
  await insertEvidence(tx, id, evidence);
  const [homeEvidence] = evidence;
  if (homeEvidence !== undefined && home.disclosures.length > 0)
    await vault.putDisclosures(tx, {
      credentialId: homeEvidence.id,
      subjectId,
      disclosures: home.disclosures,
    });
  const act = actOf(from, applicantAct(application, arrival.relay === undefined ? 'holder' : 'relay'));
  const context = { application, origin: node.origin };
  await events.append(tx, act, receivedEvent(context, { application, evidence }));
  await recordProposal(deps, tx, { application, assessment, evidence, act });
}

/** Names and birth date, and nothing else of what was disclosed. */
async function vaultPerson(
  { vault }: RecognitionDependencies,
  tx: Transaction,
  { holder, person }: PresentedHome,
): Promise<string> {
  const holderThumbprint = holder.thumbprint;
  const known = await subjectOfHolder(tx, { holderThumbprint, newSubject: () => vault.createSubject(tx) });
  try {
    await vault.putPerson(tx, known, person);
    return known;
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'subject-erased') throw error;
    // Who was erased and applies again is somebody new: the old pseudonym stays empty for ever.
    const subjectId = await vault.createSubject(tx);
    await replaceSubject(tx, { holderThumbprint, subjectId });
    await vault.putPerson(tx, subjectId, person);
    return subjectId;
  }
}

function applicationOf(
  id: string,
  {
    subjectId,
    consentId,
    arrival,
  }: { readonly subjectId: string; readonly consentId: string; readonly arrival: Arrival },
): Omit<Application, 'facts'> {
  const { request, home, relay, authority, at } = arrival;
  return {
    id,
    state: 'under-assessment',
    authority,
    subjectId,
    holderThumbprint: home.holder.thumbprint,
    holderJwk: home.holder.jwk,
    targetQualification: request.targetQualification,
    homeIssuer: home.issuer,
    homeQualification: home.claims.qualification,
    homeRecordId: home.claims.record.id,
    applicationDate: civilDate(at),
    acknowledgedAt: at,
    stoppedAt: null,
    stoppedWorkingDays: 0,
    closedAt: null,
    language: request.language ?? 'en',
    ...declaredOf(request),
    consentId,
    relayedBy: relay?.organisationId ?? null,
    relayedUntil: relay?.until ?? null,
    mandateId: relay?.mandateId ?? null,
    caseReference: request.caseReference ?? null,
  };
}

function factsOf({ request, home: { claims } }: Arrival, host: Jurisdiction): EventFacts {
  return {
    qualification: claims.qualification,
    target: request.targetQualification,
    direction: directionTo(host),
    route: claims.route,
    specialism: request.targetSpecialism ?? specialismOf(claims.specialisms ?? []),
  };
}

/** The home credential first. */
function evidenceOnArrival(
  { clock, entropy }: RecognitionDependencies,
  arrival: Arrival,
): readonly EvidenceItem[] {
  const { home, bridging, relay, assessment, at } = arrival;
  const maker = { newId: () => uuidV7(clock, entropy), observedAt: at };
  const mandate = relay && {
    type: 'holder-mandate' as const,
    source: `holder:${home.holder.thumbprint}`,
    content: ascii(relay.jws),
  };
  return [
    ...presentedItems(maker, 'home-attestation', home),
    ...bridging.flatMap((each) => presentedItems(maker, 'bridging-result', each)),
    ...(mandate === undefined ? [] : [evidenceItem(maker, mandate)]),
    ...(assessment.statusList === undefined ? [] : [assessment.statusList]),
  ];
}
