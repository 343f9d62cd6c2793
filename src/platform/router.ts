import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { z } from 'zod';
import { Fault } from '../kernel/fault.ts';
import type { Idempotency } from './idempotency.service.ts';
import { inTokenScope } from './encrypted-bodies.ts';
import { documentedSchema } from './openapi.ts';
import type { Answer, Authenticate, Creation, Handler, Input, Operation } from './operation.ts';
import { inTextScope, textMediaType } from './texts.ts';
import { pointersOf, type RequestPart } from './zod-errors.ts';

type AnyOperation = Operation<z.ZodType, z.ZodType, z.ZodType>;
export type AnyMounted = AnyOperation & { readonly creates: boolean };

/** Mounts operations: the contract, the guard and the handler of a route are stated in one place and cannot come apart. */
export interface Router {
  mount<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
    operation: Operation<P, Q, B>,
    handle: Handler<P, Q, B>,
  ): void;
  /** As `mount`, for a POST that creates: Idempotency-Key required. */
  mountCreation<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
    operation: Operation<P, Q, B>,
    creation: Creation<P, Q, B>,
  ): void;
  /** What was mounted, for the table of roles and the contract. */
  readonly operations: readonly AnyMounted[];
}

export interface RouterDependencies {
  readonly app: FastifyInstance;
  readonly authenticate: Authenticate;
  readonly idempotency: Idempotency;
}

const bodyBytesMax = 262_144;

export function createRouter({ app, authenticate, idempotency }: RouterDependencies): Router {
  const operations: (AnyOperation & { creates: boolean })[] = [];

  function add<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
    operation: Operation<P, Q, B>,
    creates: boolean,
    handle: Handler<P, Q, B>,
  ): void {
    operations.push({ ...operation, creates });
    const isText = operation.bodyMediaType === textMediaType;
    const route: RouteOptions = {
      method: operation.method,
      url: operation.path,
      bodyLimit: operation.bodyBytesMax ?? bodyBytesMax,
      schema: documentedSchema(operation, creates),
      // RFC 9110 section 9.1, of what proxies and monitors ask for; a look at a person has no shorter form.
      exposeHeadRoute: operation.method === 'GET' && operation.access.purpose === 'public-information',
      config: {
        access: operation.access,
        ...(operation.counted && { counted: true }),
        ...(operation.bodyMediaType && !isText && { bodyMediaType: operation.bodyMediaType }),
        ...(operation.errorForm && { errorForm: operation.errorForm }),
      },
      // Before the body is read: who may not call sends us nothing that we parse.
      onRequest: async (request, reply) => {
        request.caller = await authenticate(request, operation.access, reply);
      },
      handler: async (request, reply) => send(reply, await handle(inputOf(operation, request))),
    };
    if (isText) inTextScope(app, route);
    else if (operation.bodyMayBeJwt) inTokenScope(app, route);
    else app.route(route);
  }

  return {
    operations,
    mount: (operation, handle) => {
      add(operation, false, handle);
    },
    mountCreation: (operation, creation) => {
      add(operation, true, (input) => idempotency.run(operation, creation, input));
    },
  };
}

function inputOf<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  operation: Operation<P, Q, B>,
  request: FastifyRequest,
): Input<P, Q, B> {
  return {
    params: parsed('params', operation.params, request.params),
    query: parsed('query', operation.query, request.query),
    body: parsed('body', operation.body, request.body),
    caller: request.caller,
    requestId: request.id,
    request,
  };
}

/** Parsed once, here. What an operation does not describe must not be sent. */
function parsed<T extends z.ZodType>(part: RequestPart, schema: T | undefined, value: unknown): z.output<T>;
function parsed(part: RequestPart, schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) {
    if (isEmpty(value)) return undefined;
    throw new Fault('invalid-request', { errors: [{ pointer: `/${part}`, code: 'unknown-member' }] });
  }
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new Fault('invalid-request', { errors: pointersOf(part, result.error.issues) });
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

async function send(
  reply: FastifyReply,
  { status, body, headers, mediaType }: Answer,
): Promise<FastifyReply> {
  reply.code(status);
  if (headers) reply.headers(headers);
  if (body === undefined) return reply.send();
  reply.type(mediaType ?? 'application/json; charset=utf-8');
  const raw = typeof body === 'string' || body instanceof Uint8Array || body instanceof Readable;
  return reply.send(raw && mediaType !== undefined ? body : JSON.stringify(body));
}
