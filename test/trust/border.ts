import { type Outbound, OutboundFailure, type OutboundResponse } from '../../src/kernel/ports.ts';
import { vct } from '../../src/kernel/vocabulary.ts';
import type { MandateAction } from '../../src/trust/index.ts';
import { seededEntropy, type TestClock, testClock } from '../support/world.ts';
import { uuidV7 } from '../../src/kernel/identifiers.ts';
import { act, answerOf, identityOf, type Process, startNode, type TestNode } from '../keys/node.ts';

/** Two nodes with one clock, each on a database of its own, and a network between them that the test decides about. */
export interface Border {
  readonly clock: TestClock;
  readonly hk: TestNode;
  readonly sz: TestNode;
  /** What the Hong Kong node gets when it asks the Shenzhen node; the current list unless a test says otherwise. */
  network: { answer: () => Promise<OutboundResponse> };
  readonly asked: string[];
  close(): Promise<void>;
}

export async function startBorder(): Promise<Border> {
  const clock = testClock();
  const sz = await startNode('sz', { clock });
  const serve = async () => {
    const list = sz.trust.currentList();
    return list ? answerOf(list) : answerOf('', { status: 503 });
  };
  const network = { answer: serve };
  const asked: string[] = [];
  const outbound: Outbound = {
    request(url) {
      asked.push(url);
      return network.answer();
    },
  };
  const identity = identityOf('hk');
  const anchors = [sz.keys.signer('trust-list').kid];
  const node = { ...identity, peer: { ...identity.peer, anchors } };
  const hk = await startNode('hk', { clock, node, outbound });
  const close = async () => {
    await hk.close();
    await sz.close();
  };
  return { clock, hk, sz, network, asked, close };
}

export const unreachable = () => Promise.reject(new OutboundFailure('The network is down.'));

const entropy = seededEntropy('mandates');

export async function register(node: Process, slug: string): Promise<void> {
  const key = await node.keys.prepare({ purpose: 'credential', authority: slug, suite: 'ES256' });
  const names = { en: `Authority ${slug}`, zhHant: '機構', zhHans: '机构' };
  const contact = `${slug}@wenjin.example`;
  await node.db.transaction((tx) =>
    node.trust.registerAuthority(tx, { slug, kind: 'authority', names, contact, key }, act),
  );
}

interface Grant {
  readonly slug: string;
  readonly action?: MandateAction;
  readonly qualificationIds?: readonly string[];
  readonly validFrom?: Date;
  readonly validUntil?: Date | null;
}

export async function grant(node: Process, { slug, ...terms }: Grant): Promise<string> {
  const id = uuidV7(node.clock, entropy);
  await node.db.transaction((tx) =>
    node.trust.grantMandate(
      tx,
      {
        id,
        slug,
        action: 'attest',
        qualificationIds: ['cn-qcbp-im-cc'],
        validFrom: node.clock.now(),
        validUntil: null,
        instrument: 'An instrument of the test.',
        ...terms,
      },
      act,
    ),
  );
  return id;
}

export function end(node: Process, slug: string, id: string, at?: Date) {
  return node.db.transaction((tx) => node.trust.endMandate(tx, { slug, id, at, reason: 'Test.' }, act));
}

export async function publish(node: Process): Promise<string> {
  const publication = await node.trust.publishIfDue();
  if (publication.kind !== 'published') throw new Error(`nothing was published: ${publication.kind}`);
  return publication.version;
}

export async function rotateAnchor(node: Process, signFrom?: Date): Promise<string> {
  const prepared = await node.keys.prepare({ purpose: 'trust-list', authority: null, suite: 'ES256' });
  await node.db.transaction((tx) => node.keys.rotate(tx, { prepared, signFrom }, act));
  await node.keys.refresh();
  return prepared.kid;
}

export const homeAttestation = vct.homeAttestation;
