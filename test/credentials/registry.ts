import { randomUUID } from 'node:crypto';
import pg from 'pg';
import request from 'supertest';
import { createAccess, isPermitted, officerStatementType } from '../../src/access/index.ts';
import { type AgreementVersion, buildView } from '../../src/agreements/index.ts';
import { createCatalogue } from '../../src/catalogue/index.ts';
import { createCredentials, credentialsRoutes } from '../../src/credentials/index.ts';
import type { CredentialsDependencies } from '../../src/credentials/dependencies.ts';
import type { Caller, Officer, Purpose, Role } from '../../src/kernel/caller.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import type { Act } from '../../src/kernel/event.ts';
import { Fault } from '../../src/kernel/fault.ts';
import { uuidV7 } from '../../src/kernel/identifiers.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import type { Jurisdiction } from '../../src/kernel/jurisdiction.ts';
import type { NodeIdentity } from '../../src/kernel/node.ts';
import { issuerOf, vct } from '../../src/kernel/vocabulary.ts';
import { createKeys } from '../../src/keys/index.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { createEventLog, openingContext } from '../../src/platform/events.store.ts';
import { createIdempotency } from '../../src/platform/idempotency.service.ts';
import type { Authenticate } from '../../src/platform/operation.ts';
import { createCursors } from '../../src/platform/paging.ts';
import { createRouter } from '../../src/platform/router.ts';
import { createServer } from '../../src/platform/server.ts';
import { createSnapshots } from '../../src/platform/snapshots.worker.ts';
import { createStatus } from '../../src/status/index.ts';
import { createVault } from '../../src/vault/index.ts';
import { treeRoot } from '../../src/transparency/merkle.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';
import { demo1, hongKong, now, shenzhen } from '../recognition/border.ts';
import { receiptsOf } from '../support/receipts.ts';
import { createTestDatabase } from '../support/database.ts';
import { collectingLog, generateKeys, seededEntropy, testClock } from '../support/world.ts';
import { type Crash, dyingDatabase, dyingKeys } from './dying.ts';

/** The Hong Kong node's credentials over HTTP and a real database: own keys, vault, status lists and officers. Who calls is named by a header. */

export const registrar = 'demo-hk-registrar';
export const otherRegistrar = 'demo-hk-other-registrar';
export const recogniser = 'demo-hk-recognition';
export const college = 'demo-bridging-college';
export { hongKong, now, shenzhen };

export interface RegisteredOfficer {
  readonly caller: Officer;
  readonly key: SoftwareSigner;
}

/** What a test can turn. */
export interface Turned {
  /** `iss vct qualification` of mandates that are no more. */
  withoutMandate: Set<string>;
  agreements: AgreementVersion[];
  crash: Crash | undefined;
}

export type Registry = Awaited<ReturnType<typeof openRegistry>>;

const setup: Act = {
  by: { kind: 'rule', name: 'test' },
  role: 'operator',
  requestId: 'test',
  purpose: 'node-operation',
};
const scopes = [
  'attestations:write',
  'bridging-results:write',
  'credentials:read',
  'credentials:find',
  'status-events:write',
  'approvals:write',
  'own:read',
];
const mandates = [
  `${registrar} ${vct.homeAttestation} hk-ecf-crm-core`,
  `${registrar} ${vct.homeAttestation} hk-ecf-aml-core`,
  `${registrar} ${vct.homeAttestation} cn-qcbp-im-cc`,
  `${otherRegistrar} ${vct.homeAttestation} hk-ecf-crm-core`,
  `${recogniser} ${vct.recognition} hk-ecf-crm-core`,
  `${college} ${vct.bridgingResult} hk-security-and-company-law`,
  `${college} ${vct.bridgingResult} hk-ethics-and-conduct`,
  `${college} ${vct.bridgingResult} credit-analysis`,
];

export async function openRegistry() {
  const database = await createTestDatabase();
  const opened = openDatabase(database.appUrl, { max: 20, onError: () => undefined });
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  // A connection that is on its way out may still hear that its database is being dropped.
  owner.on('error', () => undefined);
  owner.on('connect', (client) => void client.on('error', () => undefined));
  const clock = testClock(now);
  const entropy = seededEntropy(database.appUrl);
  const masterKey = new Uint8Array(32).fill(9);
  const node: NodeIdentity = {
    origin: hongKong,
    jurisdiction: 'HK',
    peer: { origin: shenzhen, jurisdiction: 'CN-SZ', anchors: [] },
    demonstration: true,
    contact: 'desk@hk.wenjin.example',
  };
  const turned: Turned = { withoutMandate: new Set(), agreements: [demo1], crash: undefined };
  const { db } = opened;
  const vault = createVault({ clock, entropy, masterKey, node });
  const { origin: nodeOrigin, jurisdiction } = node;
  const events = createEventLog({ clock, entropy, sealer: vault, nodeOrigin, jurisdiction });
  const snapshots = createSnapshots(db, () => undefined);
  const cursors = createCursors(entropy.bytes(32));
  const shared = { db, clock, entropy, events, snapshots, cursors, node };
  const keys = createKeys({ ...shared, masterKey, generateKeys });
  const nobody = {
    current: () => {
      throw new Error('Nobody asks for tokens here.');
    },
    find: () => undefined,
  };
  const access = createAccess({ ...shared, keys: nobody, treeRoot });
  const status = createStatus({
    ...shared,
    outbound: { request: () => Promise.reject(new Error('This node calls nobody.')) },
    keys: { statusKey: () => undefined, statusSigner: () => softwareSigner(), statusChain: () => undefined },
  });
  const deps: CredentialsDependencies = {
    ...shared,
    db: dyingDatabase(db, turned),
    keys: dyingKeys(keys, turned),
    catalogue: createCatalogue(),
    vault,
    status,
    access,
    agreements: { view: () => buildView(turned.agreements) },
    trust: { view: () => trustView(turned) },
    receipts: receiptsOf(shared),
  };
  const credentials = createCredentials(deps);

  const callers = new Map<string, Caller>();
  const { log, lines } = collectingLog();
  const app = await createServer({ log, requestId: () => uuidV7(clock, entropy) });
  const router = createRouter({
    app,
    authenticate: guard(callers),
    idempotency: createIdempotency({ db, clock, entropy }),
  });
  credentialsRoutes(router, credentials);
  await app.ready();
  await snapshots.refreshAll();
  for (const authority of [registrar, otherRegistrar, recogniser, college]) {
    const prepared = await keys.prepare({ purpose: 'credential', authority, suite: 'ES256' });
    await db.transaction((tx) => keys.create(tx, prepared, setup));
  }
  await snapshots.refreshAll();

  const claim = () => ({ id: uuidV7(clock, entropy), record: () => Promise.resolve() });
  const organisation = async (authority: string, kind: 'authority' | 'recognition-authority') => {
    const { reference } = await access.organisations.register(
      {
        kind,
        names: { en: 'Demo', zhHant: '示範', zhHans: '示范' },
        jurisdiction: 'HK',
        registeredPlace: 'HK',
        gbaEligible: true,
        contractFilingNumber: null,
        purposes: ['attestation', 'recognition', 'verification'],
        authority,
      },
      claim(),
      setup,
    );
    return reference;
  };

  async function officer(
    name: string,
    of: { organisationId: string; personId?: string; roles: readonly Role[] },
  ): Promise<RegisteredOfficer> {
    const key = softwareSigner();
    const { organisationId, personId, roles } = of;
    const { reference: officerId } = await access.registry.registerOfficer(
      { roles, publicJwk: key.jwk, ...(personId !== undefined && { personId }) },
      { organisationId, claim: claim(), act: setup },
    );
    const registered = await access.members.officer(officerId);
    if (!registered) throw new Error('The officer is not there.');
    const caller: Officer = {
      kind: 'officer',
      clientId: randomUUID(),
      officerId,
      personId: registered.personId,
      roles,
      scopes,
      organisation: registered.organisation,
    };
    callers.set(name, caller);
    return { caller, key };
  }

  /** The program of an organisation, which is no person. */
  function client(
    name: string,
    of: { roles: readonly Role[]; authority?: string; jurisdiction?: Jurisdiction; purposes?: Purpose[] },
  ): void {
    callers.set(name, {
      kind: 'client',
      clientId: randomUUID(),
      roles: of.roles,
      scopes,
      organisation: {
        id: randomUUID(),
        name,
        jurisdiction: of.jurisdiction ?? 'HK',
        registeredPlace: of.jurisdiction === 'CN-SZ' ? 'GBA-MAINLAND' : 'HK',
        gbaEligible: true,
        contractFilingNumber: null,
        purposes: of.purposes ?? ['attestation', 'bridging', 'recognition', 'supervision', 'verification'],
        authority: of.authority ?? null,
      },
    });
  }

  return {
    app,
    router,
    db,
    clock,
    node,
    vault,
    keys,
    credentials,
    turned,
    lines,
    callers,
    organisation,
    officer,
    client,
    refresh: () => snapshots.refreshAll(),
    transaction: opened.db.transaction,
    holder(name: string, key: SoftwareSigner = softwareSigner()): SoftwareSigner {
      callers.set(name, { kind: 'holder', keyThumbprint: key.kid, roles: ['holder'], scopes });
      return key;
    },
    post: (as: string | undefined, address: string, body: object | undefined, key: string = randomUUID()) => {
      const call = request(app.server).post(address).set('idempotency-key', key);
      if (as !== undefined) call.set('x-as', as);
      return body === undefined ? call : call.send(body);
    },
    get: (as: string | undefined, address: string) => {
      const call = request(app.server).get(address);
      return as === undefined ? call : call.set('x-as', as);
    },
    /** By an officer's own key over what is decided. */
    statement: ({ key, caller }: RegisteredOfficer, act: string, decisionSha256: string) =>
      signCompactJws(
        { typ: officerStatementType, kid: key.kid },
        {
          decision_sha256: decisionSha256,
          act,
          officer: caller.officerId,
          iat: epochSeconds(clock.now()),
        },
        key,
      ),
    /** As the owner, past everything the program may do. */
    async query(statement: string, values?: unknown[]): Promise<Record<string, unknown>[]> {
      const { rows } = await owner.query<Record<string, unknown>>(statement, values);
      return rows;
    },
    /** The value that the status list will publish. */
    async statusOf({ uri, idx }: { uri: string; idx: number }): Promise<number> {
      const { rows } = await owner.query<{ value: number }>(
        `select e.value from status_entries e join status_lists l on l.id = e.list_id where l.uri = $1 and e.idx = $2`,
        [uri, idx],
      );
      return rows[0]?.value ?? -1;
    },
    /** What the log says of an object, opened as an examiner would, in order. */
    async eventsOf(objectId: string): Promise<Record<string, unknown>[]> {
      const { rows } = await owner.query<{ id: string; subject_id: string | null; sealed: Buffer }>(
        `select e.id, o.subject_id, o.sealed from events e join event_openings o on o.event_id = e.id
         where o.object_id = $1 order by e.position`,
        [objectId],
      );
      return Promise.all(
        rows.map(async ({ id, subject_id: subject, sealed }) => {
          const plain = await vault.open(db, subject, new Uint8Array(sealed), openingContext(id));
          return JSON.parse(Buffer.from(plain ?? []).toString()).payload;
        }),
      );
    },
    expireLease: (key: string) =>
      owner.query(`update idempotency_claims set lease_until = now() - interval '1 second' where key = $1`, [
        key,
      ]),
    interrupt: () => opened.close(),
    async close() {
      await app.close();
      await access.stop();
      await owner.end();
      await opened.close().catch(() => undefined);
      await database.drop();
    },
  };
}

function guard(callers: ReadonlyMap<string, Caller>): Authenticate {
  return async (incoming, demand) => {
    const caller = callers.get(String(incoming.headers['x-as']));
    if (!caller) throw new Fault('unauthenticated');
    if (!isPermitted(caller, demand))
      throw new Fault('forbidden', { values: { roles: '', scope: '', purpose: '' } });
    return caller;
  };
}

/** The mandates of this node as its trust list would say them; no other question is asked of it here. */
function trustView(turned: Turned): ReturnType<CredentialsDependencies['trust']['view']> {
  const held = new Set(mandates.filter((each) => !turned.withoutMandate.has(each)));
  const unasked = () => undefined;
  return {
    issuerKey: unasked,
    knowsIssuer: () => false,
    authorities: () => [],
    authority: unasked,
    anchorsOf: () => [],
    problemOfCertificate: () => undefined,
    mandateAt(iss, type, id, at) {
      const found = [...held].find((each) => {
        const [slug = '', ...rest] = each.split(' ');
        return issuerOf(hongKong, slug) === iss && rest.join(' ') === `${type} ${id}`;
      });
      return found === undefined
        ? undefined
        : {
            id: found,
            action: 'attest',
            vct: type,
            qualifications: [id],
            from: at,
            until: null,
            instrument: 'Test',
            recordedAt: at,
          };
    },
    mandated: () => [],
    nodeKey: unasked,
    nodeKeys: () => [],
    version: () => 'HK-1',
    fresh: () => true,
  };
}
