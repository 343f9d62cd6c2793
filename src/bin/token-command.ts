import fs from 'node:fs';
import path from 'node:path';
import { uuidV4 } from '../kernel/identifiers.ts';
import { NodeClient } from './demo-client.ts';
import { demoFolders } from './demo-folders.ts';
import { demoPlaces } from './demo-nodes.ts';
import { readRegister, registerFileOf } from './demo-register.ts';
import { entropy } from './world.ts';

export interface TokenSettings {
  readonly node: string | undefined;
  readonly as: string;
  readonly officer: string | undefined;
  readonly data: string | undefined;
}

/** `wenjin token`: prints an access token of the demonstration. @throws Error when there is none to be had */
export async function tokenCommand(values: TokenSettings): Promise<number> {
  const place = demoPlaces.find(({ name }) => name === values.node);
  if (!place) throw new Error('--node is hk or sz.');
  const { demonstration: folder } = demoFolders(values.data);
  const register = readRegister(registerFileOf(folder, place.name));
  const organisation = register?.organisations[values.as];
  if (!organisation)
    throw new Error(
      `The demonstration has no organisation ${values.as} on that side. Has \`npm start\` run?`,
    );
  const port = fs.existsSync(path.join(folder, 'ports.json')) ? portOf(folder, place.name) : place.port;
  const api = new NodeClient({
    baseUrl: `http://127.0.0.1:${String(port)}`,
    origin: place.origin,
    nextId: () => uuidV4(entropy),
  });
  const officer = values.officer === undefined ? undefined : organisation.officers[values.officer];
  if (values.officer !== undefined && !officer)
    throw new Error(
      `There is no officer ${values.officer}: ${Object.keys(organisation.officers).join(', ')}.`,
    );
  const got = officer
    ? await api.officerToken(organisation.client, officer)
    : await api.clientToken(organisation.client);
  process.stdout.write(`${got}\n`);
  return 0;
}

function portOf(folder: string, name: string): number {
  const ports: unknown = JSON.parse(fs.readFileSync(path.join(folder, 'ports.json'), 'utf8'));
  const entries = Object.entries(typeof ports === 'object' && ports !== null ? ports : {});
  return Number(entries.find(([key]) => key === name)?.[1] ?? 0);
}
