import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Purpose, Role } from '../kernel/caller.ts';
import { vct } from '../kernel/vocabulary.ts';
import type { KeyFile, NodeClient } from './demo-client.ts';
import type { DemoNode } from './demo-nodes.ts';
import { newKeyPair } from './demo-wallet.ts';

/** The organisations of the demonstration, registered over HTTP by the node's operator as real ones would be. All are invented. */

export interface DemoOrganisation {
  readonly id: string;
  readonly title: string;
  readonly client: KeyFile;
  readonly officers: Readonly<Record<string, KeyFile>>;
}

/** What the demonstration knows of one node between two starts. Private keys: the file is for its owner alone. */
export interface Register {
  readonly operator: KeyFile;
  readonly organisations: Readonly<Record<string, DemoOrganisation>>;
}

interface Plan {
  readonly key: string;
  readonly title: { readonly en: string; readonly zhHant: string; readonly zhHans: string };
  readonly kind: string;
  readonly purposes: readonly Purpose[];
  readonly authority?: string;
  readonly clientRoles: readonly Role[];
  readonly officers?: Readonly<Record<string, readonly Role[]>>;
  readonly mandates?: readonly {
    readonly action: 'attest' | 'recognise' | 'bridge';
    readonly vct: string;
    readonly qualifications: readonly string[];
  }[];
}

const text = (en: string, zhHant: string, zhHans: string) => ({ en, zhHant, zhHans });

/** Two who decide, and two who had no part in it, for an appeal against what the first two refused. */
const deciding = (side: string) =>
  Object.fromEntries(
    ['01', '02', '03', '04'].map((number) => [
      `${side}-${number}`,
      ['host-assessor', 'host-approver'] as const,
    ]),
  );

const plans: Readonly<Record<'hk' | 'sz', readonly Plan[]>> = {
  hk: [
    {
      key: 'registrar',
      title: text('Demo Hong Kong Registrar', '示範香港登記處', '示范香港登记处'),
      kind: 'authority',
      purposes: ['attestation', 'verification'],
      authority: 'demo-hk-registrar',
      clientRoles: ['home-registrar'],
      officers: { 'HK-REG-01': ['home-registrar'], 'HK-REG-02': ['home-registrar'] },
      mandates: [{ action: 'attest', vct: vct.homeAttestation, qualifications: ['hk-ecf-crm-core'] }],
    },
    {
      key: 'recogniser',
      title: text('Demo Hong Kong Recognition Office', '示範香港互認辦事處', '示范香港互认办事处'),
      kind: 'recognition-authority',
      purposes: ['recognition', 'verification'],
      authority: 'demo-hk-recognition',
      clientRoles: [],
      officers: deciding('HK'),
      mandates: [{ action: 'recognise', vct: vct.recognition, qualifications: ['hk-ecf-crm-core'] }],
    },
    {
      key: 'college',
      title: text('Demo Bridging College', '示範銜接課程學院', '示范衔接课程学院'),
      kind: 'bridging-provider',
      purposes: ['bridging'],
      authority: 'demo-bridging-college',
      clientRoles: ['bridging-provider'],
      mandates: [
        {
          action: 'bridge',
          vct: vct.bridgingResult,
          qualifications: ['hk-security-and-company-law', 'hk-ethics-and-conduct', 'bridging-assessment'],
        },
      ],
    },
    {
      key: 'bank',
      title: text('Example Bank HK', '示例銀行（香港）', '示例银行（香港）'),
      kind: 'bank',
      purposes: ['verification', 'recognition'],
      clientRoles: ['verifying-bank', 'hr-system'],
    },
    {
      key: 'committee',
      title: text(
        'Demo Joint Committee, Hong Kong side',
        '示範聯合委員會（香港方）',
        '示范联合委员会（香港方）',
      ),
      kind: 'joint-committee',
      purposes: ['agreement-making'],
      clientRoles: [],
      officers: { 'HK-JC-01': ['joint-committee'] },
    },
    {
      key: 'examiner',
      title: text('Demo Hong Kong Examiner', '示範香港監管機構', '示范香港监管机构'),
      kind: 'regulator',
      purposes: ['supervision', 'verification'],
      clientRoles: ['regulator'],
      officers: { 'HK-EX-01': ['regulator'] },
    },
  ],
  sz: [
    {
      key: 'registrar',
      title: text('Demo Shenzhen Registrar', '示範深圳登記處', '示范深圳登记处'),
      kind: 'authority',
      purposes: ['attestation', 'verification'],
      authority: 'demo-sz-registrar',
      clientRoles: ['home-registrar'],
      officers: { 'SZ-REG-01': ['home-registrar'], 'SZ-REG-02': ['home-registrar'] },
      mandates: [{ action: 'attest', vct: vct.homeAttestation, qualifications: ['cn-qcbp-im-cc'] }],
    },
    {
      key: 'recogniser',
      title: text('Demo Shenzhen Recognition Office', '示範深圳互認辦事處', '示范深圳互认办事处'),
      kind: 'recognition-authority',
      purposes: ['recognition', 'verification'],
      authority: 'demo-sz-recognition',
      clientRoles: [],
      officers: deciding('SZ'),
      mandates: [{ action: 'recognise', vct: vct.recognition, qualifications: ['cn-qcbp-im-cc'] }],
    },
    {
      key: 'bank',
      title: text('Example Bank SZ', '示例銀行（深圳）', '示例银行（深圳）'),
      kind: 'bank',
      purposes: ['verification', 'recognition'],
      clientRoles: ['verifying-bank', 'hr-system'],
    },
    {
      key: 'committee',
      title: text(
        'Demo Joint Committee, Shenzhen side',
        '示範聯合委員會（深圳方）',
        '示范联合委员会（深圳方）',
      ),
      kind: 'joint-committee',
      purposes: ['agreement-making'],
      clientRoles: [],
      officers: { 'SZ-JC-01': ['joint-committee'] },
    },
    {
      key: 'examiner',
      title: text('Demo Shenzhen Examiner', '示範深圳監管機構', '示范深圳监管机构'),
      kind: 'regulator',
      purposes: ['supervision', 'verification'],
      clientRoles: ['regulator'],
      officers: { 'SZ-EX-01': ['regulator'] },
    },
  ],
};

const made = z.object({ id: z.string() });

const keyFile = z.object({ id: z.string(), privateJwk: z.looseObject({}) });
const registerContent = z.object({
  operator: keyFile,
  organisations: z.record(
    z.string(),
    z.object({ id: z.string(), title: z.string(), client: keyFile, officers: z.record(z.string(), keyFile) }),
  ),
});

export function registerFileOf(folder: string, name: 'hk' | 'sz'): string {
  return path.join(folder, `${name}.register.json`);
}

export function readRegister(file: string): Register | undefined {
  if (!fs.existsSync(file)) return undefined;
  const register = registerContent.safeParse(JSON.parse(fs.readFileSync(file, 'utf8')));
  if (!register.success) throw new Error(`${file} is damaged; delete the folder it is in to begin anew`);
  return register.data;
}

function writeRegister(file: string, register: Register): void {
  fs.writeFileSync(`${file}.new`, JSON.stringify(register), { mode: 0o600 });
  fs.renameSync(`${file}.new`, file);
}

/** Registers what is not registered yet, one organisation after the other, and remembers each as soon as it is. */
export async function registerAll(
  node: DemoNode,
  client: NodeClient,
  file: string,
  operator: KeyFile,
): Promise<Register> {
  let register: Register = readRegister(file) ?? { operator, organisations: {} };
  writeRegister(file, register);
  for (const plan of plans[node.name]) {
    if (register.organisations[plan.key]) continue;
    const organisation = await registerOne(node, client, plan, await client.clientToken(register.operator));
    register = { ...register, organisations: { ...register.organisations, [plan.key]: organisation } };
    writeRegister(file, register);
  }
  return register;
}

async function registerOne(
  node: DemoNode,
  api: NodeClient,
  plan: Plan,
  token: string,
): Promise<DemoOrganisation> {
  const create = async (address: string, body: unknown): Promise<string> =>
    made.parse((await api.post(address, body, { token, expect: 201 })).body).id;
  if (plan.authority !== undefined) await registerAuthority(node, api, plan, plan.authority, token);
  const id = await create('/v1/organisations', {
    kind: plan.kind,
    names: plan.title,
    jurisdiction: node.jurisdiction,
    registeredPlace: node.jurisdiction === 'HK' ? 'HK' : 'GBA-MAINLAND',
    gbaEligible: true,
    contractFilingNumber: null,
    purposes: plan.purposes,
    authority: plan.authority ?? null,
  });
  const client = await newKeyPair();
  const clientId = await create(`/v1/organisations/${id}/clients`, {
    label: `${plan.title.en}: system`,
    roles: plan.clientRoles,
    publicJwk: client.publicJwk,
  });
  const officers: Record<string, KeyFile> = {};
  for (const [name, roles] of Object.entries(plan.officers ?? {})) {
    const key = await newKeyPair();
    const officerId = await create(`/v1/organisations/${id}/officers`, { roles, publicJwk: key.publicJwk });
    officers[name] = { id: officerId, privateJwk: key.file.privateJwk };
  }
  return { id, title: plan.title.en, client: { id: clientId, privateJwk: client.file.privateJwk }, officers };
}

/** Who may issue what, from when: the authority and its mandates go onto the node's trust list. */
async function registerAuthority(
  node: DemoNode,
  api: NodeClient,
  plan: Plan,
  slug: string,
  token: string,
): Promise<void> {
  await api.post(
    '/v1/authorities',
    { slug, kind: plan.kind, names: plan.title, contact: `${slug}@${new URL(node.origin).host}` },
    { token, expect: 201 },
  );
  for (const mandate of plan.mandates ?? [])
    await api.post(
      `/v1/authorities/${slug}/mandates`,
      {
        ...mandate,
        from: '2020-01-01T00:00:00Z',
        until: null,
        instrument: 'Demonstration mandate; no real instrument.',
      },
      { token, expect: 201 },
    );
}
