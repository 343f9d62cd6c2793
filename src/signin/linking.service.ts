import type { Claim } from '../kernel/claim.ts';
import type { Member } from '../kernel/caller.ts';
import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Transaction } from '../platform/database.ts';
import { removeUnfinishedOf } from './authorization.store.ts';
import type { SigninDependencies } from './dependencies.ts';
import { accountDigest } from './secrets.ts';
import { findLink, findLinkById, insertLink, removeLink, type SignInLink } from './sign-in-links.store.ts';
import type { WalletGrants } from './wallet-grants.service.ts';

export interface Account {
  readonly issuer: string;
  readonly subject: string;
}

/** Which account at the provider is which person of an authority. Faults: `not-found`, `sign-in-provider-unknown`, `sign-in-taken`, `subject-erased`, `subject-restricted`. */
export interface Linking {
  link(
    of: { readonly recordId: string; readonly account: Account },
    from: { readonly caller: Member; readonly claim: Claim<Transaction>; readonly act: Act },
  ): Promise<{ readonly status: number; readonly reference: string }>;
  /** For a caller that has a transaction and knows the person. Gives the link, also one that was there; undefined when the account is another's. */
  linkPerson(
    tx: Transaction,
    person: { readonly id: string; readonly authority: string; readonly subjectId: string },
    account: Account,
    act: Act,
  ): Promise<string | undefined>;
  get(id: string, caller: Member): Promise<SignInLink>;
  /** Whoever had the account may have let a wallet of theirs in: all that was granted to who signed in as this person ends with it. */
  unlink(id: string, caller: Member, act: Act): Promise<void>;
}

export function createLinking(
  deps: SigninDependencies & { readonly grants: Pick<WalletGrants, 'revokeOf'> },
): Linking {
  const { db, clock, events, node, key, people, signIn, vault, grants } = deps;
  const eventOf = (link: Pick<SignInLink, 'authority' | 'subjectId' | 'id'>) => ({
    issuer: issuerOf(node.origin, link.authority),
    subjectId: link.subjectId,
    objectType: 'sign-in',
    objectId: link.id,
  });
  const linkPerson: Linking['linkPerson'] = async (tx, person, account, act) => {
    const digest = accountDigest(key, account);
    const { authority } = person;
    const link = { ...person, account: digest, linkedAt: clock.now() };
    if (await insertLink(tx, link)) {
      await events.append(tx, act, { ...eventOf(link), type: 'sign-in.linked' });
      return link.id;
    }
    const known = await findLink(tx, { account: digest, authority });
    return known?.subjectId === person.subjectId ? known.id : undefined;
  };
  const get: Linking['get'] = async (id, caller) => {
    const link = await findLinkById(db, id);
    if (link?.authority !== caller.organisation.authority) throw new Fault('not-found');
    return link;
  };
  return {
    linkPerson,
    async link({ recordId, account }, { caller, claim, act }) {
      if (account.issuer !== signIn?.issuer)
        throw new Fault('sign-in-provider-unknown', {
          errors: [{ pointer: '/body/signIn/issuer', code: 'choice' }],
        });
      return db.transaction(async (tx) => {
        const record = await people.ofRecord(tx, recordId);
        if (record?.authority !== caller.organisation.authority) throw new Fault('not-found');
        // Locked, so that nobody is erased meanwhile: what is linked afterwards nothing would ever take away.
        const [subject] = await vault.lockSubjects(tx, [record.subjectId]);
        if (!subject || subject.erasedAt !== null) throw new Fault('subject-erased');
        if (subject.restrictedAt !== null) throw new Fault('subject-restricted');
        const person = { ...record, id: claim.id };
        const reference = await linkPerson(tx, person, account, act);
        if (reference === undefined) throw new Fault('sign-in-taken');
        const outcome = { status: 201, reference };
        await claim.record(tx, outcome);
        return outcome;
      });
    },
    get,
    async unlink(id, caller, act) {
      const link = await get(id, caller);
      await db.transaction(async (tx) => {
        // Locked, as by who signs in: they see that the link is gone, or are signed in by now and are signed out here.
        await vault.lockSubjects(tx, [link.subjectId]);
        if (!(await removeLink(tx, id))) throw new Fault('not-found');
        const grantIds = await removeUnfinishedOf(tx, link);
        await grants.revokeOf(tx, { ...link, grantIds }, { reasonCode: 'sign-in-unlinked', act });
        await events.append(tx, act, { ...eventOf(link), type: 'sign-in.unlinked' });
      });
    },
  };
}
