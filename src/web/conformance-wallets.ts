import { kept as keptWith, type NormativePoint } from './conformance.ts';

export { left } from './conformance.ts';

export const issuance = 'OpenID4VCI 1.0';
export const haip = 'HAIP 1.0';

/** `file` in `test/wallet`. */
export function kept(
  specification: string,
  clause: string,
  point: string,
  ...[file, name]: readonly [file: string, name: string]
): NormativePoint {
  return keptWith(specification, clause, point, `test/wallet/${file}.test.ts`, name);
}
