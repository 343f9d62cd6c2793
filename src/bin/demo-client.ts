import { importJWK, type JWK, SignJWT } from 'jose';
import { z } from 'zod';

/** How a system on either side calls a node: a token by private_key_jwt, then JSON over HTTP. */

export interface KeyFile {
  readonly id: string;
  readonly privateJwk: JWK;
}

const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });

export interface Called {
  readonly status: number;
  readonly body: unknown;
  readonly milliseconds: number;
  readonly headers: Headers;
}

export class RefusedCall extends Error {
  readonly called: Called;

  constructor(method: string, path: string, called: Called) {
    super(
      `${method} ${path} answered ${String(called.status)}: ${JSON.stringify(called.body ?? null).slice(0, 600)}`,
    );
    this.called = called;
  }
}

export class NodeClient {
  readonly #tokens = new Map<string, { token: string; until: number }>();
  /** Where the node listens. */
  readonly baseUrl: string;
  /** What it is called: the audience of every assertion. */
  readonly origin: string;
  readonly #nextId: () => string;

  constructor(options: { baseUrl: string; origin: string; nextId: () => string }) {
    this.baseUrl = options.baseUrl;
    this.origin = options.origin;
    this.#nextId = options.nextId;
  }

  /** RFC 7523: a short-lived, single-use JWT by the key that was registered for `id`. */
  async assertion(
    { id, privateJwk }: KeyFile,
    typ?: string,
    claims: Record<string, unknown> = {},
  ): Promise<string> {
    const alg = privateJwk.kty === 'OKP' ? 'Ed25519' : 'ES256';
    return new SignJWT({ ...claims, jti: this.#nextId() })
      .setProtectedHeader({ alg, ...(typ !== undefined && { typ }) })
      .setIssuer(id)
      .setSubject(id)
      .setAudience(this.origin)
      .setIssuedAt()
      .setExpirationTime('60s')
      .sign(await importJWK(privateJwk, alg));
  }

  /** Grant client_credentials. */
  clientToken(client: KeyFile): Promise<string> {
    return this.#token(client.id, async () => ({
      grant_type: 'client_credentials',
      ...(await this.#clientAuthentication(client)),
    }));
  }

  /** Grant jwt-bearer by the officer's own key, with the organisation's client beside it. */
  officerToken(client: KeyFile, officer: KeyFile): Promise<string> {
    return this.#token(officer.id, async () => ({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: await this.assertion(officer),
      ...(await this.#clientAuthentication(client)),
    }));
  }

  /** A holder proves the key that the credentials are bound to. */
  holderToken(holder: KeyFile, publicJwk: JWK): Promise<string> {
    return this.#token(holder.id, async () => ({
      grant_type: 'urn:wenjin:params:oauth:grant-type:holder-proof',
      assertion: await this.assertion(holder, 'wenjin-holder-proof+jwt', { cnf: { jwk: publicJwk } }),
    }));
  }

  get(path: string, token?: string, headers: Record<string, string> = {}): Promise<Called> {
    return this.#call('GET', path, { ...(token !== undefined && { token }), headers });
  }

  /** `expect` names the status that the caller counts on; any other is an error that shows the answer. */
  async post(
    path: string,
    body: unknown,
    options: { token?: string; expect?: number; headers?: Record<string, string> } = {},
  ): Promise<Called> {
    const called = await this.#call('POST', path, { ...options, body });
    if (options.expect !== undefined && called.status !== options.expect)
      throw new RefusedCall('POST', path, called);
    return called;
  }

  async #clientAuthentication(client: KeyFile) {
    return {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await this.assertion(client),
    };
  }

  async #token(id: string, form: () => Promise<Record<string, string>>): Promise<string> {
    const kept = this.#tokens.get(id);
    if (kept && kept.until > performance.now()) return kept.token;
    const response = await fetch(`${this.baseUrl}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams(await form()),
    });
    const body: unknown = await response.json();
    if (response.status !== 200) throw new Error(`no token for ${id}: ${JSON.stringify(body)}`);
    const { access_token: token, expires_in: seconds } = tokenAnswer.parse(body);
    this.#tokens.set(id, { token, until: performance.now() + (seconds - 30) * 1000 });
    return token;
  }

  async #call(
    method: string,
    path: string,
    { token, body, headers }: { token?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Called> {
    const started = performance.now();
    const response = await fetch(this.baseUrl + path, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json', 'idempotency-key': this.#nextId() }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      body: json ? JSON.parse(text) : text,
      milliseconds: performance.now() - started,
      headers: response.headers,
    };
  }
}
