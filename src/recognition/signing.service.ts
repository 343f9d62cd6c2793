import { refusalOfStatement } from '../access/index.ts';
import type { Caller, Officer } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import type { RecognitionDependencies } from './dependencies.ts';

/** What an officer can do about a decision, as they sign it. */
export type OfficerAct = 'decide' | 'approve' | 'return';

/** Decisions are people's: a program cannot take one, whatever its roles. @throws Fault `not-found` */
export function requireOfficer(caller: Caller): Officer {
  if (caller.kind === 'officer') return caller;
  throw new Fault('not-found');
}

/** The officer who calls has signed exactly this, with the key registered for them. @throws Fault `signature-not-accepted` */
export async function requireStatement(
  { access, clock }: Pick<RecognitionDependencies, 'access' | 'clock'>,
  signature: string,
  of: { readonly officer: Officer; readonly act: OfficerAct; readonly decisionSha256: string },
): Promise<void> {
  const { officerId } = of.officer;
  const registered = await access.members.officer(officerId);
  const reason =
    registered === undefined
      ? 'officer'
      : refusalOfStatement(signature, {
          key: registered.key,
          officerId,
          decisionSha256: of.decisionSha256,
          act: of.act,
          now: clock.now(),
        });
  if (reason !== undefined)
    throw new Fault('signature-not-accepted', {
      values: { reason },
      errors: [{ pointer: '/body/signature', code: 'invalid' }],
    });
}
