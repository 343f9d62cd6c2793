import { instantText } from '../kernel/instants.ts';
import { memberOf } from '../kernel/member.ts';
import { actOf } from '../platform/act.ts';
import type { Router } from '../platform/router.ts';
import type { Linking } from './linking.service.ts';
import { newSignIn, signInLink, signInParams } from './sign-ins.schema.ts';

const tag = 'Access';
const access = { roles: ['home-registrar'], scope: 'attestations:write', purpose: 'attestation' } as const;
const facts = { role: 'home-registrar', purpose: 'attestation' } as const;
const linkFaults = [
  'not-found',
  'sign-in-provider-unknown',
  'sign-in-taken',
  'subject-erased',
  'subject-restricted',
] as const;

export function signInRoutes(router: Router, linking: Linking): void {
  router.mountCreation(
    {
      id: 'linkSignIn',
      method: 'POST',
      path: '/v1/sign-ins',
      tag,
      summary: 'Link the account that a person signs in with',
      description:
        'So that the person can let a wallet of theirs fetch what is theirs. The account is kept as a keyed hash; one account is one person of one authority.',
      access,
      body: newSignIn,
      bodyExamples: {
        link: {
          value: {
            recordId: '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b',
            signIn: { issuer: 'https://login.example', subject: '248289761001' },
          },
        },
      },
      answers: { 201: { description: 'Linked, or linked before.', schema: signInLink } },
      faults: linkFaults,
    },
    {
      perform: ({ body, caller, requestId }, claim) =>
        linking.link(
          { recordId: body.recordId, account: body.signIn },
          { caller: memberOf(caller), claim, act: actOf({ caller, requestId }, facts) },
        ),
      async render(reference, { caller }) {
        const { id, authority, linkedAt } = await linking.get(reference, memberOf(caller));
        return { id, authority, linkedAt: instantText(linkedAt) };
      },
      location: () => null,
    },
  );
  router.mount(
    {
      id: 'unlinkSignIn',
      method: 'DELETE',
      path: '/v1/sign-ins/:id',
      tag,
      summary: 'Take a link away',
      description:
        'The account is nobody’s then, and what wallets were granted after this person had signed in is over: they have to be allowed anew. What a wallet has fetched stays with it.',
      access,
      params: signInParams,
      answers: { 204: { description: 'Taken away.' } },
      faults: ['not-found'],
    },
    async ({ params, caller, requestId }) => {
      await linking.unlink(params.id, memberOf(caller), actOf({ caller, requestId }, facts));
      return { status: 204 };
    },
  );
}
