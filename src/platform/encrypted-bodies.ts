import type { FastifyInstance, RouteOptions } from 'fastify';
import { Fault } from '../kernel/fault.ts';
import { decodeUtf8 } from '../kernel/strict-json.ts';

/** Of a body that is a JWT, here always an encrypted one (OpenID4VCI 1.0 section 10). */
export const jwtMediaType = 'application/jwt';

/** Mounts a route whose body is JSON, or a token that holds it: a string for the handler, which alone can open it. */
export function inTokenScope(app: FastifyInstance, route: RouteOptions): void {
  void app.register(async (scope) => {
    scope.addContentTypeParser(jwtMediaType, { parseAs: 'buffer' }, (_request, body, done) => {
      const text = decodeUtf8(typeof body === 'string' ? Buffer.from(body) : body);
      if (text === undefined) done(new Fault('malformed-http'), undefined);
      else done(null, text);
    });
    scope.route(route);
  });
}
