import type { z } from 'zod';
import { envelopedVc, openEnvelope, openVpJwt, vpJwtType } from '../formats/index.ts';
import type { Caller, Member } from '../kernel/caller.ts';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import { Fault } from '../kernel/fault.ts';
import { nowSeconds } from '../kernel/instants.ts';
import type { JsonObject } from '../kernel/strict-json.ts';
import type { ArchiveDependencies } from './dependencies.ts';
import type { Exporting } from './exporting.service.ts';
import type {
  IssueAnswer,
  issueRequest,
  VerifyAnswer,
  verifyCredentialRequest,
  verifyPresentationRequest,
} from './vc-api.schema.ts';
import { isVerified, problemOf, problemsOf } from './vc-api-problems.ts';

interface From<C extends Caller = Caller> {
  readonly caller: C;
  readonly requestId: string;
}

export interface VcApi {
  /** @throws Fault `not-this-record`, and as the export of the record does */
  issue(request: z.output<typeof issueRequest>, from: From<Member>): Promise<IssueAnswer>;
  verifyCredential(request: z.output<typeof verifyCredentialRequest>, from: From): Promise<VerifyAnswer>;
  verifyPresentation(request: z.output<typeof verifyPresentationRequest>, from: From): Promise<VerifyAnswer>;
}

const presentationAgeSeconds = 300;
const envelopeOfPresentation = `data:application/${vpJwtType},`;

export function createVcApi(
  { clock, verification }: Pick<ArchiveDependencies, 'clock' | 'verification'>,
  exporting: Exporting,
): VcApi {
  async function verify(
    credentials: readonly string[],
    { purpose, stage, authorisation, caseReference }: z.output<typeof verifyCredentialRequest>['options'],
    from: From,
  ): Promise<VerifyAnswer> {
    const asked = { credentials: [...credentials], purpose, stage, authorisation, caseReference };
    const result = await verification.verify(asked, from);
    return { verified: isVerified(result), problemDetails: problemsOf(result), result };
  }
  return {
    async issue({ credential, options }, from) {
      const answer = await exporting.export({
        ...from,
        id: credential.id.slice('urn:uuid:'.length).toLowerCase(),
        request: { ...options, parallel: [] },
        inspect: (document) => {
          requireSame(credential, document);
        },
      });
      return { verifiableCredential: envelopedVc(answer.credential) };
    },
    async verifyCredential({ verifiableCredential, options }, from) {
      const text = openEnvelope(verifiableCredential);
      return text === undefined ? notOpened('envelope') : verify([text], options, from);
    },
    async verifyPresentation({ verifiablePresentation, options }, from) {
      const { id, type } = verifiablePresentation;
      const named = typeof type === 'string' ? type : type.join(' ');
      if (named !== 'EnvelopedVerifiablePresentation' || !id.startsWith(envelopeOfPresentation))
        return notOpened('envelope');
      const opened = openVpJwt(id.slice(envelopeOfPresentation.length), {
        audience: options.domain,
        nonce: options.challenge,
        now: nowSeconds(clock),
        maxAgeSeconds: presentationAgeSeconds,
      });
      if (opened.ok) return verify(opened.credentials, options, from);
      return { verified: false, problemDetails: [problemOf('security', opened.problem)], result: null };
    },
  };
}

function notOpened(detail: string): VerifyAnswer {
  return { verified: false, problemDetails: [problemOf('parsing', detail)], result: null };
}

/** Member for member: what is not in the export cannot be signed, and what is there cannot be said otherwise. */
function requireSame(sent: JsonObject, document: JsonObject): void {
  const isSame = Object.entries(sent).every(
    ([name, value]) =>
      Object.hasOwn(document, name) &&
      Buffer.compare(canonicalBytes({ value }), canonicalBytes({ value: document[name] })) === 0,
  );
  if (!isSame) throw new Fault('not-this-record');
}
