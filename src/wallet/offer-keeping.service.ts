import { encodeBase64url } from '../kernel/base64url.ts';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import { sha256 } from '../kernel/digest.ts';
import { addSeconds } from '../kernel/instants.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { WalletDependencies } from './dependencies.ts';
import { type OfferGrant, txCodeOf } from './offer.ts';
import { type OfferSecrets, offerSecrets } from './offer-secrets.schema.ts';
import { insertOffer, type OfferRow } from './offers.store.ts';

export interface OfferTerms {
  readonly grants: readonly OfferGrant[];
  readonly validHours: number;
}

type Kept = Omit<
  OfferRow,
  'secretsSealed' | 'handleDigest' | 'createdAt' | 'expiresAt' | 'redeemedAt' | 'revokedAt'
> & { readonly terms: OfferTerms };

/** A transaction code goes with every code that is good for whoever holds it. */
export async function keep(
  tx: Transaction,
  deps: WalletDependencies,
  { terms, ...of }: Kept,
): Promise<OfferRow> {
  const { clock, entropy, signin, vault } = deps;
  const createdAt = clock.now();
  const expiresAt = addSeconds(createdAt, terms.validHours * 3_600);
  const offered = { offerId: of.id, authority: of.authority, configurations: [of.configuration], expiresAt };
  const preAuthorized = terms.grants.includes('pre-authorized_code');
  const txCode = preAuthorized ? drawTxCode(entropy) : null;
  const secrets: OfferSecrets = {
    handle: encodeBase64url(entropy.bytes(32)),
    txCode,
    code: txCode === null ? null : await signin.offerCode(tx, { ...offered, txCode }),
    issuerState: terms.grants.includes('authorization_code')
      ? await signin.issuerState(tx, { ...offered, subjectId: of.subjectId })
      : null,
  };
  const row = {
    ...of,
    secretsSealed: await vault.seal(tx, null, canonicalBytes({ ...secrets }), secretsContext(of.id)),
    handleDigest: sha256(secrets.handle),
    createdAt,
    expiresAt,
  };
  await insertOffer(tx, row);
  return { ...row, redeemedAt: null, revokedAt: null };
}

function drawTxCode(entropy: WalletDependencies['entropy']): string {
  for (;;) {
    const code = txCodeOf(entropy.bytes(16));
    if (code !== undefined) return code;
  }
}

const secretsContext = (id: string): string => `credential-offer:${id}`;

export async function openSecrets(
  reader: Reader,
  { vault }: Pick<WalletDependencies, 'vault'>,
  { id, secretsSealed }: OfferRow,
): Promise<OfferSecrets> {
  const plain = await vault.open(reader, null, secretsSealed, secretsContext(id));
  const read = plain && parseStrictObject(plain);
  if (!read?.ok) throw new Error(`the secrets of offer ${id} do not read`);
  return offerSecrets.parse(read.value);
}
