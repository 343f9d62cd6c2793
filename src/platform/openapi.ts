import type { FastifySchema } from 'fastify';
import { z } from 'zod';
import type { FaultCode } from '../kernel/fault-codes.ts';
import { faults } from '../kernel/fault-codes.ts';
import { jwtMediaType } from './encrypted-bodies.ts';
import { problem } from './fields.schema.ts';
import type { AnswerDescription, Operation } from './operation.ts';
import { problemMediaType, statusOf } from './problem.ts';

type AnyOperation = Operation<z.ZodType, z.ZodType, z.ZodType>;

const idempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[A-Za-z0-9_.:-]{8,128}$/)
    .meta({
      description: 'Names this request; send the same value when you retry it. Kept for 24 hours at least.',
      examples: ['a1f0c5c2-attest-0001'],
    }),
});

const waitingHeaders = z.object({
  prefer: z
    .string()
    .max(256)
    .optional()
    .meta({
      description: 'RFC 7240: `wait=N` waits up to N seconds, 10 at most, for the proof of the log.',
      examples: ['wait=5'],
    }),
});

/** The Fastify schema that the contract is generated from. Validation itself is the router's, by the same zod schemas. */
export function documentedSchema(
  operation: AnyOperation,
  creates: boolean,
): FastifySchema & Record<string, unknown> {
  const guarded = operation.access.scope !== null;
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: `${operation.description}\n\n${accessText(operation)}`,
    security: guarded ? [{ accessToken: [operation.access.scope] }] : [],
    ...(operation.params && { params: operation.params }),
    ...(operation.query && { querystring: operation.query }),
    ...headersOf(operation, creates),
    ...(operation.body && { body: bodyContent(operation) }),
    response: responses(operation, creates, guarded),
  };
}

function headersOf({ waits }: AnyOperation, creates: boolean): { readonly headers?: z.ZodType } {
  if (creates && waits) return { headers: idempotencyHeaders.extend(waitingHeaders.shape) };
  if (creates) return { headers: idempotencyHeaders };
  return waits ? { headers: waitingHeaders } : {};
}

function accessText({ access }: AnyOperation): string {
  const scope = access.scope === null ? 'none' : `\`${access.scope}\``;
  return `**Roles:** ${access.roles.join(', ')}. **Scope:** ${scope}. **Purpose:** ${access.purpose}.`;
}

const encryptedBody = z
  .string()
  .max(262_144)
  .meta({ id: 'EncryptedBody', description: 'Compact JWE (RFC 7516) that holds the JSON.' });
const encryptedAnswer = z
  .string()
  .meta({ id: 'EncryptedAnswer', description: 'Compact JWE, when the request asked for one.' });

function bodyContent({ body, bodyExamples, bodyMediaType, bodyMayBeJwt }: AnyOperation): unknown {
  return {
    content: {
      ...(bodyMayBeJwt && { [jwtMediaType]: { schema: encryptedBody } }),
      [bodyMediaType ?? 'application/json']: {
        // The one of the two that is JSON.
        schema: bodyMayBeJwt === true && body instanceof z.ZodUnion ? body.options[0] : body,
        ...(bodyExamples && { examples: bodyExamples }),
      },
    },
  };
}

function responses(operation: AnyOperation, creates: boolean, guarded: boolean): Record<string, unknown> {
  const described: Record<string, unknown> = {};
  for (const [status, answer] of Object.entries(operation.answers))
    described[status] = withEncrypted(answerContent(answer), operation, status);
  if (operation.errorForm) return described;
  const byStatus = new Map<number, FaultCode[]>();
  for (const code of faultsOf(operation, creates, guarded)) {
    const status = statusOf(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  for (const [status, codes] of byStatus) described[String(status)] = problemContent(codes);
  return described;
}

/** Every refusal that an operation of this shape can give, and its own. */
export function faultsOf(
  operation: AnyOperation,
  creates: boolean,
  guarded: boolean,
): ReadonlySet<FaultCode> {
  // What an operation does not describe must not be sent, so each can refuse.
  const codes: FaultCode[] = ['invalid-request', 'unavailable'];
  if (operation.body) codes.push('malformed-json', 'too-large', 'unsupported-media-type');
  if (guarded) codes.push('unauthenticated', 'forbidden');
  if (creates) codes.push('idempotency-key-missing', 'in-progress', 'idempotency-key-reused');
  return new Set([...codes, ...(operation.faults ?? [])]);
}

/** Refusals are never encrypted. */
function withEncrypted(described: DescribedAnswer, { bodyMayBeJwt }: AnyOperation, status: string): unknown {
  if (bodyMayBeJwt !== true || !described.content || !status.startsWith('2')) return described;
  return { ...described, content: { ...described.content, [jwtMediaType]: { schema: encryptedAnswer } } };
}

interface DescribedAnswer {
  readonly description: string;
  readonly content?: Readonly<Record<string, unknown>>;
}

function answerContent({
  description,
  schema,
  mediaType,
  forms = {},
  examples,
}: AnswerDescription): DescribedAnswer {
  if (!schema) return { description };
  const others = Object.entries(forms).map(([type, form]) => [type, { schema: form }] as const);
  return {
    description,
    content: {
      [mediaType ?? 'application/json']: { schema, ...(examples && { examples }) },
      ...Object.fromEntries(others),
    },
  };
}

function problemContent(codes: readonly FaultCode[]): unknown {
  const lines = codes.map((code) => `\`${code}\`: ${faults[code].title.en}`);
  return { description: lines.join(' '), content: { [problemMediaType]: { schema: problem } } };
}
