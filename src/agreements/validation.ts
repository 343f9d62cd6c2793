import type { Basis } from '../catalogue/index.ts';
import type { FaultError } from '../kernel/fault.ts';
import { addDays } from '../kernel/instants.ts';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { AgreementComponent, AgreementDocument, AgreementRow } from './agreement.ts';

/** What a document is judged against: the node and what the catalogue knows. */
export interface DraftingFacts {
  readonly node: Pick<NodeIdentity, 'origin' | 'jurisdiction' | 'peer' | 'demonstration'>;
  sideOf(qualificationId: string): Jurisdiction | 'JOINT' | undefined;
  basisOf(catalogueRow: string): Basis | undefined;
}

/** The reach of a pointer: body, then the member. */
type Problem = FaultError;

/** Everything that keeps a well-formed document from being an agreement; empty when nothing does. */
export function problemsOf(document: AgreementDocument, facts: DraftingFacts): readonly Problem[] {
  return [
    ...partyProblems(document, facts),
    ...termProblems(document),
    ...repeated(document.rows.map(({ id }) => id)).map((index) => at(`/rows/${index}/id`, 'repeated')),
    ...document.rows.flatMap((row, index) => rowProblems(document, row, facts, `/rows/${index}`)),
  ];
}

function partyProblems({ parties, demonstration }: AgreementDocument, { node }: DraftingFacts): Problem[] {
  const expected = [node, node.peer].map(({ jurisdiction, origin }) => `${jurisdiction} ${origin}`);
  const named = parties.map(({ jurisdiction, origin }) => `${jurisdiction} ${origin}`);
  return [
    ...(expected.every((side) => named.includes(side)) ? [] : [at('/parties', 'parties-of-nodes')]),
    ...(demonstration === node.demonstration ? [] : [at('/demonstration', 'demonstration-flag')]),
  ];
}

function termProblems({ inForceFrom, inForceUntil }: AgreementDocument): Problem[] {
  return inForceUntil !== undefined && inForceUntil <= inForceFrom ? [at('/inForceUntil', 'period')] : [];
}

function rowProblems(
  document: AgreementDocument,
  row: AgreementRow,
  facts: DraftingFacts,
  path: string,
): Problem[] {
  return [
    ...(row.id.startsWith(`${document.id}/`) ? [] : [at(`${path}/id`, 'row-of-agreement')]),
    ...sourceProblems(row, facts, path),
    ...directionProblems(row, facts, path),
    ...repeated(row.components.map(({ code }) => code)).map((index) =>
      at(`${path}/components/${index}/code`, 'repeated'),
    ),
    ...row.components.flatMap((component, index) =>
      componentProblems(component, row, `${path}/components/${index}`),
    ),
    ...windowProblems(row, path),
  ];
}

/** What a body publishes of itself, or once published, binds nobody else: it is never signed into an agreement. */
function sourceProblems({ sourceRow }: AgreementRow, { basisOf }: DraftingFacts, path: string): Problem[] {
  if (sourceRow === undefined) return [];
  const basis = basisOf(sourceRow);
  if (basis === undefined) return [at(`${path}/sourceRow`, 'row-unknown')];
  return basis === 'published-unilateral' || basis === 'historical'
    ? [at(`${path}/sourceRow`, 'row-published')]
    : [];
}

/** From one side to the other. A joint award may be a source, but no side can recognise towards it alone. */
function directionProblems(
  { from, target }: AgreementRow,
  { sideOf }: DraftingFacts,
  path: string,
): Problem[] {
  const host = sideOf(target);
  const problems: Problem[] = [];
  if (host === undefined) problems.push(at(`${path}/target`, 'qualification-unknown'));
  else if (host === 'JOINT') problems.push(at(`${path}/target`, 'direction'));
  from.forEach((id, index) => {
    const home = sideOf(id);
    if (home === undefined) problems.push(at(`${path}/from/${index}`, 'qualification-unknown'));
    else if (home === host) problems.push(at(`${path}/from/${index}`, 'direction'));
  });
  return problems;
}

function componentProblems(component: AgreementComponent, row: AgreementRow, path: string): Problem[] {
  const { transfer, requiredBefore } = component;
  const local = isLocal(component);
  const problems: Problem[] = [];
  if (local && transfer === 'exempt' && !isExemptionSigned(component))
    problems.push(at(`${path}/transfer`, 'local-law-exempt'));
  if (transfer === 'exempt' && requiredBefore) problems.push(at(`${path}/requiredBefore`, 'component-order'));
  // A role or a title without the host's own law and ethics is what rule 4 of domain 5.4 exists to prevent.
  const whole = row.recognitionEffect === 'title' || row.recognitionEffect === 'role-eligibility';
  if (local && transfer !== 'exempt' && whole && !requiredBefore)
    problems.push(at(`${path}/requiredBefore`, 'component-order'));
  return problems;
}

function windowProblems({ conditions, accreditationWindows, from }: AgreementRow, path: string): Problem[] {
  const asked = conditions.some(({ code }) => code === 'accreditation-at-award');
  const problems = accreditationWindows.flatMap((window, index) => {
    const inside = from.includes(window.qualification) && window.from <= addDays(window.until, -1);
    return inside ? [] : [at(`${path}/accreditationWindows/${index}`, 'period')];
  });
  if (asked !== accreditationWindows.length > 0) problems.push(at(`${path}/accreditationWindows`, 'period'));
  return problems;
}

/** Local law and ethics: never exempt unless both authorities signed exactly that (domain 5.4, rule 4). */
export function isLocal({ kind }: Pick<AgreementComponent, 'kind'>): boolean {
  return kind === 'local-law' || kind === 'ethics';
}

export function isExemptionSigned({
  localLawExemptionSignedBy: by,
}: Pick<AgreementComponent, 'localLawExemptionSignedBy'>): boolean {
  return by !== undefined && new Set(by).size === 2;
}

function repeated(values: readonly string[]): number[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [index] : []));
}

function at(pointer: string, code: string): Problem {
  return { pointer: `/body${pointer}`, code };
}
