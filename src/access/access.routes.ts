import fastifyJwt from '@fastify/jwt';
import type { FastifyInstance } from 'fastify';
import { acceptForms } from '../platform/forms.ts';
import { accessTokenType, libraryAlgorithms } from './access-token.ts';
import type { Dpop } from './dpop.service.ts';
import type { TokenKeys } from './token-keys.ts';

/**
 * What the guard and the token endpoint need of a server, before any route is mounted: @fastify/jwt, which signs and checks access
 * tokens, and form bodies for the operations that ask for them.
 */
export async function registerAccess(
  app: FastifyInstance,
  { keys, dpop }: { readonly keys: TokenKeys; readonly dpop: Pick<Dpop, 'nonce'> },
): Promise<void> {
  await app.register(fastifyJwt, {
    // Every call names its key. Should one forget to, it gets the present key and asymmetric algorithms alone.
    secret: {
      private: async () => keys.current().privatePem,
      public: async () => keys.find(keys.current().kid)?.publicPem ?? '',
    },
    verify: { algorithms: Object.values(libraryAlgorithms), checkTyp: accessTokenType },
  });
  acceptForms(app);
  // Whoever sends a proof is told what the next one must hold (RFC 9449 section 8.2), whatever else the answer is.
  app.addHook('onSend', async (request, reply) => {
    if (request.headers['dpop'] !== undefined) reply.header('dpop-nonce', dpop.nonce());
  });
}
