// What never stands in a log line, whatever is handed to it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLog } from './log.ts';

/** What a logger writes. */
function written(write: (log: ReturnType<typeof openLog>) => void): string {
  const lines: string[] = [];
  write(openLog('trace', { write: (line: string) => void lines.push(line) }));
  for (const line of lines) JSON.parse(line);
  return lines.join('');
}

const TAIL = 'Tail0123456789TailTail';

const TEXTS = {
  'a secret key': `sk_test_${TAIL}`,
  'a live secret key': `sk_live_${TAIL}`,
  'a publishable key': `pk_test_${TAIL}`,
  'a signing secret': `whsec_${TAIL}`,
  'a client secret': `fcsess_client_secret_${TAIL}`,
  'the client secret of a setup intent': `seti_1MZ0001_secret_${TAIL}`,
  'the client secret of a payment intent': `pi_3MZ0001_secret_${TAIL}`,
  'a client secret in an address': `http://127.0.0.1/v1/setup_intents/seti_1?client_secret=${TAIL}`,
  'what opens the socket of a listener': `cliws_${TAIL}`,
  'a bearer token': `Authorization: Bearer ${TAIL}`,
  'a token of three parts': `eyJhbGciOiJSUzI1NiJ9.${TAIL}.${TAIL}`,
  'a code in an address': `http://127.0.0.1/banks/bank/callback?code=${TAIL}&iss=x`,
  'a state in an address': `http://127.0.0.1/banks/bank/callback?iss=x&state=${TAIL}`,
  'a launch link': `http://127.0.0.1/banks/launch/${TAIL}`,
  'a link that a customer was mailed': `http://127.0.0.1/relink/${TAIL}`,
  'a link to the page for micro-deposits': `http://127.0.0.1/verify/${TAIL}`,
  'a link that signs a member in': `http://127.0.0.1/dashboard/auth/open#${TAIL}`,
  'a token that is bound to a key': `Authorization: DPoP ${TAIL}`,
  'a token in the body of an answer': `{"access_token": "${TAIL}"}`,
  'the number in a payment network': `{"identifier":"${TAIL}","bankId":"1"}`,
  'a private key': `-----BEGIN PRIVATE KEY-----${TAIL}`,
  'the password of a database': `postgres://relink:${TAIL}@db:5432/relink`,
  'the password of a mail server': `smtps://user:${TAIL}@mail.example.com:465`,
};

for (const [what, text] of Object.entries(TEXTS)) {
  test(`${what} in a message, a field or an error does not reach the log`, () => {
    const lines = written((log) => {
      log.info({ field: text }, `it is ${text}`);
      log.error({ err: new Error(text) }, 'an error');
    });
    assert.equal(lines.includes(TAIL), false, lines);
  });
}

for (const field of [
  'client_secret',
  'account_number',
  'private_key',
  'client_assertion',
  'password',
  'access_token',
  'refresh_token',
  'cookie',
  'values',
]) {
  test(`a field named ${field} does not reach the log, at any of three depths`, () => {
    const lines = written((log) =>
      log.info({ [field]: TAIL, body: { [field]: TAIL }, answer: { body: { [field]: TAIL } } }, 'a line'),
    );
    assert.equal(lines.includes(TAIL), false, lines);
  });
}

test('ids, hints and everything else stay as they are', () => {
  const line = {
    request: 'req_1',
    session: 'fcsess_abcdefghijkl',
    authorization: 'fcauth_1',
    code: '40P01',
    key: 'sk_test_...wxyz',
    status: 200,
  };
  const lines = written((log) => log.info(line, 'request'));
  const { level: _level, time: _time, pid: _pid, hostname: _hostname, ...rest } = JSON.parse(lines);
  assert.deepEqual(rest, { ...line, msg: 'request' });
});
