import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import { auditStateFile } from './audit-state.schema.ts';
import { encodeBase64 } from './base64.ts';
import { sameHash } from './merkle.ts';
import { createRootStack } from './root-stack.ts';

/** The last head of a log that was found good, and what is needed to go on from it without beginning again. */
export interface AuditState {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: string;
  readonly subtrees: readonly Uint8Array[];
  readonly entriesRead: boolean;
  readonly jurisdiction: Jurisdiction | null;
  readonly checkedAt: string;
}

/** @throws Error for a text that no state has, or whose subtrees do not make its root: it was changed, and nothing can be said by it. */
export function parseAuditState(text: string): AuditState {
  const { schema: _, ...state } = auditStateFile.parse(JSON.parse(text));
  if (sameHash(createRootStack(state.size, state.subtrees).root(), state.root)) return state;
  throw new Error('The subtrees of the state do not make its root.');
}

export function formatAuditState({ root, subtrees, ...state }: AuditState): string {
  const file = {
    schema: 'wenjin.audit/1',
    ...state,
    root: encodeBase64(root),
    subtrees: subtrees.map(encodeBase64),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
