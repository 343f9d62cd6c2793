import { randomUUID } from 'node:crypto';
import { type AgreementVersion, type RecognitionTerms } from '../../src/agreements/index.ts';
import type { HomeChange, RecognitionGrant } from '../../src/credentials/index.ts';
import type { Act } from '../../src/kernel/event.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { demo1 } from '../recognition/border.ts';
import { payloadOf } from './acts.ts';
import { recogniser, type Registry, shenzhen } from './registry.ts';

/** Recognitions that rest on records of Shenzhen, without the procedure that leads to them. */

export const homeIss = `${shenzhen}/authorities/demo-sz-registrar`;

const peer: Act = {
  by: { kind: 'peer', origin: shenzhen },
  role: 'peer',
  requestId: 'test',
  purpose: 'notice',
};
export const rule: Act = {
  by: { kind: 'rule', name: 'test' },
  role: 'rule',
  requestId: 'test',
  purpose: 'recognition',
};

/** DEMO-1 as the test would have it, under an identifier of its own. */
export function agreementWith(
  id: string,
  { onHomeSuspension, standingRequired }: Pick<RecognitionTerms, 'onHomeSuspension' | 'standingRequired'>,
): AgreementVersion {
  const rows = demo1.document.rows.map((row) => ({ ...row, standingRequired }));
  return { ...demo1, document: { ...demo1.document, id, onHomeSuspension, rows } };
}

export async function grantFor(
  { transaction, vault }: Registry,
  agreement: string,
  recordId: string = randomUUID(),
): Promise<RecognitionGrant> {
  const key = softwareSigner();
  const subjectId = await transaction(async (tx) => {
    const subject = await vault.createSubject(tx);
    await vault.putPerson(tx, subject, { nameEn: 'DEMO Recognised', birthDate: '1990-01-02' });
    return subject;
  });
  return {
    credentialId: randomUUID(),
    applicationId: randomUUID(),
    authority: recogniser,
    subjectId,
    holderJwk: key.jwk,
    facts: { qualification: 'cn-qcbp-im-cc', target: 'hk-ecf-crm-core', direction: 'CN-SZ-HK' },
    validityDays: 365,
    home: {
      iss: homeIss,
      record: { id: recordId, statusList: { uri: `${shenzhen}/status-lists/records`, idx: 7 } },
      qualification: 'cn-qcbp-im-cc',
      credentialSha256: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC0Is0V1sFbDwCgg',
    },
    decision: 'recognised',
    effect: 'component',
    agreement: { id: agreement, version: 1, row: 'DEMO-1/i03' },
    target: 'hk-ecf-crm-core',
    components: ['crm-core'],
    conditions: [],
    notConferred: ['licence'],
    reviewBy: '2027-05-01',
  };
}

/** Reserved, signed and recorded. */
export async function recognise(registry: Registry, grant: RecognitionGrant) {
  const { credentials, transaction } = registry;
  await transaction((tx) => credentials.reserve(tx, grant, rule));
  const signed = await credentials.sign(grant.credentialId);
  await transaction((tx) => credentials.record(tx, signed, rule));
  const { status } = payloadOf(signed.issuerJwt);
  return { id: grant.credentialId, recordId: grant.home.record.id, own: status.status_list };
}

export function atHome(
  { transaction, credentials, clock }: Registry,
  change: Pick<HomeChange, 'recordId' | 'value' | 'sequence'>,
): Promise<number> {
  const whole = { ...change, iss: homeIss, kind: 'suspend', effectiveAt: clock.now() };
  return transaction((tx) => credentials.applyHomeChange(tx, whole, peer));
}

/** What stands in the table about a credential, by kind: this clock stands still, so nothing is older. */
export async function statusEventsAbout({ query }: Registry, id: string) {
  const rows = await query(
    'select id, kind, state, reason_code, decided_by, decision_sha256, review_on from status_events where object_id = $1 order by kind, id',
    [id],
  );
  return rows.map((row) => ({
    id: String(row['id']),
    kind: row['kind'],
    state: row['state'],
    reasonCode: row['reason_code'],
    decidedBy: row['decided_by'],
    decisionSha256: String(row['decision_sha256']),
    reviewOn: row['review_on'],
  }));
}
