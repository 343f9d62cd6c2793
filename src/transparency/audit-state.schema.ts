import { z } from 'zod';
import { jurisdictions } from '../kernel/jurisdiction.ts';
import { parseHash } from './checkpoint.ts';

const hash = z.string().transform((text, context) => {
  const bytes = parseHash(text);
  if (bytes === undefined) context.addIssue('not a hash of 32 octets in base64');
  return bytes ?? new Uint8Array();
});

/** What a monitor remembers of a log between two rounds, in a file of its own. */
export const auditStateFile = z.strictObject({
  schema: z.literal('wenjin.audit/1'),
  origin: z.string().min(1),
  size: z.int().min(0),
  root: hash,
  /** The head that was seen, as it was signed. */
  note: z.string(),
  /** Roots of the complete subtrees that the tree is made of, the largest first: where the next round goes on. */
  subtrees: z.array(hash).max(53),
  /** False where only tiles were read: the entries are still to be looked at. */
  entriesRead: z.boolean(),
  jurisdiction: z.enum(jurisdictions).nullable(),
  checkedAt: z.iso.datetime(),
});

/** One line of a file of openings. */
export const openingLine = z.strictObject({
  id: z.uuid(),
  salt: z.string(),
  payload: z.record(z.string(), z.unknown()),
});
