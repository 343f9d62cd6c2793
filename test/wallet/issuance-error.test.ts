import { expect, test } from 'vitest';
import type { FaultCode } from '../../src/kernel/fault-codes.ts';
import { Fault } from '../../src/kernel/fault.ts';
import { walletError } from '../../src/wallet/issuance-error.ts';
import { walletErrorBody } from '../../src/wallet/wallet.schema.ts';

const credential = walletError('invalid_credential_request');
const notification = walletError('invalid_notification_request');

test.each<[FaultCode, number, string]>([
  ['vci-invalid-credential-request', 400, 'invalid_credential_request'],
  ['vci-unknown-configuration', 400, 'unknown_credential_configuration'],
  ['vci-unknown-identifier', 400, 'unknown_credential_identifier'],
  ['vci-invalid-proof', 400, 'invalid_proof'],
  ['vci-invalid-nonce', 400, 'invalid_nonce'],
  ['vci-invalid-encryption', 400, 'invalid_encryption_parameters'],
  ['vci-denied', 400, 'credential_request_denied'],
  ['vci-invalid-transaction', 400, 'invalid_transaction_id'],
  ['vci-invalid-notification-id', 400, 'invalid_notification_id'],
  ['vci-foreign-token', 401, 'invalid_token'],
  ['unauthenticated', 401, 'invalid_token'],
  ['forbidden', 403, 'insufficient_scope'],
  ['invalid-request', 400, 'invalid_credential_request'],
  ['malformed-json', 400, 'invalid_credential_request'],
  ['unsupported-media-type', 400, 'invalid_credential_request'],
  ['too-large', 400, 'invalid_credential_request'],
  ['too-many-requests', 429, 'temporarily_unavailable'],
  ['unavailable', 503, 'temporarily_unavailable'],
  ['internal', 500, 'server_error'],
])('%s is answered with %i and %s', (code, status, error) => {
  const answer = credential(new Fault(code));
  expect([answer.status, walletErrorBody.parse(answer.body).error]).toEqual([status, error]);
});

test('what is malformed has the name of its endpoint', () => {
  expect(notification(new Fault('invalid-request')).body).toMatchObject({
    error: 'invalid_notification_request',
  });
});

test('a description holds nothing outside of what the specification allows, and no value of another fault', () => {
  const said = (fault: Fault) => walletErrorBody.parse(credential(fault).body).error_description;
  const hostile = new Fault('vci-invalid-proof', { values: { reason: '示範 "quoted" \\ \n' } });
  expect(said(hostile)).toBe('A proof was refused: ?? ?quoted? ? ?.');
  expect(said(new Fault('malformed-json', { values: { reason: 'syntax' } }))).not.toContain('syntax');
});
