import { refusalOfStatement } from '../access/index.ts';
import type { Caller, Officer } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import type { CredentialsDependencies } from './dependencies.ts';

/** Programs decide nothing: a change of status is a natural person's, by their own key over what they decided. */
export async function requireOfficerSignature(
  { access, clock }: Pick<CredentialsDependencies, 'access' | 'clock'>,
  caller: Caller,
  of: { readonly decisionSha256: string; readonly act: string; readonly signature: string | undefined },
): Promise<Officer> {
  if (caller.kind !== 'officer') throw new Fault('officer-required');
  const { decisionSha256, act, signature } = of;
  const { officerId } = caller;
  const registered = await access.members.officer(officerId);
  const reason =
    registered && signature !== undefined
      ? refusalOfStatement(signature, {
          key: registered.key,
          officerId,
          decisionSha256,
          act,
          now: clock.now(),
        })
      : 'absent';
  if (reason !== undefined) throw new Fault('signature-not-accepted', { values: { reason } });
  return caller;
}
