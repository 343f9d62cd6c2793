import { isVcJwt, openVpJwt } from '../formats/index.ts';
import type { Caller } from '../kernel/caller.ts';
import { nowSeconds } from '../kernel/instants.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { VerificationResult } from '../verification/index.ts';
import { openBesideSigned } from './beside-signature.ts';
import type { ArchiveDependencies } from './dependencies.ts';
import { openDualSigned } from './dual-signature.ts';
import type { Look, VcVerificationAnswer, VcVerificationRequest } from './vc-verification.schema.ts';

interface From {
  readonly caller: Caller;
  readonly requestId: string;
}

export interface VcVerifying {
  /** @throws Fault `authorisation-expired` */
  verify(request: VcVerificationRequest, from: From): Promise<VcVerificationAnswer>;
}

type Securing = VcVerificationAnswer['securing'];
type Opened = { readonly securing: Securing; readonly credentials?: readonly string[] };

const presentationAgeSeconds = 300;

/**
 * What is around the credentials is judged here, what they are worth by the verification of any credential, which records the look. Where
 * the former does not hold nothing is told of anybody.
 */
export function createVcVerifying(
  deps: Pick<ArchiveDependencies, 'clock' | 'node' | 'parallelKeys' | 'trust' | 'verification'>,
): VcVerifying {
  return {
    async verify({ secured, keyBinding, ...look }, from) {
      const { securing, credentials } = open(deps, secured, keyBinding);
      return {
        securing,
        result: credentials === undefined ? null : await judge(deps, { credentials, look, from }),
      };
    },
  };
}

/** The caller says which form it must be; what arrives never does. */
function open(
  { clock, node, parallelKeys, trust }: Parameters<typeof createVcVerifying>[0],
  secured: VcVerificationRequest['secured'],
  keyBinding: VcVerificationRequest['keyBinding'],
): Opened {
  if (keyBinding !== undefined) {
    if (typeof secured !== 'string') return closed('vp+jwt', 'wrong-type');
    const now = nowSeconds(clock);
    const opened = openVpJwt(secured, { ...keyBinding, now, maxAgeSeconds: presentationAgeSeconds });
    return opened.ok ? held('vp+jwt', opened.credentials) : closed('vp+jwt', opened.problem);
  }
  if (typeof secured === 'string')
    return isVcJwt(secured) ? held('vc+jwt', [secured]) : closed('vc+jwt', 'wrong-type');
  const isOurs = (issuer: string): boolean => {
    const slug = issuer.slice(issuer.lastIndexOf('/') + 1);
    return issuer === issuerOf(node.origin, slug) && trust.view().authority(issuer) !== undefined;
  };
  if ('credential' in secured) {
    const [beside] = secured.parallelSignatures;
    if (beside === undefined) return closed('signed-beside', 'structure');
    const opened = openBesideSigned({ ...beside, credential: secured.credential }, (issuer) =>
      isOurs(issuer) ? parallelKeys.sm2(issuer)?.publicKey : undefined,
    );
    return opened.ok ? held('signed-beside', [opened.credential]) : closed('signed-beside', opened.problem);
  }
  const opened = openDualSigned(secured, (issuer) =>
    isOurs(issuer) ? parallelKeys.mlDsa(issuer)?.jwk : undefined,
  );
  return opened.ok ? held('dual-signed', [opened.compact]) : closed('dual-signed', opened.problem);
}

function held(form: Securing['form'], credentials: readonly string[]): Opened {
  return { securing: { form, outcome: 'pass' }, credentials };
}

function closed(form: Securing['form'], detail: string): Opened {
  return { securing: { form, outcome: detail === 'key' ? 'unknown' : 'fail', detail } };
}

function judge(
  { verification }: Pick<ArchiveDependencies, 'verification'>,
  {
    credentials,
    look: { purpose, stage, authorisation, caseReference },
    from,
  }: { readonly credentials: readonly string[]; readonly look: Look; readonly from: From },
): Promise<VerificationResult> {
  const asked = { credentials: [...credentials], purpose, stage, authorisation, caseReference };
  return verification.verify(asked, from);
}
