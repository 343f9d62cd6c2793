import type pg from 'pg';
import type { Role } from '../../src/kernel/caller.ts';
import {
  type Bearer,
  clientToken,
  officerToken,
  registerClient,
  registerOfficer,
  registerOrganisation,
} from '../access/access-node.ts';
import type { TestNode } from '../support/border.ts';

/** Who opens and decides a disclosure case in Hong Kong. */
export interface CasePeople {
  /** Of a regulator of Shenzhen that is registered in the nine cities: two officers, and a program. */
  readonly opener: string;
  readonly colleague: string;
  readonly program: string;
  /** An examiner of another regulator of Shenzhen. */
  readonly stranger: string;
  /** Of the same side as the stranger, but registered outside the Greater Bay Area. */
  readonly farAway: string;
  /** The very person who opens, registered in Hong Kong too. */
  readonly openerHere: string;
  readonly examiner: string;
  /** The examiner, as the privacy officer of the node as well. */
  readonly examinerAgain: string;
  readonly privacy: string;
  readonly registrarPrivacy: string;
  readonly recogniserPrivacy: string;
}

export async function casePeople(at: TestNode, owner: pg.Client): Promise<CasePeople> {
  const { app, contexts, origin, api, register } = at;
  const node = { app, clock: contexts.clock, node: contexts.configuration.node, origin };
  const operator = await api.clientToken(register.operator);
  type Plan = Parameters<typeof registerOrganisation>[2];
  async function office(plan: Plan, role: Role) {
    const organisation = await registerOrganisation(node, operator, plan);
    const client = await registerClient(node, operator, organisation, []);
    const register = (personId?: string) => registerOfficer(node, operator, organisation, [role], personId);
    return { organisation, register, tokenOf: (officer: Bearer) => officerToken(node, client, officer) };
  }
  const personOf = async ({ id }: Bearer): Promise<string> => {
    const { rows } = await owner.query('select person_id from officers where id = $1', [id]);
    return String(rows[0]?.person_id);
  };
  const regulator = { kind: 'regulator', purposes: ['supervision'] } as const;
  const across = { ...regulator, jurisdiction: 'CN-SZ', registeredPlace: 'GBA-MAINLAND' } as const;
  const guard = (kind: Plan['kind'], authority?: string): Plan => ({
    kind,
    purposes: ['privacy'],
    ...(authority !== undefined && { authority }),
  });
  const theirs = await office(across, 'regulator');
  const others = await office(across, 'regulator');
  const far = await office({ ...across, registeredPlace: 'MAINLAND-OTHER' }, 'regulator');
  const ours = await office(regulator, 'regulator');
  const privacy = await office(guard('node-operator'), 'privacy-officer');
  const registrar = await office(guard('authority', 'demo-hk-registrar'), 'privacy-officer');
  const recogniser = await office(guard('recognition-authority', 'demo-hk-recognition'), 'privacy-officer');
  const opener = await theirs.register();
  const examiner = await ours.register();
  const program = await registerClient(node, operator, theirs.organisation, ['regulator']);
  return {
    opener: await theirs.tokenOf(opener),
    colleague: await theirs.tokenOf(await theirs.register()),
    program: await clientToken(node, program),
    stranger: await others.tokenOf(await others.register()),
    farAway: await far.tokenOf(await far.register()),
    openerHere: await ours.tokenOf(await ours.register(await personOf(opener))),
    examiner: await ours.tokenOf(examiner),
    examinerAgain: await privacy.tokenOf(await privacy.register(await personOf(examiner))),
    privacy: await privacy.tokenOf(await privacy.register()),
    registrarPrivacy: await registrar.tokenOf(await registrar.register()),
    recogniserPrivacy: await recogniser.tokenOf(await recogniser.register()),
  };
}
