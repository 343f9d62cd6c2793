import pg from 'pg';
import * as acts from '../../src/bin/demo-acts.ts';
import { syntheticHkid } from '../../src/vault/index.ts';
import { offerMade } from '../../src/wallet/offers.schema.ts';
import { type Border, startBorder, type TestNode } from '../support/border.ts';

/** Offers of the Hong Kong registrar, by the operations of the contract. */

/** Both nodes, with the trust lists published that say who may issue. */
export async function startOffering(options: Parameters<typeof startBorder>[0] = {}): Promise<Border> {
  const border = await startBorder({ workers: false, ...options });
  for (const { contexts } of [border.hk, border.sz]) {
    await contexts.trust.publishIfDue();
    await contexts.trust.refresh();
  }
  return border;
}

let counter = 0;

/** Another invented person each time. */
export function awardOffer(changes: Record<string, unknown> = {}) {
  counter += 1;
  return {
    person: { nameEn: `DEMO Wallet ${String(counter)}`, birthDate: '1991-05-06' },
    identityNumbers: [{ type: 'hkid', number: syntheticHkid(600_000 + counter) }],
    award: {
      qualification: 'hk-ecf-crm-core',
      route: 'examination',
      date: '2023-09-15',
      certificateNumber: `DEMO-WALLET-${String(counter)}`,
      specialisms: [],
    },
    standing: { state: 'current', asOf: '2026-05-01' },
    ...changes,
  };
}

export const registrarToken = (hk: TestNode): Promise<string> =>
  acts.officerToken(hk, 'registrar', 'HK-REG-01');

export async function offerOf(hk: TestNode, body: object = awardOffer()) {
  const token = await registrarToken(hk);
  const { body: made } = await hk.api.post('/v1/credential-offers', body, { token, expect: 201 });
  return offerMade.parse(made);
}

export type Offer = Awaited<ReturnType<typeof offerOf>>;

export const preAuthorized = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

/** As a wallet asks that names itself to nobody and binds its token to no key. */
export async function tokenOf(
  hk: TestNode,
  { offer, txCode }: Offer,
  more: Record<string, string> = {},
): Promise<{ token: string; details: unknown }> {
  const response = await fetch(`${hk.baseUrl}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: preAuthorized,
      'pre-authorized_code': offer.grants[preAuthorized]?.['pre-authorized_code'] ?? '',
      ...(txCode !== null && { tx_code: txCode }),
      ...more,
    }),
  });
  const body = Object(await response.json());
  if (response.status !== 200) throw new Error(`no token for the wallet: ${JSON.stringify(body)}`);
  if ('c_nonce' in body)
    throw new Error('OpenID4VCI 1.0 section 7 has the nonce endpoint give nonces, alone');
  return { token: String(body.access_token), details: body.authorization_details };
}

/** Sends a body to an endpoint of the issuer; a string is sent as `application/jwt`. */
export async function ask(
  hk: TestNode,
  endpoint: string,
  { token, body, authority = 'demo-hk-registrar' }: { token?: string; body: unknown; authority?: string },
): Promise<{ status: number; body: ReturnType<typeof Object>; headers: Headers }> {
  const response = await fetch(`${hk.baseUrl}/authorities/${authority}/openid4vci/${endpoint}`, {
    method: 'POST',
    headers: {
      'content-type': typeof body === 'string' ? 'application/jwt' : 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const parsed: unknown = isJson ? JSON.parse(text) : text;
  return { status: response.status, body: Object(parsed), headers: response.headers };
}

export async function nonceOf(hk: TestNode, authority = 'demo-hk-registrar'): Promise<string> {
  const response = await fetch(`${hk.baseUrl}/authorities/${authority}/openid4vci/nonce`, { method: 'POST' });
  return String(Object(await response.json()).c_nonce);
}

/** As the owner of the database of a node. */
export async function queryOf(
  { database }: TestNode,
  text: string,
  values: unknown[] = [],
): Promise<ReturnType<typeof Object>[]> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    return (await client.query(text, values)).rows.map((row) => Object(row));
  } finally {
    await client.end();
  }
}
