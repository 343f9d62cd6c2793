import { isJsonObject } from '../../src/kernel/strict-json.ts';

export type Path = readonly (string | number)[];

/** The same document with what stands at a path changed; a member that becomes undefined is none once it is written. */
export function changed(
  document: unknown,
  [step, ...rest]: Path,
  change: (value: unknown) => unknown,
): unknown {
  if (step === undefined) return change(document);
  if (Array.isArray(document))
    return document.map((item: unknown, index) => (index === step ? changed(item, rest, change) : item));
  if (!isJsonObject(document)) throw new Error(`There is nothing at ${String(step)}.`);
  return { ...document, [step]: changed(document[step], rest, change) };
}

export const scheme: Path = ['LoTE', 'ListAndSchemeInformation'];
export const entities: Path = ['LoTE', 'TrustedEntitiesList'];

export function serviceAt(entity: number, service: number): Path {
  return [...entities, entity, 'TrustedEntityServices', service];
}
