import { isJsonObject, type JsonObject } from '../kernel/strict-json.ts';
import type { CredentialType } from '../kernel/vocabulary.ts';
import { type TypeClaim, typeClaims } from './type-claims.ts';
import { isIntegrityOf } from './type-document.ts';

/** Codes, never values. */
export type TypeProblem = 'vct#integrity' | `missing:${string}`;

/** What must stand in the signed payload itself. Of what the holder discloses nothing is missing when it is not shown. */
const required: ReadonlyMap<string, readonly TypeClaim['path'][]> = new Map(
  Object.entries(typeClaims).map(([type, claims]) => [
    type,
    claims.filter(({ sd, mandatory }) => mandatory && sd === 'never').map(({ path }) => path),
  ]),
);

/** What of a credential contradicts the metadata of its type, by our own copy of it: nothing is fetched. */
export function problemOfType(payload: JsonObject, type: CredentialType): TypeProblem | undefined {
  const integrity = payload['vct#integrity'];
  if (integrity !== undefined && (typeof integrity !== 'string' || !isIntegrityOf(type, integrity)))
    return 'vct#integrity';
  const missing = required.get(type)?.find((path) => !isPresent(payload, path, 0));
  return missing && `missing:/${missing.map((name) => name ?? '*').join('/')}`;
}

/** For every element of an array, of which there must be one (SD-JWT VC, section "Claim Path"). */
function isPresent(value: unknown, path: TypeClaim['path'], depth: number): boolean {
  const name = path[depth];
  if (name === undefined) return value !== undefined;
  if (name === null)
    return (
      Array.isArray(value) && value.length > 0 && value.every((each) => isPresent(each, path, depth + 1))
    );
  return isJsonObject(value) && isPresent(value[name], path, depth + 1);
}
