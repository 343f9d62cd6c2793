import type { Access } from '../access/index.ts';
import type { Credentials } from '../credentials/index.ts';
import { rolesOf } from '../kernel/caller.ts';
import type { Recognition } from '../recognition/index.ts';
import type { Transparency } from '../transparency/index.ts';
import type { Signin } from '../signin/index.ts';
import type { WalletContext } from '../wallet/index.ts';
import type { RetentionPorts } from './dependencies.ts';

/** The contexts whose rows have an end. */
export interface RetentionContexts {
  readonly access: Access;
  readonly credentials: Credentials;
  readonly recognition: Recognition;
  readonly transparency: Transparency;
  readonly wallet: WalletContext;
  readonly signin: Pick<Signin, 'forget'>;
}

/** A regulator's look is for supervision; the privacy officer's for what their office is. */
export function retentionPorts({
  access,
  credentials,
  recognition,
  transparency,
  wallet,
  signin,
}: RetentionContexts): RetentionPorts {
  return {
    credentials: credentials.retention,
    applications: {
      ...recognition.retention,
      // Who was offered a credential and never took it up is kept as somebody whose application was closed.
      applications: async (reader, subjectIds) => [
        ...(await recognition.retention.applications(reader, subjectIds)),
        ...(await wallet.retention.offers(reader, subjectIds)),
      ],
    },
    async forgetSignIns(tx, subjectIds) {
      await signin.forget(tx, subjectIds);
      await wallet.forget(tx, subjectIds);
    },
    countAccessRecordsBefore: (reader, before) => access.history.countBefore(reader, before),
    positionsOf: (reader, entryIds) => transparency.positionsOf(reader, entryIds),
    recordLook: ({ caller, requestId, objectIds, kind }) =>
      access.records.write({
        kind: 'look-up',
        caller,
        requestId,
        purpose: rolesOf(caller).includes('regulator') ? 'supervision' : 'privacy',
        objectIds,
        result: kind,
        contentClass: 'pseudonymous',
      }),
  };
}
