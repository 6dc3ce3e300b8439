// What a connection that does not come about says: our certificate was refused, or the bank is not there.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createBankFetch } from './http.ts';

const failing = (code: string) =>
  createBankFetch({
    fetch: () => Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })),
    timeout_ms: 1000,
    origins: ['https://bank.example'],
  })('https://bank.example/');

it('a refused certificate is our own trouble, everything else is the bank’s', async () => {
  for (const alert of [
    'TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'SSLV3_ALERT_CERTIFICATE_EXPIRED',
    'TLSV1_ALERT_UNKNOWN_CA',
  ]) {
    await assert.rejects(failing(`ERR_SSL_${alert}`), { kind: 'client_rejected' }, alert);
  }
  for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'CERT_HAS_EXPIRED', 'UND_ERR_SOCKET']) {
    await assert.rejects(failing(code), { kind: 'institution_unavailable', message: new RegExp(code) }, code);
  }
});
