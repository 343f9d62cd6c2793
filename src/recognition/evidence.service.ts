import type { Claim } from '../kernel/claim.ts';
import { Fault } from '../kernel/fault.ts';
import { uuidV7 } from '../kernel/identifiers.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import { applicantAct } from './applicant-act.ts';
import type { ApplicationFile } from './application.ts';
import type { EvidenceRequest } from './application.schema.ts';
import { latestProposal, lockedFor, ownApplication, readFile } from './application-file.service.ts';
import { changeApplication } from './applications.store.ts';
import type { Requester } from './applying.service.ts';
import type { Assessing } from './assessment.service.ts';
import { restarted } from './decision-clock.ts';
import { declaredOf } from './declared.ts';
import type { RecognitionDependencies } from './dependencies.ts';
import { presentedItems } from './evidence-items.ts';
import { insertEvidence } from './evidence.store.ts';
import { shownOnFile } from './gathering.ts';
import { recordProposal } from './proposing.service.ts';
import { acceptBridging, doorPolicy, refuseOtherKeys } from './reception.ts';

export interface Adding {
  /** Bridging results, and what the applicant declares; then the rules are asked anew. @throws Fault */
  add(
    of: { readonly id: string; readonly request: EvidenceRequest },
    from: Requester,
    claim: Claim<Transaction>,
  ): Promise<{ status: number; reference: string }>;
}

export function createAdding(deps: RecognitionDependencies, assessing: Assessing): Adding {
  const { db, access, clock, entropy } = deps;
  return {
    async add({ id, request }, from, claim) {
      const { application, viewer } = await ownApplication(deps, id, {
        caller: from.caller,
        as: ['holder', 'relay'],
      });
      const bridging = acceptBridging(
        request.bridging ?? [],
        doorPolicy(deps, assessing.lookup, request.nonce ?? ''),
      );
      refuseOtherKeys(application.holderThumbprint, bridging, from.caller);
      const file = await readFile(db, application);
      const shown = shownOnFile(file.evidence);
      const known = new Set(file.evidence.map(({ digest }) => digest));
      const added = bridging.filter(({ digest }) => !known.has(digest));
      const declared = declaredOf(request, application);
      const assessment = await assessing.assess({
        shown: { ...shown, bridging: [...shown.bridging, ...added.map(({ claims }) => claims)] },
        declared,
        application,
        kept: file.agreements,
      });
      if (assessment === undefined)
        throw new Error(`Application ${id} has lost the rows that it came under.`);
      const { statusList } = assessment;
      const maker = { newId: () => uuidV7(clock, entropy), observedAt: clock.now() };
      const evidence = [
        ...bridging.flatMap((each) => presentedItems(maker, 'bridging-result', each)),
        ...(statusList ? [statusList] : []),
      ];
      const act = actOf(from, applicantAct(application, viewer));
      const outcome = { status: 201, reference: id };
      await db.transaction(async (tx) => {
        const { application: before, next } = await lockedFor(tx, id, 'add-evidence');
        await refuseIfOvertaken(tx, file);
        if (request.nonce !== undefined && !(await access.nonces.consume(tx, request.nonce)))
          throw new Fault('nonce-not-accepted');
        await insertEvidence(tx, id, evidence);
        await changeApplication(tx, id, { state: next, clock: restarted(before, clock.now()), declared });
        await recordProposal(deps, tx, { application: before, assessment, evidence, act });
        await claim.record(tx, outcome);
      });
      return outcome;
    },
  };
}

/** The proposal must rest on everything that is on file when it is stored. @throws Fault `proposal-outdated` */
async function refuseIfOvertaken(tx: Transaction, { application, proposal }: ApplicationFile): Promise<void> {
  const latest = await latestProposal(tx, application.id);
  if (latest.id !== proposal.id) throw new Fault('proposal-outdated');
}
