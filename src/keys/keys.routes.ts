import { Fault } from '../kernel/fault.ts';
import { actOf } from '../platform/act.ts';
import type { Database } from '../platform/database.ts';
import { type Cursors, pageLimit } from '../platform/paging.ts';
import type { Router } from '../platform/router.ts';
import type { KeyChanges } from './changes.service.ts';
import { keyAnswer } from './key-answers.ts';
import {
  compromiseRequest,
  keyParams,
  keyQuery,
  rotationRequest,
  signingKey,
  signingKeyPage,
} from './keys.schema.ts';
import type { Keys } from './keys.ts';
import { usualSuite } from './vocabulary.ts';

export interface KeysRoutesDependencies {
  readonly db: Database;
  readonly keys: Keys;
  readonly changes: KeyChanges;
  readonly cursors: Cursors;
}

const tag = 'Keys';
const purpose = 'node-operation';
const reading = { roles: ['operator', 'regulator'], scope: 'keys:read', purpose } as const;
const writing = { roles: ['operator'], scope: 'keys:write', purpose } as const;
const facts = { role: 'operator', purpose };
const cursorScope = 'keys';

/** What an operator does with keys, and what a regulator sees of it. */
export function keyRoutes(router: Router, dependencies: KeysRoutesDependencies): void {
  mountHistory(router, dependencies);
  mountRotation(router, dependencies);
  mountCompromise(router, dependencies);
}

function mountHistory(router: Router, { db, keys, cursors }: KeysRoutesDependencies): void {
  router.mount(
    {
      id: 'listKeys',
      method: 'GET',
      path: '/v1/keys',
      tag,
      summary: 'Every key this node ever had',
      description: 'Public parts with purpose, window, and since when a key is not to be trusted any more.',
      access: reading,
      query: keyQuery,
      answers: { 200: { description: 'A page of keys.', schema: signingKeyPage } },
      faults: ['cursor-invalid'],
    },
    async ({ query: { limit, cursor } }) => {
      const all = await keys.readPublished(db);
      const after = cursor === undefined ? undefined : cursors.decode(cursorScope, cursor);
      const start = after === undefined ? 0 : all.findIndex(({ kid }) => kid === after) + 1;
      const page = all.slice(start, start + pageLimit(limit));
      const last = page.at(-1);
      const next = last && last !== all.at(-1) ? cursors.encode(cursorScope, last.kid) : null;
      return { status: 200, body: { items: page.map(keyAnswer), next } };
    },
  );
}

function mountRotation(router: Router, { db, keys, changes }: KeysRoutesDependencies): void {
  router.mountCreation(
    {
      id: 'rotateKey',
      method: 'POST',
      path: '/v1/keys/rotations',
      tag,
      summary: 'Put a new key in the place of one that signs',
      description:
        'Both windows overlap by a minute at the change, those of presentation requests by a day; the former key stays listed for what it signed. A slot takes one rotation at a time. Keys of the log and of the witness are Ed25519.',
      access: writing,
      body: rotationRequest,
      bodyExamples: { node: { value: { purpose: 'receipt', suite: 'ES256' } } },
      answers: { 201: { description: 'The new key.', schema: signingKey } },
      faults: ['not-found', 'rotation-under-way', 'rotation-time'],
    },
    {
      perform: ({ body, caller, requestId }, claim) => {
        const request = {
          purpose: body.purpose,
          authority: body.purpose === 'credential' ? body.authority : null,
          suite: body.suite ?? usualSuite(body.purpose),
          signFrom: body.signFrom === undefined ? undefined : new Date(body.signFrom),
        };
        return changes.rotate(request, claim, actOf({ caller, requestId }, facts));
      },
      render: (kid) => renderKey(db, keys, kid),
      location: () => null,
    },
  );
}

function mountCompromise(router: Router, { db, keys, changes }: KeysRoutesDependencies): void {
  router.mountCreation(
    {
      id: 'reportKeyCompromise',
      method: 'POST',
      path: '/v1/keys/:kid/compromises',
      tag,
      summary: 'Report that a key may be in other hands',
      description:
        'It never signs again, leaves the JWK sets, and what bears its signature becomes INCONCLUSIVE. A new key takes its place at once. The other node accepts a new trust-list key only if it was announced or is pinned there.',
      access: writing,
      params: keyParams,
      body: compromiseRequest,
      bodyExamples: {
        report: {
          value: { compromisedAt: '2026-01-31T08:00:00Z', reason: 'A backup of the key was mislaid.' },
        },
      },
      answers: { 201: { description: 'The key as it is recorded now.', schema: signingKey } },
      faults: ['not-found', 'key-already-compromised', 'compromise-in-future'],
    },
    {
      perform: ({ params: { kid }, body, caller, requestId }, claim) => {
        const report = { kid, compromisedAt: new Date(body.compromisedAt), reason: body.reason };
        return changes.reportCompromise(report, claim, actOf({ caller, requestId }, facts));
      },
      render: (kid) => renderKey(db, keys, kid),
      location: () => null,
    },
  );
}

async function renderKey(db: Database, keys: Keys, kid: string) {
  const key = await keys.readOne(db, kid);
  if (!key) throw new Fault('not-found');
  return keyAnswer(key);
}
