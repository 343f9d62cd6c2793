import type { FastifyInstance } from 'fastify';
import { Fault } from '../kernel/fault.ts';
import { formMediaType, parseForm } from '../kernel/form.ts';

/** Lets the operations that ask for a form have one, and no others: everywhere else a form is the wrong media type, and JSON is it there. */
export function acceptForms(app: FastifyInstance): void {
  app.addContentTypeParser(formMediaType, { parseAs: 'buffer' }, (request, body, done) => {
    if (request.routeOptions.config.bodyMediaType !== formMediaType) {
      done(new Fault('unsupported-media-type'), undefined);
      return;
    }
    const form = parseForm(typeof body === 'string' ? Buffer.from(body) : body);
    if (form) done(null, form);
    else done(new Fault('oauth-invalid-request', { values: { reason: 'form' } }), undefined);
  });
  app.addHook('preParsing', async (request) => {
    const { bodyMediaType } = request.routeOptions.config;
    if (bodyMediaType !== undefined && mediaTypeOf(request.headers['content-type']) !== bodyMediaType) {
      throw new Fault('unsupported-media-type');
    }
  });
}

function mediaTypeOf(contentType: string | undefined): string | undefined {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase();
}
