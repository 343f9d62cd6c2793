import { accessFaults } from './faults-access.ts';
import { agreementsFaults } from './faults-agreements.ts';
import { archiveFaults } from './faults-archive.ts';
import { auditFaults } from './faults-audit.ts';
import { catalogueFaults } from './faults-catalogue.ts';
import { credentialsFaults } from './faults-credentials.ts';
import { disclosureFaults } from './faults-disclosure.ts';
import { httpFaults } from './faults-http.ts';
import { keysFaults } from './faults-keys.ts';
import { noticesFaults } from './faults-notices.ts';
import { presentationFaults } from './faults-presentation.ts';
import { recognitionFaults } from './faults-recognition.ts';
import { retentionFaults } from './faults-retention.ts';
import { sharingFaults } from './faults-sharing.ts';
import { statusFaults } from './faults-status.ts';
import { transparencyFaults } from './faults-transparency.ts';
import { trustFaults } from './faults-trust.ts';
import { vaultFaults } from './faults-vault.ts';
import { verificationFaults } from './faults-verification.ts';
import { walletFaults } from './faults-wallet.ts';

/** Every refusal of the REST API: stable code, what it means, what to do next. `{name}` is filled from the fault. */
export const faults = {
  ...httpFaults,
  ...accessFaults,
  ...agreementsFaults,
  ...archiveFaults,
  ...catalogueFaults,
  ...credentialsFaults,
  ...keysFaults,
  ...noticesFaults,
  ...presentationFaults,
  ...recognitionFaults,
  ...retentionFaults,
  ...sharingFaults,
  ...statusFaults,
  ...transparencyFaults,
  ...trustFaults,
  ...vaultFaults,
  ...verificationFaults,
  ...walletFaults,
  ...auditFaults,
  ...disclosureFaults,
} as const;

export type FaultCode = keyof typeof faults;
