import { configurationFrom } from '../platform/configuration.ts';
import { openContexts } from './node-process.ts';

/**
 * Makes the keys of a node that has none yet, begins its log, and prints the thumbprint of the key that signs its trust list: what the operator of the
 * other node sets as WENJIN_PEER_ANCHORS. Nothing else goes to standard output. Safe to run again.
 */

const { contexts, close } = openContexts(configurationFrom({ ...process.env, WENJIN_LOG_LEVEL: 'silent' }));
try {
  await contexts.keys.ensureNodeKeys();
  await contexts.transparency.ensureGenesis();
  console.log(contexts.keys.signer('trust-list').kid);
} finally {
  await close();
}
