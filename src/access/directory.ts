import type { KeyObject } from 'node:crypto';
import type { CallerOrganisation, Role } from '../kernel/caller.ts';
import { algorithmOf, importPublicKey, type PublicJwk } from '../kernel/jwk.ts';
import { createLru } from '../kernel/lru.ts';
import type { SignatureAlgorithm } from '../kernel/ports.ts';
import {
  type Client,
  callerOrganisation,
  type OfficerRegistration,
  type Organisation,
} from './organisation.ts';

/** Who may sign: a registered key and the one algorithm that it serves. */
export interface BearerKey {
  readonly kid: string;
  readonly key: KeyObject;
  readonly algorithm: SignatureAlgorithm;
}

export interface ActiveClient {
  readonly id: string;
  readonly organisation: CallerOrganisation;
  readonly roles: readonly Role[];
  readonly key: BearerKey;
}

export interface ActiveOfficer extends ActiveClient {
  /** The natural person: two registrations of one are not two people. */
  readonly personId: string;
}

/** Everybody who may call at this moment. Who has ended, or whose organisation has, is not in it. */
export interface Directory {
  client(id: string): ActiveClient | undefined;
  officer(id: string): ActiveOfficer | undefined;
}

interface ActiveRows {
  readonly organisations: readonly Organisation[];
  readonly clients: readonly Client[];
  readonly officers: readonly OfficerRegistration[];
}

/** Keys imported and kept; more than any node will have members for long. */
const keysKept = 20_000;

/** Built anew with every change. Keys stay what they are, and importing one costs as much as a signature: they are kept between. */
export function createDirectoryBuilder(): (rows: ActiveRows) => Directory {
  const keys = createLru<BearerKey>(keysKept);

  function keyOf(kid: string, jwk: PublicJwk): BearerKey | undefined {
    const known = keys.get(kid);
    if (known) return known;
    const key = importPublicKey(jwk);
    if (!key) return undefined;
    const made = { kid, key, algorithm: algorithmOf(jwk) };
    keys.set(kid, made);
    return made;
  }

  return ({ organisations, clients, officers }) => {
    const byId = new Map(organisations.map((one) => [one.id, callerOrganisation(one)]));
    const entryOf = ({ id, roles, ...member }: Client | OfficerRegistration): ActiveClient | undefined => {
      const organisation = byId.get(member.organisationId);
      const key = keyOf(member.thumbprint, member.publicJwk);
      return organisation && key && { id, organisation, roles, key };
    };
    const activeClients = new Map<string, ActiveClient>();
    for (const client of clients) {
      const entry = entryOf(client);
      if (entry) activeClients.set(client.id, entry);
    }
    const activeOfficers = new Map<string, ActiveOfficer>();
    for (const officer of officers) {
      const entry = entryOf(officer);
      if (entry) activeOfficers.set(officer.id, { ...entry, personId: officer.personId });
    }
    return { client: (id) => activeClients.get(id), officer: (id) => activeOfficers.get(id) };
  };
}
