import { createServer, type Server } from 'node:http';
import Provider from 'oidc-provider';
import { newKeyPair } from '../../src/bin/demo-wallet.ts';

/** The OpenID provider that people sign in with: an implementation that is not ours, over real HTTP. */

export const upstreamIssuer = 'https://login.example';

export interface Upstream {
  readonly address: string;
  /** WENJIN_SIGN_IN of a node that signs people in with it. */
  readonly variable: string;
  /** Answers this path with this, until told otherwise: a provider that lies. */
  forge(path: string, answer: (() => Promise<unknown>) | undefined): void;
  stop(): Promise<void>;
}

export async function startUpstream(redirectUri: string): Promise<Upstream> {
  const client = await newKeyPair();
  const signing = await newKeyPair('upstream-1');
  const provider = new Provider(upstreamIssuer, {
    clients: [
      {
        client_id: 'wenjin',
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        id_token_signed_response_alg: 'ES256',
        jwks: { keys: [client.publicJwk] },
      },
    ],
    jwks: { keys: [{ ...signing.file.privateJwk, kid: 'upstream-1', alg: 'ES256', use: 'sig' }] },
    cookies: { keys: ['only a test'] },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 300 },
    features: { devInteractions: { enabled: true } },
  });
  provider.proxy = true;
  const serve = provider.callback();
  const forged = new Map<string, () => Promise<unknown>>();
  const server = createServer((request, response) => {
    const forgery = forged.get(String(request.url));
    // As behind a proxy that ends TLS.
    request.headers['x-forwarded-proto'] = 'https';
    if (!forgery) {
      serve(request, response);
      return;
    }
    forgery().then(
      (body) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(body));
      },
      () => {
        request.socket.destroy();
      },
    );
  });
  const port = await listening(server);
  return {
    address: `http://127.0.0.1:${String(port)}`,
    variable: JSON.stringify({
      issuer: upstreamIssuer,
      clientId: 'wenjin',
      name: { en: 'Example Login', zhHant: '示範登入', zhHans: '示范登录' },
      privateJwk: client.file.privateJwk,
    }),
    forge(path, answer) {
      if (answer) forged.set(path, answer);
      else forged.delete(path);
    },
    stop: () =>
      new Promise((fulfil) => {
        server.closeAllConnections();
        server.close(() => {
          fulfil();
        });
      }),
  };
}

function listening(server: Server): Promise<number> {
  return new Promise((fulfil) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      fulfil(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
