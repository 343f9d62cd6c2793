/**
 * Claims that must stand in the signed payload itself, as a tree of names. Where a claim `end`s, all
 * that lies below it belongs to it.
 */
export interface DisclosureRule {
  readonly end: boolean;
  readonly members: ReadonlyMap<string, DisclosureRule>;
}

/**
 * SD-JWT VC section 3.2.2.2 with sub-claims, and of this profile `iat`: which key and which mandate
 * count depends on it.
 */
const always = [
  '/iss',
  '/iat',
  '/nbf',
  '/exp',
  '/cnf',
  '/vct',
  '/vct#integrity',
  '/aka_vcts',
  '/status',
] as const;

/**
 * The rule for the claims that are never disclosable and those that the caller adds, as JSON pointers
 * in which `*` stands for any element of an array: `/record`, `/conditions` with `*` and `code` below it.
 * Neither the claim, nor anything that contains it, nor anything in it may come from a disclosure.
 */
export function neverDisclosable(pointers: readonly string[] = []): DisclosureRule {
  const root: Branch = { end: false, members: new Map() };
  for (const pointer of [...always, ...pointers]) {
    let branch = root;
    for (const token of pointer.split('/').slice(1)) {
      const next = branch.members.get(token) ?? { end: false, members: new Map() };
      branch.members.set(token, next);
      branch = next;
    }
    branch.end = true;
  }
  return root;
}

interface Branch {
  end: boolean;
  readonly members: Map<string, Branch>;
}

/** The rule for what stands under this name, `*` for an array's elements. */
export function ruleBelow(rule: DisclosureRule | undefined, name: string): DisclosureRule | undefined {
  return rule === undefined || rule.end ? rule : rule.members.get(name);
}
