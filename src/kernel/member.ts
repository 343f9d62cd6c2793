import type { Caller, Member } from './caller.ts';
import { Fault } from './fault.ts';

/** The guard lets in members of organisations alone where an operation names such roles. */
export function memberOf(caller: Caller): Member {
  if (caller.kind === 'client' || caller.kind === 'officer') return caller;
  throw new Fault('not-found');
}
