import { peerTokenSeconds, signPeerToken } from '../access/index.ts';
import { configurationFrom } from '../platform/configuration.ts';
import { openContexts } from './node-process.ts';
import { clock } from './world.ts';

/**
 * Prints a token by which this node reads the entries of the other one's log, ten minutes good: what its monitor needs.
 * `WENJIN_LOG_TOKEN=$(node src/bin/peer-token.ts) wenjin log verify https://…/log --policy FILE`
 */

const { contexts, close } = openContexts(configurationFrom({ ...process.env, WENJIN_LOG_LEVEL: 'silent' }));
try {
  await contexts.start();
  const { origin, peer } = contexts.configuration.node;
  const between = { from: origin, to: peer.origin, at: clock.now() };
  console.log(await signPeerToken(between, contexts.keys.signer('notice')));
  console.error(`For ${peer.origin}, ${String(peerTokenSeconds / 60)} minutes good.`);
} finally {
  await contexts.stop();
  await close();
}
