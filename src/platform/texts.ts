import type { FastifyInstance, RouteOptions } from 'fastify';
import { Fault } from '../kernel/fault.ts';
import { decodeUtf8 } from '../kernel/strict-json.ts';

export const textMediaType = 'text/plain';

/** Mounts a route whose body is text, whatever type is declared for it: everywhere else a body is JSON or refused. */
export function inTextScope(app: FastifyInstance, route: RouteOptions): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
      const text = decodeUtf8(typeof body === 'string' ? Buffer.from(body) : body);
      if (text === undefined) done(new Fault('malformed-http'), undefined);
      else done(null, text);
    });
    scope.route(route);
  });
}
