/** A list is signed anew this long before it grows stale, even if nothing has changed. */
export const republishSeconds = 12 * 3600;

/** After this the list says nothing any more: `fresh` is false, and what rests on it is INCONCLUSIVE. */
export const validSeconds = 24 * 3600;

/** Of the compact JWS, in characters. */
export const trustListBytesMax = 4_194_304;
