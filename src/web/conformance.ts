/** What a specification asks, and whether it is done here: each kept point names the test that shows it. */
export type NormativePoint = {
  readonly specification: string;
  readonly clause: string;
  /** What is asked, in one line. */
  readonly point: string;
} & (
  | { readonly state: 'kept'; readonly test: { readonly file: string; readonly name: string } }
  | { readonly state: 'left'; readonly why: string }
);

export function kept(
  specification: string,
  clause: string,
  point: string,
  ...[file, name]: readonly [file: string, name: string]
): NormativePoint {
  return { specification, clause, point, state: 'kept', test: { file, name } };
}

export function left(specification: string, clause: string, point: string, why: string): NormativePoint {
  return { specification, clause, point, state: 'left', why };
}
