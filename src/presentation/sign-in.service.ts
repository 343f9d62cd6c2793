import { Fault } from '../kernel/fault.ts';
import { addSeconds, instantText } from '../kernel/instants.ts';
import { rowOf } from './asking.service.ts';
import type { PresentationDependencies } from './dependencies.ts';
import { findRequest, insertRequest } from './presentation.store.ts';
import { linkOf, resultOf } from './reading.service.ts';
import { clientIdOf } from './request-object.ts';
import { digestOf } from './secrets.ts';

/** How long a wallet may take to answer. */
const minutes = 10;

/**
 * The node itself asks, so that a person can sign in with a credential in a wallet. Only for a wallet on the same device: the answer is
 * worth nothing without the code that the browser brings back, so nobody is signed in by somebody who was lured into answering
 * (OpenID4VP 1.0 sections 8.2 and 14.2).
 */
export interface SignInAsking {
  /** The wallet leads the browser to `returnTo` with `response_code`. @throws Fault `unavailable` without a certificate */
  ask(of: { readonly id: string; readonly returnTo: string }): Promise<void>;
  /** For a wallet; undefined once no answer is taken any more. */
  link(id: string): Promise<string | undefined>;
  /** What the answer came to, and the key that it was bound to; undefined without the right code. */
  answered(
    id: string,
    responseCode: string,
  ): Promise<{ readonly result: string; readonly holderThumbprint: string } | undefined>;
}

export function createSignInAsking(deps: PresentationDependencies): SignInAsking {
  const { db, clock, requestSigners } = deps;
  return {
    async ask({ id, returnTo }) {
      const [newest] = requestSigners();
      if (!newest) throw new Fault('unavailable');
      const expiresAt = instantText(addSeconds(clock.now(), minutes * 60));
      const row = rowOf(deps, {
        id,
        verifierId: clientIdOf(newest.chain),
        asker: { organisationId: null, clientId: null, officerId: null },
        request: {
          what: 'either',
          claims: [],
          purpose: 'holder-check',
          stage: 'pre-offer',
          authorisation: { type: 'consent', reference: 'sign-in', scope: 'sign-in', expiresAt },
          caseReference: 'sign-in',
          minutes,
          redirectUri: returnTo,
        },
      });
      await db.transaction((tx) => insertRequest(tx, row));
    },
    async link(id) {
      const row = await findRequest(db, id);
      return row?.state === 'open' && row.expiresAt > clock.now() ? linkOf(deps, row) : undefined;
    },
    async answered(id, responseCode) {
      const row = await findRequest(db, id);
      const { responseCodeDigest: expected, holderThumbprint } = row ?? {};
      if (!row || !expected || !holderThumbprint || Buffer.compare(expected, digestOf(responseCode)) !== 0)
        return undefined;
      const result = resultOf(deps, row)?.result;
      return result && { result, holderThumbprint };
    },
  };
}
