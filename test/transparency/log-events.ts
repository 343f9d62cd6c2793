import { randomUUID } from 'node:crypto';
import type { Act, DomainEvent } from '../../src/kernel/event.ts';
import { createEventLog, type EventLog } from '../../src/platform/events.store.ts';
import { createVault } from '../../src/vault/index.ts';
import { realClock, seededEntropy } from '../support/world.ts';

/** Events of a node that has nothing else. */

export const nodeOrigin = 'https://hk.wenjin.example';
const peer = { origin: 'https://sz.wenjin.example', jurisdiction: 'CN-SZ', anchors: [] } as const;
export const logNode = {
  origin: nodeOrigin,
  jurisdiction: 'HK',
  peer,
  demonstration: true,
  contact: 'query@hk.wenjin.example',
} as const;

export const someAct: Act = {
  by: { kind: 'rule', name: 'test' },
  role: 'operator',
  requestId: 'test',
  purpose: 'test',
};

export function someEvent(of: Partial<DomainEvent> = {}): DomainEvent {
  return {
    type: 'credential.issued',
    issuer: `${nodeOrigin}/authorities/hkib`,
    subjectId: null,
    objectType: 'credential',
    objectId: randomUUID(),
    ...of,
  };
}

/** Events sealed as those of a node are. */
export function eventsOf(seed: string): EventLog {
  const entropy = seededEntropy(seed);
  const vault = createVault({
    clock: realClock,
    entropy,
    masterKey: new Uint8Array(Buffer.alloc(32, 'log')),
    node: logNode,
  });
  return createEventLog({ clock: realClock, entropy, sealer: vault, nodeOrigin, jurisdiction: 'HK' });
}
