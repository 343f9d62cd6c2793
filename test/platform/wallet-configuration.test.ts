import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { configurationFrom } from '../../src/platform/configuration.ts';
import { softwareSigner } from '../kernel/software-signer.ts';

const variables = {
  WENJIN_JURISDICTION: 'HK',
  WENJIN_ORIGIN: 'https://hk.wenjin.example',
  WENJIN_PEER_ORIGIN: 'https://sz.wenjin.example',
  WENJIN_CONTACT: 'query@hk.wenjin.example',
  WENJIN_DATABASE_URL: 'postgres://a',
  WENJIN_LOG_DATABASE_URL: 'postgres://b',
  WENJIN_MASTER_KEY: Buffer.alloc(32, 1).toString('base64url'),
};
const secret = 'a-secret-of-the-provider';
const provider = {
  issuer: 'https://login.example',
  clientId: 'wenjin',
  name: { en: 'Login', zhHant: '登入', zhHans: '登录' },
  clientSecret: secret,
};
const { clientSecret: _, ...withoutSecret } = provider;

const configured = (more: Record<string, string>) => configurationFrom({ ...variables, ...more });

describe('the provider that people sign in with', () => {
  test('is nobody, unless it is named', () => {
    expect(configured({})).toMatchObject({ signIn: undefined, haip: false, walletAttesters: [] });
  });

  test('is named by JSON, or by a file with it', () => {
    expect(configured({ WENJIN_SIGN_IN: JSON.stringify(provider) }).signIn).toEqual(provider);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'wenjin-sign-in-'));
    try {
      const file = path.join(folder, 'provider.json');
      writeFileSync(file, JSON.stringify(provider));
      expect(configured({ WENJIN_SIGN_IN: file }).signIn).toEqual(provider);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.each<[string, string]>([
    ['without https', JSON.stringify({ ...provider, issuer: 'http://login.example' })],
    ['with a query', JSON.stringify({ ...provider, issuer: 'https://login.example/?a' })],
    ['with neither key nor secret', JSON.stringify(withoutSecret)],
    ['with a member that is not known', JSON.stringify({ ...provider, scope: 'all' })],
    ['in half a document', `{"clientSecret":"${secret}"`],
    ['in a file that is not there', '/nowhere/at/all.json'],
  ])('is refused %s, and its secret is not said', (_name, text) => {
    const made = () => configured({ WENJIN_SIGN_IN: text });
    expect(made).toThrow(/WENJIN_SIGN_IN/);
    expect(made).not.toThrow(new RegExp(secret));
  });
});

test('who vouches for wallets is named with keys', () => {
  const attesters = [{ issuer: 'https://attester.example', keys: [softwareSigner().jwk] }];
  const made = configured({
    WENJIN_WALLET_ATTESTERS: JSON.stringify(attesters),
    WENJIN_WALLET_ATTESTATION: 'required',
    WENJIN_HAIP: 'true',
  });
  expect(made).toMatchObject({ walletAttesters: attesters, walletAttestationRequired: true, haip: true });
  expect(() => configured({ WENJIN_WALLET_ATTESTERS: '{}' })).toThrow(/WENJIN_WALLET_ATTESTERS/);
});
