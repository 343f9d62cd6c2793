import { X509Certificate } from 'node:crypto';
import type { DigitalIdentity, TrustedEntity } from './lote.schema.ts';

/** The certificates of authorities that the first service of the node names; undefined when one of them is none. */
export function certificatesOf({ TrustedEntityServices: services }: TrustedEntity): string[] | undefined {
  const certificates = certificatesIn(services[0]?.ServiceInformation.ServiceDigitalIdentity);
  return certificates.every(isAuthority) ? certificates : undefined;
}

export function certificatesIn(identity: DigitalIdentity | undefined): string[] {
  return (identity?.X509Certificates ?? []).map(({ val }) => val);
}

/** RFC 4648 section 4 in its one canonical spelling, a certificate and nothing behind it, and one that may certify others. */
function isAuthority(text: string): boolean {
  const der = Buffer.from(text, 'base64');
  if (der.toString('base64') !== text) return false;
  try {
    const certificate = new X509Certificate(der);
    return certificate.ca && Buffer.compare(certificate.raw, der) === 0;
  } catch {
    return false;
  }
}
