import { buildApp } from '../app.ts';
import { contractOf } from '../platform/contract.ts';
import { configurationFrom } from '../platform/configuration.ts';
import { openContexts } from './node-process.ts';

/** Neither is called nor connected to: the contract is the same for every node. */
const anyNode = {
  WENJIN_JURISDICTION: 'HK',
  WENJIN_ORIGIN: 'https://hk.wenjin.example',
  WENJIN_PEER_ORIGIN: 'https://sz.wenjin.example',
  WENJIN_CONTACT: 'query@hk.wenjin.example',
  WENJIN_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  WENJIN_LOG_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  WENJIN_MASTER_KEY: 'A'.repeat(43),
  WENJIN_LOG_LEVEL: 'silent',
};

/** The OpenAPI document of everything that is mounted, as it is committed. */
export async function contractText(): Promise<string> {
  const { contexts, close } = openContexts(configurationFrom(anyNode));
  const { app, router } = await buildApp(contexts, {
    requestId: () => 'none',
    isReady: () => Promise.resolve(true),
  });
  const document = contractOf(app, router.operations);
  await app.close();
  await close();
  return `${JSON.stringify(document, null, 2)}\n`;
}
