import { Fault } from '../kernel/fault.ts';
import { addSeconds, epochSeconds } from '../kernel/instants.ts';
import { thumbprint } from '../kernel/jwk.ts';
import { issuerOf, vct } from '../kernel/vocabulary.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import type { Person } from '../vault/index.ts';
import type { Asked } from './attestations.service.ts';
import { type BridgingFacts, bridgingResult } from './claims.ts';
import { findCredential } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { directionTo } from './event-facts.ts';
import type { Issuing } from './issuing.service.ts';
import { type Holder, mandatedAuthority, requireKeyProof } from './preconditions.service.ts';
import { ensureSubject } from './subjects.service.ts';

const validitySeconds = 3 * 365 * 86_400;

export interface BridgingRequest extends BridgingFacts {
  readonly holder: Holder;
  readonly person: Person;
}

export interface BridgingResults {
  /** @throws Fault `not-mandated`, `agreement-row-unknown`, `key-proof-refused`, `credential-not-sound` */
  certify(request: BridgingRequest, asked: Asked): Promise<{ status: number; reference: string }>;
}

/** A bridging provider certifies what it examined, component by component, for one row of one agreement. */
export function createBridgingResults(deps: CredentialsDependencies, issuing: Issuing): BridgingResults {
  const { db } = deps;
  return {
    async certify(request, { caller, requestId, claim }) {
      const components = request.results.map(({ component }) => component);
      const authority = mandatedAuthority(deps, caller, { vct: vct.bridgingResult, ids: components });
      const act = actOf({ caller, requestId }, { role: 'bridging-provider', purpose: 'bridging' });
      if (!(await findCredential(db, claim.id))) {
        const target = targetOf(deps, request.agreement, components);
        const keyProof = requireKeyProof(request.holder, deps);
        await db.transaction((tx) =>
          reserve(tx, deps, issuing, { request, authority, keyProof, id: claim.id, target }),
        );
      }
      const signed = await issuing.sign(claim.id);
      const outcome = { status: 201, reference: claim.id };
      await db.transaction(async (tx) => {
        await issuing.record(tx, signed, { act, type: 'credential.issued', details: { components } });
        await claim.record(tx, outcome);
      });
      return outcome;
    },
  };
}

/** What the row leads to, if it is one of this side and has these components to be passed, each once. */
function targetOf(
  { agreements, catalogue, clock, node }: CredentialsDependencies,
  { id, version, row }: BridgingFacts['agreement'],
  components: readonly string[],
): string {
  const view = agreements.view();
  const found = view.row(id, version, row);
  const state = view.stateAt(id, version, clock.now());
  const toPass = (code: string): boolean =>
    found?.components.some((component) => component.code === code && component.transfer !== 'exempt') ===
    true;
  const known = new Set(components).size === components.length && components.every(toPass);
  if (!found || !known || (state !== 'in-force' && state !== 'not-yet-in-force'))
    throw new Fault('agreement-row-unknown');
  if (catalogue.qualification(found.target)?.side !== node.jurisdiction)
    throw new Fault('agreement-row-unknown');
  return found.target;
}

interface Reservation {
  readonly request: BridgingRequest;
  readonly authority: string;
  readonly keyProof: Uint8Array;
  readonly id: string;
  readonly target: string;
}

async function reserve(
  tx: Transaction,
  deps: CredentialsDependencies,
  issuing: Issuing,
  { request, authority, keyProof, id, target }: Reservation,
): Promise<void> {
  const { clock, node } = deps;
  const { holder, person, agreement, results } = request;
  const now = clock.now();
  const holderThumbprint = thumbprint(holder.jwk);
  const subjectId = await ensureSubject(tx, deps, {
    authority,
    holderThumbprint,
    person,
    identityNumbers: [],
  });
  const { number, status } = await issuing.draw(tx, 'B');
  const iat = epochSeconds(now);
  const exp = epochSeconds(addSeconds(now, validitySeconds));
  const iss = issuerOf(node.origin, authority);
  const common = {
    iss,
    iat,
    exp,
    holderJwk: holder.jwk,
    status,
    number,
    demonstration: node.demonstration,
    person,
  };
  await issuing.reserve(tx, {
    id,
    authority,
    subjectId,
    qualification: target,
    facts: { target, direction: directionTo(node.jurisdiction), outcome: 'passed', count: results.length },
    holderJwk: holder.jwk,
    number,
    vct: vct.bridgingResult,
    status,
    content: bridgingResult(common, { agreement, results }),
    iat,
    exp,
    agreement,
    keyProof,
  });
}
