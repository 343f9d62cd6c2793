import { z } from 'zod';
import { localised } from '../platform/fields.schema.ts';
import { witnessStandings } from './log-standing.ts';

const base64Hash = z.string().meta({ description: '32 octets, base64.' });
const seconds = z.int().min(0);

export const noteText = z.string().meta({
  description: 'A signed note (C2SP signed-note) whose text is a checkpoint (C2SP tlog-checkpoint).',
});
export const plainText = z.string();
export const octets = z.string().meta({ format: 'binary' });
export const addCheckpointBody = z.string().min(1).meta({
  description: '`old N`, the consistency proof in lines of base64, an empty line, the checkpoint.',
});

export const tileParams = z.strictObject({ '*': z.string().max(200) });
export const witnessedParams = z.strictObject({ log: z.string().max(200) });

export const blockedLog = z
  .object({
    entry: z.uuid(),
    fault: z.string().meta({ description: 'In which member of the entry, or in what else.' }),
    recordedAt: z.iso.datetime(),
    remedy: localised,
  })
  .meta({
    id: 'BlockedLog',
    description:
      'An event that is no entry of the log. It is neither left out nor passed over: those behind it wait.',
  });

const ownLogHealth = z
  .object({
    origin: z.string(),
    size: z.int(),
    root: base64Hash,
    checkpointAgeSeconds: seconds.nullable(),
    cosignatureAgeSeconds: seconds.nullable(),
    backlog: z.int().meta({ description: 'Events that have no place in the tree yet.' }),
    oldestPendingSeconds: seconds.nullable(),
    blocked: blockedLog.nullable(),
    witness: z.enum(witnessStandings).meta({
      description:
        '`pending`: the newest head waits for its cosignature; `alarm`: for a minute or more; `frozen`: no head is signed until a person has looked.',
    }),
    frozenBecause: z.string().nullable(),
  })
  .meta({ id: 'OwnLogHealth' });

const peerLogHealth = z
  .object({
    origin: z.string(),
    size: z.int(),
    root: base64Hash,
    seenAt: z.iso.datetime(),
    source: z.string(),
  })
  .meta({ id: 'PeerLogHealth' });

export const logHealth = z
  .object({ own: ownLogHealth, peer: peerLogHealth.nullable() })
  .meta({ id: 'LogHealth' });
