import { sha256Base64url } from '../kernel/digest.ts';
import type { EvidenceItem, EvidenceType } from './application.ts';
import type { PresentedBridging, PresentedHome } from './presentation.ts';

/** Makes the items of one request, all observed at one instant. */
export interface ItemMaker {
  readonly newId: () => string;
  readonly observedAt: Date;
}

export function evidenceItem(
  { newId, observedAt }: ItemMaker,
  of: { readonly type: EvidenceType; readonly source: string; readonly content: Uint8Array },
): EvidenceItem {
  return { ...of, id: newId(), digest: sha256Base64url(of.content), observedAt };
}

/** What the issuer signed, and the holder's proof for this request. The disclosures are not here: they go to the vault. */
export function presentedItems(
  maker: ItemMaker,
  type: 'home-attestation' | 'bridging-result',
  { issuer, issuerJwt, keyBindingJwt, holder }: PresentedHome | PresentedBridging,
): readonly EvidenceItem[] {
  return [
    evidenceItem(maker, { type, source: issuer, content: ascii(issuerJwt) }),
    evidenceItem(maker, {
      type: 'key-binding',
      source: `holder:${holder.thumbprint}`,
      content: ascii(keyBindingJwt),
    }),
  ];
}

export function ascii(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}
