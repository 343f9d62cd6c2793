/** The two sides of the boundary, by the codes of the catalogue. Shenzhen has no ISO 3166-2 code of its own. */
export const jurisdictions = ['HK', 'CN-SZ'] as const;
export type Jurisdiction = (typeof jurisdictions)[number];

export function otherSide(side: Jurisdiction): Jurisdiction {
  return side === 'HK' ? 'CN-SZ' : 'HK';
}
