import type { OutsideProblem } from './outside-chain.ts';
import type { PublishedKey } from './signing-key.ts';

export interface CertificateRequest {
  readonly key: PublishedKey;
  /** PKCS #10 as PEM. */
  readonly pem: string;
}

export type CertificateImport =
  | { readonly kind: 'imported'; readonly certified: readonly PublishedKey[]; readonly roots: number }
  /** Nothing was kept. `kid` is that of the key concerned, undefined where a certificate does not read or is for none of ours. */
  | {
      readonly kind: 'refused';
      readonly problem: OutsideProblem | 'no-certificate-of-ours';
      readonly kid: string | undefined;
    };

/** For certificates that somebody else makes, as it is outside a demonstration. */
export interface OutsideCertification {
  /** Every key that is to have a certificate, and until when it has one. */
  list(): readonly { readonly key: PublishedKey; readonly until: Date | undefined }[];
  /** For every key that has no certificate, or one that ends within a month; for every key that signs when `all`. */
  requests(options: { readonly all: boolean }): Promise<readonly CertificateRequest[]>;
  /**
   * Keeps what an outside authority sent: certificates of our keys with all above them, the root included, in any order. All or nothing.
   * The chains are used ten minutes later, when the other node has a trust list that names their root.
   */
  import(pem: string): Promise<CertificateImport>;
}
