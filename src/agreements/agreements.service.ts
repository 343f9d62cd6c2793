import type { Page } from '../catalogue/index.ts';
import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import { pageLimit } from '../platform/paging.ts';
import { type AgreementDocument, type AgreementVersion, versionKey } from './agreement.ts';
import type { Named } from './agreements.store.ts';
import {
  type AgreementsContext,
  type AgreementsDependencies,
  createAgreementsContext,
  draftAgreement,
  type Recorded,
  signOwnSide,
} from './drafting.service.ts';
import { type EquivalenceAnswer, explainEquivalence } from './equivalence.ts';
import {
  buildEquivalenceIndex,
  type EquivalenceIndex,
  type EquivalenceQuestion,
} from './equivalence-index.ts';
import { loadVersion } from './loading.service.ts';
import {
  fetchFromPeer,
  type PublishedAgreement,
  receiveAgreement,
  type Reception,
} from './receiving.service.ts';
import { type StatementRequest, stateOwnSide } from './statements.service.ts';
import type { AgreementsView } from './view.ts';

export interface Change {
  readonly act: Act;
  /** Runs last in the transaction of the change, as `claim.record` must. */
  readonly recorded?: Recorded;
}

export interface AgreementsPageQuestion {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
  /** Drafts that nobody has signed are for the joint committee of this side alone. */
  readonly withDrafts: boolean;
}

/** Agreements as this node holds them: made here, received from the peer, verified, and kept in memory. */
export interface Agreements {
  readonly jurisdiction: Jurisdiction;
  /** From memory, as of the last change that this process knows. */
  view(): AgreementsView;
  /** From the database: sees what was committed a moment ago. */
  read(named: Named): Promise<AgreementVersion | undefined>;
  page(question: AgreementsPageQuestion): Page<AgreementVersion>;
  /** @throws Fault `agreement-invalid`, `agreement-version-exists` */
  draft(document: AgreementDocument, change: Change): Promise<Named>;
  /** `digest` is of the text that was read. @throws Fault `not-found`, `agreement-digest-differs`, `agreement-already-signed` */
  sign(named: Named & { readonly digest: string }, change: Change): Promise<void>;
  /** @throws Fault `not-found`, `agreement-not-signed`, `agreement-state-conflict`, `agreement-effect-backdated` */
  state(statement: StatementRequest, change: Change): Promise<void>;
  /** @throws Fault `agreement-refused`, `agreement-differs`, `agreement-invalid` */
  receive(published: PublishedAgreement, from: { readonly requestId: string }): Promise<Reception>;
  /** @throws OutboundFailure, and what `receive` throws */
  fetchFromPeer(named: Named & { readonly requestId: string }): Promise<Reception>;
  /** @throws Fault `qualification-unknown` */
  explain(question: EquivalenceQuestion): EquivalenceAnswer;
  now(): Date;
}

export function createAgreements(deps: AgreementsDependencies): Agreements {
  const context = createAgreementsContext(deps);
  const explain = createExplorer(context);
  return {
    jurisdiction: deps.node.jurisdiction,
    view: () => context.snapshot.current(),
    read: (named) => loadVersion(deps.db, named),
    page: (question) => pageOfVersions(context, question),
    draft: (document, change) => draftAgreement(context, document, change),
    sign: (named, change) => signOwnSide(context, named, change),
    state: (statement, change) => stateOwnSide(context, statement, change),
    receive: (published, from) => receiveAgreement(context, published, from),
    fetchFromPeer: (named) => fetchFromPeer(context, named),
    explain,
    now: () => deps.clock.now(),
  };
}

/** The index is built again only when another set of versions is in force than at the question before. */
function createExplorer({ catalogue, clock, snapshot }: AgreementsContext): Agreements['explain'] {
  let ready: { readonly key: string; readonly index: EquivalenceIndex } | undefined;
  return (question) => {
    const at = clock.now();
    const inForce = snapshot.current().inForce(at);
    const key = inForce.map(({ digest }) => digest).join(' ');
    if (ready?.key !== key) ready = { key, index: buildEquivalenceIndex(catalogue, inForce) };
    return explainEquivalence(ready.index, question, at);
  };
}

const listScope = 'listAgreements';

function pageOfVersions(
  { snapshot, cursors }: AgreementsContext,
  { limit, cursor, withDrafts }: AgreementsPageQuestion,
): Page<AgreementVersion> {
  const keyOf = ({ document }: AgreementVersion) => versionKey(document.id, document.version);
  const all = snapshot
    .current()
    .versions()
    .filter(({ signatures }) => withDrafts || signatures.length > 0);
  const after = cursor === undefined ? undefined : cursors.decode(listScope, cursor);
  const start = after === undefined ? 0 : all.findIndex((version) => keyOf(version) === after) + 1;
  if (after !== undefined && start === 0) throw new Fault('cursor-invalid');
  const items = all.slice(start, start + pageLimit(limit));
  const last = items.at(-1);
  const isLast = last === undefined || start + items.length >= all.length;
  return { items, next: isLast ? null : cursors.encode(listScope, keyOf(last)) };
}
