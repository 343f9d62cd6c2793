import helmet from '@fastify/helmet';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Socket } from 'node:net';
import type { Caller } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import { preferredLanguage } from '../kernel/localised.ts';
import { parseStrictJson } from '../kernel/strict-json.ts';
import { isUnavailable } from './database.ts';
import type { Access, ErrorForm } from './operation.ts';
import { problemDocument, problemMediaType, statusOf } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, as the guard of the route established it. */
    caller: Caller;
  }
  interface FastifyContextConfig {
    access?: Access;
    /** Counted for each address, as every public POST is. */
    counted?: boolean;
    /** What the body must be; JSON when absent. */
    bodyMediaType?: string;
    /** Where a specification has an error form of its own. */
    errorForm?: ErrorForm;
  }
}

export interface ServerOptions {
  readonly log: FastifyBaseLogger;
  readonly requestId: () => string;
  /** Reverse proxies whose X-Forwarded-For is believed; none when absent. */
  readonly trustedProxies?: readonly string[];
  /** A stop is under way: answers ask for the connection to be closed, so that nobody sends more on it. */
  readonly isDraining?: () => boolean;
}

const bodyBytesMax = 262_144;

/** An empty server on which nothing can be reached yet: limits, strict bodies, problem documents, one log line a request. */
export async function createServer({
  log,
  requestId,
  trustedProxies,
  isDraining,
}: ServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: log,
    genReqId: requestId,
    bodyLimit: bodyBytesMax,
    requestTimeout: 15_000,
    connectionTimeout: 15_000,
    keepAliveTimeout: 10_000,
    http: { maxHeaderSize: 16_384, headersTimeout: 10_000 },
    routerOptions: { maxParamLength: 200, caseSensitive: true, ignoreTrailingSlash: false },
    trustProxy: trustedProxies ? [...trustedProxies] : false,
    exposeHeadRoutes: false,
    // One line for each request, ours: see the hook below.
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'ignore',
    frameworkErrors: (error, request, reply) => {
      answerError(error, request, reply);
    },
    clientErrorHandler: refuseConnection,
  });
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.decorateRequest('caller');
  acceptStrictJsonOnly(app);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
  });
  app.addHook('onRequest', refuseHostileText);
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (isDraining?.() === true) reply.header('connection', 'close');
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    if (isDocument(request)) reply.headers(anyOrigin);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unmatched';
    request.log.info(
      { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    );
  });
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => answerError(new Fault('not-found'), request, reply));
  return app;
}

/**
 * Pages of any origin read what anybody may, refusals too: one that a page cannot read looks to it like a dead line. A page needs no leave
 * before it asks: it sends nothing but what any may (Fetch, section 2.2.2).
 */
const anyOrigin = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, Retry-After',
} as const;

function isDocument({ method, routeOptions }: FastifyRequest): boolean {
  const isRead = method === 'GET' || method === 'HEAD';
  return isRead && routeOptions.config.access?.purpose === 'public-information';
}

/** Everything that is not strict JSON is refused before a handler sees it: no coercion, no second reading of one text. */
function acceptStrictJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    const parsed = parseStrictJson(typeof body === 'string' ? Buffer.from(body) : body);
    if (parsed.ok) done(null, parsed.value);
    else done(new Fault('malformed-json', malformation(parsed.reason, parsed.pointer)), undefined);
  });
}

function malformation(reason: string, pointer: string | undefined) {
  return {
    values: { reason },
    ...(pointer !== undefined && { errors: [{ pointer: `/body${pointer}`, code: 'text' }] }),
  };
}

/** Postgres refuses NUL, and lone surrogates change on the way: neither may come in through an address. */
async function refuseHostileText(request: FastifyRequest): Promise<void> {
  const texts = [request.params, request.query].flatMap(textsIn);
  if (texts.some((text) => text.includes('\0') || !text.isWellFormed())) throw new Fault('malformed-http');
}

function textsIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, value]: [string, unknown]) => [
    name,
    ...(Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string'),
  ]);
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const fault = faultOf(error);
  const status = statusOf(fault.code);
  if (status >= 500) request.log.error({ err: error, requestId: request.id }, 'request failed');
  if (fault.retryAfterSeconds !== undefined) reply.header('retry-after', String(fault.retryAfterSeconds));
  else if (status === 503) reply.header('retry-after', '2');
  if (status === 401 && !reply.hasHeader('www-authenticate')) reply.header('www-authenticate', 'Bearer');
  const form = request.routeOptions.config.errorForm?.(fault);
  if (form) {
    if (form.headers) reply.headers(form.headers);
    const text = form.mediaType === undefined ? JSON.stringify(form.body) : String(form.body);
    return reply
      .code(form.status)
      .type(form.mediaType ?? 'application/json')
      .send(text);
  }
  const document = problemDocument(fault, request.id, preferredLanguage(request.headers['accept-language']));
  reply.header('vary', 'Accept-Language');
  return reply.code(status).type(problemMediaType).send(JSON.stringify(document));
}

/** Whatever was thrown, as a refusal that may be shown. The rest stays in the log. */
function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (isUnavailable(error)) return new Fault('unavailable', { cause: error, retryAfterSeconds: 2 });
  switch (fastifyCode(error)) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Fault('too-large', { values: { limit: '256 KiB' }, cause: error });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Fault('unsupported-media-type', { cause: error });
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new Fault('malformed-json', { values: { reason: 'syntax' }, cause: error });
    default:
      return new Fault(blamesRequest(error) ? 'malformed-http' : 'internal', { cause: error });
  }
}

function fastifyCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Fastify and its router put the status on the errors that the request is to blame for. */
function blamesRequest(error: unknown): boolean {
  if (!(error instanceof Error) || !('statusCode' in error)) return false;
  return typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500;
}

/** What never became a request: the parser of HTTP gave up. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
  const fault = new Fault(
    error.code === 'HPE_HEADER_OVERFLOW'
      ? 'too-large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? 'request-timeout'
        : 'malformed-http',
    {
      values: { limit: '16 KiB of headers' },
    },
  );
  const body = JSON.stringify(problemDocument(fault, 'none', 'en'));
  const status = statusOf(fault.code);
  socket.end(
    `HTTP/1.1 ${String(status)} Refused\r\nContent-Type: ${problemMediaType}\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\nConnection: close\r\n\r\n${body}`,
  );
}
