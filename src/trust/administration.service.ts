import type { Claim } from '../kernel/claim.ts';
import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import type { SignatureAlgorithm } from '../kernel/ports.ts';
import type { Keys } from '../keys/index.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { type Cursors, pageLimit } from '../platform/paging.ts';
import { listAuthorities, readAuthority, readMandate, readMandatesOf } from './authorities.store.ts';
import type { Authority, Mandate } from './authority.ts';
import type { MandateEnd, NewAuthority, NewMandate, Trust } from './trust.ts';

export interface Outcome {
  readonly status: number;
  readonly reference: string;
}

export interface AuthorityWithMandates extends Authority {
  readonly mandates: readonly Mandate[];
}

export interface PageRequest {
  readonly limit: string | undefined;
  readonly cursor: string | undefined;
}

/** What is asked for over HTTP. The outcome of a claim commits with the change. */
export interface TrustAdministration {
  register(
    request: Omit<NewAuthority, 'key'> & { readonly suite: SignatureAlgorithm },
    claim: Claim<Transaction>,
    act: Act,
  ): Promise<Outcome>;
  grant(request: Omit<NewMandate, 'id'>, claim: Claim<Transaction>, act: Act): Promise<Outcome>;
  end(request: MandateEnd, claim: Claim<Transaction>, act: Act): Promise<Outcome>;
  /** @throws Fault `not-found` */
  authority(slug: string): Promise<AuthorityWithMandates>;
  /** @throws Fault `not-found` */
  mandate(id: string): Promise<Mandate>;
  authorities(page: PageRequest): Promise<{ items: AuthorityWithMandates[]; next: string | null }>;
  keptList(version: string): Promise<Uint8Array>;
}

export interface AdministrationDependencies {
  readonly db: Database;
  readonly keys: Keys;
  readonly trust: Trust;
  readonly cursors: Cursors;
}

const cursorScope = 'authorities';

export function createAdministration(deps: AdministrationDependencies): TrustAdministration {
  const { db, keys, trust } = deps;
  /** Commits, then waits until this process knows: whoever registers may go on at once. */
  async function commit(
    outcome: Outcome,
    claim: Claim<Transaction>,
    change: (tx: Transaction) => Promise<unknown>,
  ): Promise<Outcome> {
    await db.transaction(async (tx) => {
      await change(tx);
      await claim.record(tx, outcome);
    });
    await keys.refresh();
    return outcome;
  }
  return {
    async register({ suite, ...authority }, claim, act) {
      const { slug } = authority;
      const key = await keys.prepare({ purpose: 'credential', authority: slug, suite });
      const outcome = { status: 201, reference: slug };
      return commit(outcome, claim, (tx) => trust.registerAuthority(tx, { ...authority, key }, act));
    },
    grant: (request, claim, act) =>
      commit({ status: 201, reference: claim.id }, claim, (tx) =>
        trust.grantMandate(tx, { ...request, id: claim.id }, act),
      ),
    end: (request, claim, act) =>
      commit({ status: 201, reference: request.id }, claim, (tx) => trust.endMandate(tx, request, act)),
    async authority(slug) {
      const authority = await readAuthority(db, slug);
      if (!authority) throw new Fault('not-found');
      return { ...authority, mandates: await readMandatesOf(db, [slug]) };
    },
    async mandate(id) {
      const mandate = await readMandate(db, id);
      if (!mandate) throw new Fault('not-found');
      return mandate;
    },
    authorities: (page) => pageOfAuthorities(page, deps),
    async keptList(version) {
      const list = await trust.keptList(db, version);
      if (!list) throw new Fault('not-found');
      return list;
    },
  };
}

async function pageOfAuthorities(
  { limit, cursor }: PageRequest,
  { db, cursors }: AdministrationDependencies,
): Promise<{ items: AuthorityWithMandates[]; next: string | null }> {
  const rows = pageLimit(limit);
  const after = cursor === undefined ? undefined : cursors.decode(cursorScope, cursor);
  const found = await listAuthorities(db, { after, limit: rows + 1 });
  const page = found.slice(0, rows);
  const granted = await readMandatesOf(
    db,
    page.map(({ slug }) => slug),
  );
  const mandates = Map.groupBy(granted, ({ slug }) => slug);
  const items = page.map((authority) => ({ ...authority, mandates: mandates.get(authority.slug) ?? [] }));
  const last = page.at(-1);
  return { items, next: found.length > rows && last ? cursors.encode(cursorScope, last.slug) : null };
}
