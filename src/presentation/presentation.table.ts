import { boolean, index, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from '../platform/drizzle.ts';
import type { Authorisation } from '../kernel/event.ts';
import { bytes } from '../platform/columns.ts';
import type { VerificationRequest } from '../verification/index.ts';
import type { AskableClaim, PresentationState, Wanted } from './vocabulary.ts';

const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** What verifiers ask wallets for. Handles, nonce and state are derived from `id` under the key of the node, and stand nowhere. */
export const presentationRequests = pgTable(
  'presentation_requests',
  {
    /** UUIDv7: in order of time. The verifier alone is told it. */
    id: uuid().primaryKey(),
    /** Who asks; null where the node itself does, so that a person can sign in. */
    organisationId: uuid(),
    clientId: uuid(),
    officerId: uuid(),
    /** Of the handles in the two addresses that a wallet is told. */
    requestDigest: bytes().notNull(),
    responseDigest: bytes().notNull(),
    /** By which wallets know who asks: it names a certificate, and stays while the key of it may sign. Empty in what is older: such a request is over. */
    verifierId: text().notNull().default(''),
    what: text().$type<Wanted>().notNull(),
    claims: jsonb().$type<readonly AskableClaim[]>().notNull(),
    purpose: text().$type<VerificationRequest['purpose']>().notNull(),
    stage: text().$type<VerificationRequest['stage']>().notNull(),
    authorisation: jsonb()
      .$type<Authorisation & { readonly type: VerificationRequest['authorisation']['type'] }>()
      .notNull(),
    caseReference: text().notNull(),
    receipt: boolean().notNull(),
    redirectUri: text(),
    state: text().$type<Exclude<PresentationState, 'expired'>>().notNull(),
    /** Seed of the key that the response is encrypted to; null once nothing may be answered any more. */
    sealedSeed: bytes(),
    /** The result, encrypted; null before, and a day after. */
    sealedResult: bytes(),
    /** The key of who answered, where that is the question. */
    holderThumbprint: text(),
    /** Of the code that the browser brings back, where the request redirects. */
    responseCodeDigest: bytes(),
    /** The error code of a wallet that declined. */
    declined: text(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    endedAt: moment(),
  },
  (table) => [
    uniqueIndex('presentation_requests_by_request').on(table.requestDigest),
    uniqueIndex('presentation_requests_by_response').on(table.responseDigest),
    index('presentation_requests_by_organisation').on(table.organisationId, table.id),
    index('presentation_requests_by_end').on(table.expiresAt),
  ],
);
