import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Caller, Purpose, Role } from '../kernel/caller.ts';
import type { Claim } from '../kernel/claim.ts';
import type { Fault } from '../kernel/fault.ts';
import type { FaultCode } from '../kernel/fault-codes.ts';
import type { formMediaType } from '../kernel/form.ts';
import type { textMediaType } from './texts.ts';
import type { Transaction } from './database.ts';

/** Who may call an operation, with what scope, for what purpose. There is no default: what is not named is refused. */
export interface Access {
  readonly roles: readonly Role[];
  /** Null only where `public` or `peer` may call. */
  readonly scope: string | null;
  readonly purpose: Purpose;
}

/** JSON when no type is said; with one, the body is a text of that type. */
export type ErrorForm = (fault: Fault) => {
  readonly status: number;
  readonly body: unknown;
  readonly mediaType?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export interface AnswerDescription {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** `application/json` when absent. */
  readonly mediaType?: string;
  /** The other forms that it has, by media type, where `Accept` or the request chooses. */
  readonly forms?: Readonly<Record<string, z.ZodType>>;
  readonly examples?: Readonly<Record<string, { readonly summary?: string; readonly value: unknown }>>;
}

export interface Operation<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Fastify's form: `/v1/things/:id`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly access: Access;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Counted for each address as every public POST is, though it is none: it makes the node work. */
  readonly counted?: true;
  /** Honours `Prefer: wait=N` (RFC 7240). */
  readonly waits?: boolean;
  readonly bodyExamples?: Readonly<Record<string, { readonly summary?: string; readonly value: unknown }>>;
  readonly answers: Readonly<Record<number, AnswerDescription>>;
  /** Refusals beyond those that every operation of its kind can give. */
  readonly faults?: readonly FaultCode[];
  /** Bytes; 256 KiB when absent. */
  readonly bodyBytesMax?: number;
  /** Takes `application/jwt` beside JSON: the body is then a string, and holds the JSON encrypted. */
  readonly bodyMayBeJwt?: boolean;
  /**
   * `application/json` when absent; another type is refused either way. A form needs `acceptForms` on the server. Of a text the protocols
   * that use it say no type, so that whatever is declared is read as one: UTF-8, or refused.
   */
  readonly bodyMediaType?: typeof formMediaType | typeof textMediaType;
  /** Where a specification has an error form of its own; `answers` then describe every refusal too. */
  readonly errorForm?: ErrorForm;
}

export interface Input<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
  readonly caller: Caller;
  readonly requestId: string;
  readonly request: FastifyRequest;
}

export interface Answer {
  readonly status: number;
  /** A stream is destroyed when the caller goes away. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** `application/json` when absent. */
  readonly mediaType?: string;
}

export type Handler<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = (
  input: Input<P, Q, B>,
) => Promise<Answer>;

/**
 * An operation that creates. `perform` makes the change and records the claim in the same transaction; `render` gives the
 * body from the reference alone, so that the first answer and every replay come from one place and no body is stored.
 */
export interface Creation<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  perform(input: Input<P, Q, B>, claim: Claim<Transaction>): Promise<{ status: number; reference: string }>;
  render(reference: string, input: Input<P, Q, B>): Promise<unknown>;
  /** The address of what was made, for `Location`; null where it has none. */
  location(reference: string): string | null;
}

export type Authenticate = (request: FastifyRequest, access: Access, reply: FastifyReply) => Promise<Caller>;
