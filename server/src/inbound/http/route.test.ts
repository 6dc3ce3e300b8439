// What inbound/http/route.ts promises.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endpoint, type Method } from './endpoint.ts';
import { noParams } from './params.ts';
import { createRouter } from './route.ts';

const at = (method: Method, path: string) => endpoint({ method, path, params: noParams, run: async () => ({}) });

describe('the router', () => {
  const router = createRouter([
    at('GET', '/v1/things/:thing'),
    at('GET', '/v1/things/search'),
    at('POST', '/v1/things/:thing/parts/:part'),
  ]);

  it('finds by method and path and names the ids', () => {
    assert.deepEqual(router('POST', '/v1/things/a/parts/b%20c')?.path, { thing: 'a', part: 'b c' });
    assert.equal(router('GET', '/v1/things/a/parts/b'), null);
    assert.equal(router('GET', '/v1/things'), null);
  });

  it('prefers a fixed segment to a name', () => {
    assert.equal(router('GET', '/v1/things/search')?.endpoint.path, '/v1/things/search');
    assert.equal(router('GET', '/v1/things/x')?.endpoint.path, '/v1/things/:thing');
  });

  it('does not take search for an id', () => {
    assert.equal(router('POST', '/v1/things/search/parts/b'), null);
  });

  it('does not take empty, overlong or undecodable ids', () => {
    for (const id of ['', 'x'.repeat(256), '%zz', '%00', '%ff']) assert.equal(router('GET', `/v1/things/${id}`), null);
  });

  it('refuses two endpoints for one URL', () => {
    assert.throws(() => createRouter([at('GET', '/v1/a/:x'), at('GET', '/v1/a/:y')]), /two endpoints answer GET/);
  });
});
