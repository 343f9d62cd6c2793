import type { Reader } from '../platform/database.ts';
import type { WalletDependencies } from './dependencies.ts';
import { type ConfigurationId, typeOfConfiguration } from './vocabulary.ts';

/** Where a credential comes from that is there, or may still come. */
export type DatasetSource =
  | { readonly kind: 'ready'; readonly subjectId: string; readonly credentialId: string }
  /** Two people have still to decide. */
  | { readonly kind: 'waiting'; readonly subjectId: string; readonly applicationId: string };

/** A Credential Dataset (OpenID4VCI 1.0 section 3.3.3): one award, or one recognition from its application on, the same through all renewals. */
export interface Dataset {
  readonly id: string;
  readonly source: DatasetSource;
}

/** More than anybody has; a token response says them all. */
const datasetsMost = 50;

/** All of one type that can be issued to a person who signed in: the newest that is in force first, and what is still to be decided last. */
export async function datasetsOf(
  { credentials, recognition }: Pick<WalletDependencies, 'credentials' | 'recognition'>,
  reader: Reader,
  of: { readonly authority: string; readonly subjectId: string; readonly configuration: ConfigurationId },
): Promise<readonly Dataset[]> {
  const { authority, subjectId, configuration } = of;
  const person = { authority, subjectId };
  const vct = typeOfConfiguration[configuration];
  const ready = (await credentials.wallets.inForce(reader, { ...person, vct })).map(
    ({ id, dataset }): Dataset => ({
      id: dataset,
      source: { kind: 'ready', subjectId, credentialId: id },
    }),
  );
  if (configuration !== 'qualification-recognition') return ready.slice(0, datasetsMost);
  const waiting = (await recognition.wallets.waiting(reader, person)).map(
    ({ id }): Dataset => ({ id, source: { kind: 'waiting', subjectId, applicationId: id } }),
  );
  return [...ready, ...waiting].slice(0, datasetsMost);
}
