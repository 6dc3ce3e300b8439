// Requests as no SDK would send them, through the API as a function, and the check that a refused one changed nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestApi } from '../api.ts';
import { records } from './records.ts';

const FORM = 'application/x-www-form-urlencoded';

export interface RawRequest {
  method?: string;
  path?: string;
  body?: RequestInit['body'];
  /** Of the body; null for none. */
  type?: string | null;
  /** An empty `authorization` is left out; without one the secret key is sent. */
  headers?: Record<string, string>;
}

export interface RawAnswer {
  status: number;
  headers: Headers;
  text: string;
  body: { error?: Record<string, string>; data?: unknown[]; [key: string]: unknown };
}

/** POST /v1/customers unless told otherwise. */
export async function sendRaw(api: TestApi, request: RawRequest): Promise<RawAnswer> {
  const { method = 'POST', path = '/v1/customers', body = null, type = FORM } = request;
  const headers = new Headers({ authorization: `Bearer ${api.keys.secret}`, ...request.headers });
  if (headers.get('authorization') === '') headers.delete('authorization');
  if (type !== null && body !== null) headers.set('content-type', type);
  const stream = body instanceof ReadableStream ? { duplex: 'half' } : {};
  const init = { method, headers, body, ...stream } as RequestInit;
  const response = await api.app(new Request(`http://127.0.0.1:4242${path}`, init));
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: text === '' ? {} : JSON.parse(text) };
}

export interface RawRefusal {
  status: number;
  message: RegExp | string;
  param?: string;
}

/** Registers a test that a request is refused like this, shortly worded, and that no row has changed. */
export function testRefused(api: () => TestApi, title: string, request: RawRequest, expected: RawRefusal): void {
  test(title, async () => {
    const before = await records(api().database);
    const { status, text, body } = await sendRaw(api(), request);
    assert.equal(status, expected.status, text.slice(0, 500));
    assert.deepEqual([body.error?.type, body.error?.param], ['invalid_request_error', expected.param]);
    if (expected.message instanceof RegExp) assert.match(String(body.error?.message), expected.message);
    else assert.equal(body.error?.message, expected.message);
    assert.ok(text.length < 2_000, 'what was sent is not sent back by the kilobyte');
    assert.deepEqual(await records(api().database), before);
  });
}
