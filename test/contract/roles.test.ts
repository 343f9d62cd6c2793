import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roles } from '../../src/kernel/caller.ts';
import { scopes } from '../../src/access/index.ts';
import { roleTable, tokensOfRoles, wrongCells } from '../access/role-cells.ts';
import { type Border, startBorder } from '../support/border.ts';

const file = path.join(import.meta.dirname, 'role-table.json');

let border: Border;
beforeAll(async () => {
  border = await startBorder({ workers: false });
});
afterAll(() => border.stop());

describe('role × operation, over everything that is mounted', () => {
  test('is as it was reviewed (UPDATE=1 writes it anew)', () => {
    const text = `${JSON.stringify(roleTable(border.hk.router.operations), undefined, 2)}\n`;
    if (process.env.UPDATE === '1') writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });

  test('every cell is so, with a real token and a real request', async () => {
    const { app, contexts, origin, api, register } = border.hk;
    const { clock, db, signin } = contexts;
    const node = { app, clock, db, signin, node: contexts.configuration.node, origin };
    const tokens = await tokensOfRoles(node, await api.clientToken(register.operator));
    expect(tokens.size).toBe(roles.length - 1);
    expect(await wrongCells(app, border.hk.router.operations, tokens)).toEqual([]);
  });

  test('every operation names roles, and a scope that tokens can have unless anybody may call', () => {
    for (const { id, access } of border.hk.router.operations) {
      expect(access.roles.length, id).toBeGreaterThan(0);
      if (access.scope === null)
        expect(
          access.roles.every((role) => role === 'public' || role === 'peer'),
          id,
        ).toBe(true);
      else expect(scopes, id).toContain(access.scope);
    }
  });

  test('no scope is granted that no operation asks for', () => {
    const asked = new Set(border.hk.router.operations.map(({ access }) => access.scope));
    expect(scopes.filter((scope) => !asked.has(scope))).toEqual([]);
  });
});
