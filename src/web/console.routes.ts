import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Fault } from '../kernel/fault.ts';
import { preferredLanguage } from '../kernel/localised.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import { type BrowserFiles, readBrowserFiles } from '../platform/browser-files.ts';
import { consolePage, consolePolicy } from './console-page.ts';

/** Pages are for browsers: programs have the contract. */
const noContract = { schema: { hide: true } };

/**
 * The regulator's console, beside the contract as the documentation is: a page and its scripts, the same for everybody. What it shows it
 * asks of the contract, with the token that the examiner gives it.
 */
export function consoleRoutes(
  app: FastifyInstance,
  { node }: { readonly node: Pick<NodeIdentity, 'jurisdiction' | 'demonstration'> },
): void {
  // Types are blanked out when somebody first comes: a node whose console nobody opens does without.
  let kept: BrowserFiles | undefined;
  const files = (): BrowserFiles => (kept ??= readBrowserFiles(import.meta.dirname));

  app.get('/console', noContract, async (request, reply) => {
    const page = consolePage({
      language: preferredLanguage(request.headers['accept-language']),
      base: `/console/${files().digest}`,
      side: node.jurisdiction,
      demonstration: node.demonstration,
    });
    const etag = `"${createHash('sha256').update(page).digest('base64url')}"`;
    reply.headers({
      'content-security-policy': consolePolicy,
      'cache-control': 'no-cache',
      vary: 'Accept-Language',
      etag,
    });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.type('text/html; charset=utf-8').send(page);
  });

  app.get<{ Params: { digest: string; name: string } }>(
    '/console/:digest/:name',
    noContract,
    async ({ params }, reply): Promise<FastifyReply> => {
      const { digest, files: named } = files();
      const file = digest === params.digest ? named.get(params.name) : undefined;
      if (!file) throw new Fault('not-found');
      reply.headers({ 'cache-control': 'public, max-age=31536000, immutable' });
      return reply.type(file.mediaType).send(file.body);
    },
  );
}
