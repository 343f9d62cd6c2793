/**
 * In-process verification of an SD-JWT VC against the signature operations that nobody can leave out:
 * two raw ES256 verifications (DER, over the same bytes) and the import of the holder's key from its JWK, which is what `cnf` carries.
 * Beside it stands a stricter floor, whose key lies ready as PEM: Node 24 takes 40 µs for a JWK and 17 for that, which is why the
 * verification makes PEM of the JWK. As many credentials bring their chain of certificates, which is
 * judged, and whose octets are signed and hashed too: they are told apart, each against the floor over its own bytes. Floors and
 * verification take turns in short rounds, since the machine may be shared, and what counts is the median of the rounds' ratios: read
 * these, not the times.
 */
import assert from 'node:assert/strict';
import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import {
  buildSdJwt,
  combineSdJwt,
  presentation,
  type SdJwtVcPolicy,
  verifySdJwtVc,
} from '../../src/formats/index.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { createLru } from '../../src/kernel/lru.ts';
import { createCertificateJudge } from '../../src/keys/index.ts';
import { pkiFor } from '../keys/pki.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';

const holders = 500;
const warmUps = 6;
const rounds = 240;
const perRound = 25;
const now = 1_795_400_000;
const audience = 'https://bank.example/verifier';
const nonce = 'n-0S6_WzA2Mj';

interface Sample {
  readonly text: string;
  readonly jwk: SoftwareSigner['jwk'];
  readonly pem: string;
  readonly issued: { readonly bytes: Uint8Array; readonly der: Uint8Array };
  readonly bound: { readonly bytes: Uint8Array; readonly der: Uint8Array };
}

const iss = 'https://hk.wenjin.example/authorities/hkib';
const hidden = ['given_name', 'family_name', 'name_zh', 'birth_date', 'certificate_number', 'awarded_on'];

async function makeSample(issuer: SoftwareSigner, index: number, x5c?: readonly string[]): Promise<Sample> {
  const holder = softwareSigner('ES256');
  const { payload, disclosures } = buildSdJwt({
    claims: {
      iss,
      iat: now - 86_400,
      exp: now + 86_400 * 365,
      vct: 'https://wenjin.example/vct/qualification-attestation/v1',
      cnf: { jwk: holder.jwk },
      status: { status_list: { idx: 104_729 + index, uri: 'https://hk.wenjin.example/status/1' } },
      given_name: 'Ka Yan',
      family_name: 'Chan',
      name_zh: '陳嘉欣',
      birth_date: '1994-05-17',
      certificate_number: `HKIB-2024-${String(index).padStart(6, '0')}`,
      awarded_on: '2024-06-30',
    },
    disclosable: hidden.map((name) => `/${name}`),
    salts: hidden.map((name) => hash('sha256', `${index} ${name}`, 'buffer').subarray(0, 16)),
  });
  const jwt = await signCompactJws(
    { typ: 'dc+sd-jwt', kid: issuer.kid, ...(x5c && { x5c }) },
    payload,
    issuer,
  );
  const issued = combineSdJwt(
    jwt,
    disclosures.map((disclosure) => disclosure.text),
  );
  const text = await presentation(issued, hidden, { audience, nonce, issuedAt: now - 5, signer: holder });
  const keyBinding = text.slice(text.lastIndexOf('~') + 1);
  const pem = holder.publicKey.export({ format: 'pem', type: 'spki' });
  return { text, jwk: holder.jwk, pem, issued: raw(jwt, issuer), bound: raw(keyBinding, holder) };
}

function raw(jwt: string, signer: SoftwareSigner): Sample['issued'] {
  const bytes = Buffer.from(jwt.slice(0, jwt.lastIndexOf('.')), 'latin1');
  return { bytes, der: sign('sha256', bytes, signer.privateKey) };
}

function importJwk(key: SoftwareSigner['jwk']): KeyObject {
  return createPublicKey({ key, format: 'jwk' });
}

function microsecondsEach(samples: readonly Sample[], work: (sample: Sample) => boolean): number {
  const start = process.hrtime.bigint();
  for (const sample of samples) assert(work(sample));
  return Number(process.hrtime.bigint() - start) / 1000 / samples.length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const issuer = softwareSigner('ES256');
const { root, issuing, leaf } = await pkiFor(iss, issuer);
const judge = createCertificateJudge();
const anchors = [root.der];

async function compare(title: string, x5c?: readonly string[]): Promise<void> {
  const samples: Sample[] = [];
  for (let index = 0; index < holders; index += 1) samples.push(await makeSample(issuer, index, x5c));
  const policy: SdJwtVcPolicy = {
    issuerKey: () => ({ key: issuer.publicKey, alg: 'ES256' }),
    certificate: (header, payload) =>
      judge({ header, anchors, issuedAt: Number(payload['iat']), key: issuer.publicKey, iss }),
    now,
    keyBinding: { audience, nonce, now, maxAgeSeconds: 300 },
  };
  const times = measure(samples, contestantsOf(samples, policy));
  const lengths = samples.map((sample) => sample.text.length);
  console.log(`${title}: ${median(lengths)} characters a presentation`);
  console.log(`  floor: 2 ES256 verifications and a key import   ${median(times.floor).toFixed(1)}`);
  console.log(`  the same, the key ready as PEM                  ${median(times.floorOfPem).toFixed(1)}`);
  console.log(`  verification, holder key new each time          ${median(times.newHolder).toFixed(1)}`);
  console.log(`  floor: 2 ES256 verifications                    ${median(times.floorCached).toFixed(1)}`);
  console.log(`  verification, holder keys cached                ${median(times.cachedHolder).toFixed(1)}`);
  console.log(
    `  ratio to the floor, new holder key: ${ratio(times.floor, times.newHolder).toFixed(3)} (goal 0.85)`,
  );
  console.log(`  ratio to the floor with PEM:        ${ratio(times.floorOfPem, times.newHolder).toFixed(3)}`);
  console.log(
    `  ratio to its floor, cached holder:  ${ratio(times.floorCached, times.cachedHolder).toFixed(3)}`,
  );
}

const names = ['floor', 'floorOfPem', 'newHolder', 'floorCached', 'cachedHolder'] as const;
type Contestants = Readonly<Record<(typeof names)[number], (sample: Sample) => boolean>>;

function contestantsOf(samples: readonly Sample[], policy: SdJwtVcPolicy): Contestants {
  const holderKeys = createLru<KeyObject>(holders);
  const importedKeys = new Map(samples.map(({ text, jwk }) => [text, importJwk(jwk)]));
  return {
    floor: ({ issued, bound, jwk }) =>
      verify('sha256', issued.bytes, issuer.publicKey, issued.der) &&
      verify('sha256', bound.bytes, importJwk(jwk), bound.der),
    floorOfPem: ({ issued, bound, pem }) =>
      verify('sha256', issued.bytes, issuer.publicKey, issued.der) &&
      verify('sha256', bound.bytes, createPublicKey(pem), bound.der),
    newHolder: ({ text }) => verifySdJwtVc(text, policy).valid,
    floorCached: ({ text, issued, bound }) => {
      const key = importedKeys.get(text);
      return (
        key !== undefined &&
        verify('sha256', issued.bytes, issuer.publicKey, issued.der) &&
        verify('sha256', bound.bytes, key, bound.der)
      );
    },
    cachedHolder: ({ text }) => verifySdJwtVc(text, { ...policy, holderKeys }).valid,
  };
}

function measure(samples: readonly Sample[], contestants: Contestants) {
  const times: Record<(typeof names)[number], number[]> = {
    floor: [],
    floorOfPem: [],
    newHolder: [],
    floorCached: [],
    cachedHolder: [],
  };
  for (let pass = 0; pass < warmUps; pass += 1) {
    for (const name of names) microsecondsEach(samples, contestants[name]);
  }
  for (let round = 0; round < rounds; round += 1) {
    const start = (round * perRound) % holders;
    const part = samples.slice(start, start + perRound);
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      times[name].push(microsecondsEach(part, contestants[name]));
    }
  }
  return times;
}

function ratio(of: readonly number[], to: readonly number[]): number {
  return median(of.map((value, index) => value / (to[index] ?? 0)));
}

console.log(`Node ${process.version}, OpenSSL ${process.versions.openssl}`);
console.log('12 claims, 6 of them disclosable and disclosed, key binding; medians of µs each.');
await compare('By kid alone');
await compare('With a chain of certificates', [leaf.base64, issuing.base64]);
