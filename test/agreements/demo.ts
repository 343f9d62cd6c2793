import { demonstrationAgreement } from '../../src/agreements/index.ts';
import { documentBytes, type AgreementVersion } from '../../src/agreements/agreement.ts';
import { sha256Base64url } from '../../src/kernel/digest.ts';

/** DEMO-1 as both nodes hold it once both have signed. */
export const document = demonstrationAgreement({
  parties: [
    { jurisdiction: 'HK', origin: 'https://hk.wenjin.example', authority: 'demo-hk-recognition' },
    { jurisdiction: 'CN-SZ', origin: 'https://sz.wenjin.example', authority: 'demo-sz-recognition' },
  ],
  inForceFrom: '2026-01-01',
});

const signature = (jurisdiction: 'HK' | 'CN-SZ') => ({
  jurisdiction,
  kid: 'k'.repeat(43),
  protected: 'e30',
  signature: 'c2ln',
  signedAt: new Date('2026-01-01T00:00:00Z'),
  recordedAt: new Date('2026-01-01T00:00:00Z'),
});

export function versionOf(changes: Partial<AgreementVersion> = {}): AgreementVersion {
  const bytes = documentBytes(document);
  return {
    document,
    bytes,
    digest: sha256Base64url(bytes),
    signatures: [signature('HK'), signature('CN-SZ')],
    statements: [],
    receivedFrom: null,
    createdAt: new Date('2026-01-01T00:00:00Z'),
    ...changes,
  };
}
