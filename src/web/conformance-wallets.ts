import type { NormativePoint } from './conformance.ts';

export const issuance = 'OpenID4VCI 1.0';
export const haip = 'HAIP 1.0';

/** `file` in `test/wallet`. */
export function kept(
  specification: string,
  clause: string,
  point: string,
  ...[file, name]: readonly [file: string, name: string]
): NormativePoint {
  const test = { file: `test/wallet/${file}.test.ts`, name };
  return { specification, clause, point, state: 'kept', test };
}

export function left(specification: string, clause: string, point: string, why: string): NormativePoint {
  return { specification, clause, point, state: 'left', why };
}
