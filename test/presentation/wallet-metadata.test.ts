import { describe, expect, test } from 'vitest';
import { encodingsFor } from '../../src/presentation/wallet-metadata.ts';

const formats = { 'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] } };
const metadata = (more: object = {}) => JSON.stringify({ vp_formats_supported: formats, ...more });

describe('what a wallet says of itself', () => {
  test.each<[string, string | undefined, string[]]>([
    ['nothing', undefined, ['A128GCM', 'A256GCM']],
    ['its format alone', metadata(), ['A128GCM', 'A256GCM']],
    [
      'its format as null, with another',
      metadata({ vp_formats_supported: { 'dc+sd-jwt': null, mso_mdoc: {} } }),
      ['A128GCM', 'A256GCM'],
    ],
    [
      'all that is needed, and more',
      metadata({
        issuer: 'https://self-issued.me/v2',
        client_id_prefixes_supported: ['redirect_uri', 'x509_hash'],
        response_types_supported: ['vp_token'],
        response_modes_supported: ['direct_post', 'direct_post.jwt'],
        request_object_signing_alg_values_supported: ['ES384', 'ES256'],
        authorization_encryption_alg_values_supported: ['ECDH-ES'],
        authorization_encryption_enc_values_supported: ['A256GCM', 'A128CBC-HS256'],
      }),
      ['A256GCM'],
    ],
  ])('%s: it may answer', (_, text, encodings) => {
    expect(encodingsFor(text)).toEqual(encodings);
  });

  test.each<[string, string]>([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['a member twice', '{"vp_formats_supported":{},"vp_formats_supported":{}}'],
    ['no formats', '{}'],
    ['formats as a list', metadata({ vp_formats_supported: ['dc+sd-jwt'] })],
    ['a name that is none', metadata({ client_id_prefixes_supported: [1] })],
    ['another prefix alone', metadata({ client_id_prefixes_supported: ['redirect_uri'] })],
    ['another response type alone', metadata({ response_types_supported: ['id_token'] })],
    ['another response mode alone', metadata({ response_modes_supported: ['direct_post'] })],
    ['another algorithm of requests', metadata({ request_object_signing_alg_values_supported: ['ES384'] })],
    ['another key agreement', metadata({ authorization_encryption_alg_values_supported: ['RSA-OAEP-256'] })],
    ['another encryption', metadata({ authorization_encryption_enc_values_supported: ['A128CBC-HS256'] })],
  ])('%s: it could not answer', (_, text) => {
    expect(() => encodingsFor(text)).toThrow(expect.objectContaining({ code: 'vp-metadata-refused' }));
  });

  test.each<[string, object]>([
    ['none', {}],
    ['another', { mso_mdoc: {} }],
    ['the former name', { 'vc+sd-jwt': {} }],
    ['another algorithm of issuers', { 'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES384'] } }],
    ['another algorithm of key bindings', { 'dc+sd-jwt': { 'kb-jwt_alg_values': ['EdDSA'] } }],
  ])('of formats %s: it has nothing that is asked for', (_, each) => {
    expect(() => encodingsFor(metadata({ vp_formats_supported: each }))).toThrow(
      expect.objectContaining({ code: 'vp-formats-not-supported' }),
    );
  });
});
