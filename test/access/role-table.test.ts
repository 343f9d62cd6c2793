import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  grantableScopes,
  isPermitted,
  organisationKinds,
  refusedRoles,
  roleRules,
  scopes,
} from '../../src/access/index.ts';
import { type Caller, purposes, type Role, roles } from '../../src/kernel/caller.ts';
import type { Router } from '../../src/platform/router.ts';
import { type AccessNode, clientToken, openAccessNode } from './access-node.ts';
import { callingRoles, roleTable, tokensOfRoles, wrongCells } from './role-cells.ts';

const file = path.join(import.meta.dirname, 'role-table.json');

/** One operation for each scope, open to every role that can be granted it: so that every cell of the rules is tried. */
function mountProbes(router: Router): void {
  for (const scope of scopes) {
    router.mount(
      {
        id: `probe-${scope}`,
        method: 'GET',
        path: `/probes/${scope.replace(':', '-')}`,
        tag: 'Probe',
        summary: scope,
        description: scope,
        access: {
          roles: roles.filter((role) => roleRules[role].scopes.includes(scope)),
          scope,
          // A wallet is for nothing else.
          purpose: scope === 'credential:issue' ? 'own-record' : 'verification',
        },
        answers: { 204: { description: 'Nothing.' } },
      },
      async () => ({ status: 204 }),
    );
  }
}

let node: AccessNode;
let tokens: ReadonlyMap<Role, string | undefined>;
beforeAll(async () => {
  node = await openAccessNode({ mount: mountProbes });
  tokens = await tokensOfRoles(node, await clientToken(node, node.operator));
});
afterAll(() => node.close());

describe('role × operation', () => {
  test('is as it was reviewed (UPDATE=1 writes it anew)', () => {
    const table = roleTable(node.router.operations.filter(({ tag }) => tag !== 'Probe'));
    const text = `${JSON.stringify(table, undefined, 2)}\n`;
    if (process.env.UPDATE === '1') writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });

  test('every role has a real token', () => {
    expect([...tokens.keys()].sort()).toEqual([...callingRoles].sort());
  });

  test('every cell holds for a real request with a real token', async () => {
    const cells = node.router.operations.length * tokens.size;
    expect(cells).toBeGreaterThan(300);
    expect(await wrongCells(node.app, node.router.operations, tokens)).toEqual([]);
  });

  test('every operation names roles that can be granted its scope, or is open to all', () => {
    for (const { id, access } of node.router.operations) {
      expect(access.roles.length, id).toBeGreaterThan(0);
      if (access.scope === null) expect(access.roles, id).toSatisfy(isOpenTo);
      else
        for (const role of access.roles)
          expect(roleRules[role].scopes, `${id}: ${role}`).toContain(access.scope);
    }
  });
});

const isOpenTo = (of: readonly Role[]): boolean => of.includes('public') || of.includes('peer');

describe('the rules of roles', () => {
  test('a scope that nobody can have does not exist', () => {
    expect(grantableScopes(roles)).toEqual(scopes);
  });

  test('who decides and who approves are people', () => {
    for (const role of ['host-assessor', 'host-approver', 'joint-committee'] as const)
      expect(roleRules[role].heldBy).toEqual(['officer']);
  });

  test('an operator neither issues, nor decides, nor reads what is personal', () => {
    const { scopes: held } = roleRules.operator;
    for (const scope of held) expect(scope).toMatch(/^(organisations:|keys:|trust:|log:health$)/);
  });

  test('no authority and no operator reads the access records of others', () => {
    const readers = roles.filter((role) => roleRules[role].scopes.includes('access-records:read'));
    expect(readers).toEqual(['hr-system', 'verifying-bank', 'regulator']);
  });

  test('no role is for every kind of organisation, and the public has none', () => {
    for (const role of roles) expect(roleRules[role].kinds.length).toBeLessThan(organisationKinds.length);
    const bank = { kind: 'bank', authority: null } as const;
    expect(refusedRoles(['public', 'peer', 'holder'], 'client', bank)).toHaveLength(3);
  });
});

describe('permission', () => {
  const organisation = {
    id: 'o',
    name: 'Bank',
    jurisdiction: 'HK',
    registeredPlace: 'HK',
    gbaEligible: false,
    contractFilingNumber: null,
    purposes: ['verification'],
    authority: null,
  } as const;
  const bank: Caller = {
    kind: 'client',
    clientId: 'c',
    roles: ['verifying-bank'],
    scopes: ['verifications:write'],
    organisation,
  };
  const demand = {
    roles: ['verifying-bank', 'regulator'],
    scope: 'verifications:write',
    purpose: 'verification',
  } as const;

  test.each<[string, Caller, boolean]>([
    ['role, scope and purpose', bank, true],
    ['nobody', { kind: 'public' }, false],
    ['no role', { ...bank, roles: [] }, false],
    ['another role', { ...bank, roles: ['hr-system'] }, false],
    ['no scope', { ...bank, scopes: [] }, false],
    ['another scope', { ...bank, scopes: ['verifications'] }, false],
    ['no purpose', { ...bank, organisation: { ...organisation, purposes: [] } }, false],
    ['another purpose', { ...bank, organisation: { ...organisation, purposes: ['supervision'] } }, false],
    [
      'a regulator that supervises',
      { ...bank, roles: ['regulator'], organisation: { ...organisation, purposes: ['supervision'] } },
      true,
    ],
    ['a regulator that does not', { ...bank, roles: ['regulator'] }, false],
  ])('%s', (_name, caller, expected) => {
    expect(isPermitted(caller, demand)).toBe(expected);
  });

  test('an operation that names no scope and is not public is open to nobody', () => {
    for (const purpose of purposes) {
      expect(isPermitted(bank, { roles: ['verifying-bank'], scope: null, purpose })).toBe(false);
    }
  });

  test('a holder acts for what is their own', () => {
    const holder: Caller = { kind: 'holder', keyThumbprint: 't', roles: ['holder'], scopes: ['own:read'] };
    const own = { roles: ['holder'], scope: 'own:read' } as const;
    expect(isPermitted(holder, { ...own, purpose: 'own-record' })).toBe(true);
    expect(isPermitted(holder, { ...own, purpose: 'supervision' })).toBe(false);
  });
});
