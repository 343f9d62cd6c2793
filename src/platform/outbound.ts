import { lookup as resolve } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type net from 'node:net';
import {
  type Outbound,
  OutboundFailure,
  type OutboundRequest,
  type OutboundResponse,
} from '../kernel/ports.ts';
import { isPublicAddress } from './public-address.ts';

export interface OutboundOptions {
  /** The origins that may be called at all: the peer's, and those that the trust list names. */
  readonly allowedOrigins: readonly string[];
  /** Demonstration and tests: a permanent https origin answered by an address on this machine. */
  readonly mapped: Readonly<Record<string, string>>;
}

/**
 * Calls other nodes. Only configuration names whom; the address is looked up once, checked and used (no second look-up
 * to rebind), redirects are an error, and time and size are bounded.
 */
export function createOutbound({ allowedOrigins, mapped }: OutboundOptions): Outbound {
  return {
    request(url, request) {
      const target = URL.parse(url);
      if (target?.protocol !== 'https:' || !allowedOrigins.includes(target.origin))
        return Promise.reject(new OutboundFailure(`${target?.origin ?? 'this address'} may not be called`));
      const substitute = mapped[target.origin];
      if (substitute === undefined)
        return exchange(
          target,
          (options) => https.request(target, { ...options, lookup: lookupPublic }),
          request,
        );
      const local = new URL(target.pathname + target.search, substitute);
      const headers = { ...request.headers, host: target.host };
      return exchange(target, (options) => http.request(local, options), { ...request, headers });
    },
  };
}

type Open = (options: http.RequestOptions) => http.ClientRequest;

function exchange(target: URL, open: Open, request: OutboundRequest): Promise<OutboundResponse> {
  const { method, headers, body, maxBytes, timeoutMilliseconds } = request;
  return new Promise((fulfil, reject) => {
    const fail = (reason: string, cause?: unknown): void => {
      reject(new OutboundFailure(`${target.origin}: ${reason}`, { cause }));
    };
    const outgoing = open({
      method,
      agent: false,
      headers: { ...headers, ...(body && { 'content-length': String(body.length) }) },
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    outgoing.on('response', (incoming) => {
      collect(incoming, maxBytes).then(fulfil, (error: unknown) => {
        outgoing.destroy();
        fail(error instanceof OutboundFailure ? error.message : 'the answer broke off', error);
      });
    });
    outgoing.on('error', (error) => {
      if (error instanceof OutboundFailure) reject(error);
      else fail('no answer', error);
    });
    outgoing.end(body);
  });
}

async function collect(incoming: http.IncomingMessage, maxBytes: number): Promise<OutboundResponse> {
  const status = incoming.statusCode ?? 0;
  if (status >= 300 && status < 400) throw new OutboundFailure('a redirect is not followed');
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    if (!(chunk instanceof Uint8Array)) throw new OutboundFailure('the answer is not bytes');
    size += chunk.length;
    if (size > maxBytes) throw new OutboundFailure(`answer larger than ${String(maxBytes)} bytes`);
    chunks.push(chunk);
  }
  return { status, headers: plainHeaders(incoming.headers), body: new Uint8Array(Buffer.concat(chunks)) };
}

function plainHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) if (typeof value === 'string') plain[name] = value;
  return plain;
}

/** The hook of the connection itself: what it gives is what is connected to. */
const lookupPublic: net.LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      callback(error, '');
      return;
    }
    const hostile = addresses.find(({ address }) => !isPublicAddress(address));
    const [first] = addresses;
    if (hostile || !first)
      callback(new OutboundFailure(`${hostname} resolves to an address that may not be called`), '');
    else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
