import type { AgreementDocument } from './agreement.ts';
import { agreementDocument } from './agreement.schema.ts';
import demo1 from './data/demo-1.json' with { type: 'json' };

/** The agreement of the demonstration. Fictional: no real body has agreed these rows, and the document says so under both signatures. */
export function demonstrationAgreement({
  parties,
  inForceFrom,
}: Pick<AgreementDocument, 'parties' | 'inForceFrom'>): AgreementDocument {
  return agreementDocument.parse({ ...demo1, parties, inForceFrom });
}
