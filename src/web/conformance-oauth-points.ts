/** How the points of OAuth are written down. */

export const kept = (
  specification: string,
  clause: string,
  point: string,
  ...[file, name]: readonly [file: string, name: string]
) => ({ specification, clause, point, state: 'kept', test: { file, name } }) as const;

export const left = (specification: string, clause: string, point: string, why: string) =>
  ({ specification, clause, point, state: 'left', why }) as const;
