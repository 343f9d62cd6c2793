import { z } from 'zod';

/** As `kernel/log-receipt.ts` has it. */
export const logReceipt = z
  .object({
    origin: z.string().meta({ description: 'Of the log; the first line of its checkpoints.' }),
    entryId: z.uuid(),
    leafHash: z.string().meta({ description: 'SHA-256 of 0x00 and the entry, in base64 as in a proof.' }),
    index: z.int().nullable().meta({ description: 'Null while it waits for its place.' }),
    state: z.enum(['pending', 'sequenced', 'cosigned']),
    proof: z.string().optional().meta({
      description: 'https://c2sp.org/tlog-proof@v1, where `Prefer: wait` asked for it and it came in time.',
    }),
  })
  .meta({ id: 'LogReceipt', description: 'Where an issuance stands in the transparency log.' });
