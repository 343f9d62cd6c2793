import type { Access } from './access/index.ts';
import { placeDecision } from './access/index.ts';
import type { Agreements } from './agreements/index.ts';
import type { Catalogue } from './catalogue/index.ts';
import type { Credentials } from './credentials/index.ts';
import type { Caller } from './kernel/caller.ts';
import type { NodeIdentity } from './kernel/node.ts';
import type { Keys } from './keys/index.ts';
import type { Database } from './platform/database.ts';
import type { Status } from './status/index.ts';
import type { Trust } from './trust/index.ts';
import {
  type IdentityNumber,
  type IdentityNumberComparison,
  isContradicted,
  matchIdentity,
  type Person,
  type Vault,
} from './vault/index.ts';
import type { AccessFacts, Assessment, VerificationDependencies } from './verification/index.ts';

/** What verification is shown of the contexts that it judges by. */

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

type DisclosedClaims = Parameters<VerificationPorts['comparePersons']>[0];
type VerificationPorts = Omit<VerificationDependencies, 'clock' | 'entropy' | 'node'>;

export function verificationPorts(sources: VerificationSources): VerificationPorts {
  const { db, node, agreements, catalogue, credentials, keys, status, trust } = sources;
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
        known: disclosedPerson(disclosed),
      }),
    comparePersons,
    compareIdentityNumber: (number, assessments) => compareOwn(sources, number, assessments),
    recordAccess: (facts) => record(sources, facts),
    receiptSigner: () => keys.signer('receipt'),
  };
}

async function record(
  sources: VerificationSources,
  { id: _id, at: _at, holderThumbprint: named, unbound, ...facts }: AccessFacts,
): Promise<void> {
  const holderThumbprint = named ?? (unbound === null ? undefined : await holderOf(sources, unbound));
  await sources.access.records.write({
    ...facts,
    kind: 'verification',
    ...(holderThumbprint !== undefined && { holderThumbprint }),
    contentClass: 'shown',
  });
}

/** So that people see who looked, also where their export names no key. Of the other side's credentials this node does not know. */
async function holderOf(
  { db, node, credentials }: VerificationSources,
  { iss, number }: { readonly iss: string; readonly number: string },
): Promise<string | undefined> {
  if (!iss.startsWith(`${node.origin}/`)) return undefined;
  const subjectId = await credentials.retention.subjectOfNumber(db, number);
  if (subjectId === undefined) return undefined;
  const traces = await credentials.supervision.traces(db, subjectId);
  return traces.find((trace) => trace.number === number)?.holderThumbprint;
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

/** Two sides spell one name differently, which is no contradiction. */
export function comparePersons(
  one: DisclosedClaims,
  other: DisclosedClaims,
): ReturnType<VerificationPorts['comparePersons']> {
  const match = matchIdentity({ supplied: disclosedPerson(one), known: disclosedPerson(other) });
  if (isContradicted(match)) return 'contradict';
  return match.level === 'strong' ? 'agree' : 'unknown';
}

function disclosedPerson(disclosed: DisclosedClaims): Person {
  return {
    nameEn: disclosed.name_en,
    nameZhHant: disclosed.name_zh_hant,
    nameZhHans: disclosed.name_zh_hans,
    birthDate: disclosed.birth_date,
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
