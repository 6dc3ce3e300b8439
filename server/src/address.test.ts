// Where the platform listens and is reached for each kind of RELINK_HOST, and whose X-Forwarded-For it believes.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { homeOf, isOpen, listensOn, originsOf, proxiesOf } from './address.ts';
import { readConfig } from './config.ts';
import { rememberPeer, senderOf } from './inbound/http/sender.ts';

const at = (env: Record<string, string>) => readConfig({ RELINK_DATA_DIR: '/nowhere', ...env });

describe('the platform', () => {
  it('listens on loopback of both families unless told, and is open to others only where it is told so', () => {
    const { host } = at({});
    assert.deepEqual([listensOn(host), isOpen(host)], [['127.0.0.1', '::1'], false]);
    assert.deepEqual(listensOn(at({ RELINK_HOST: 'localhost' }).host), ['127.0.0.1', '::1']);
    assert.deepEqual([listensOn('0.0.0.0'), isOpen('0.0.0.0')], [['0.0.0.0', '::1'], true]);
    assert.deepEqual([listensOn('10.1.2.3'), isOpen('10.1.2.3')], [['10.1.2.3'], true]);
    assert.deepEqual([listensOn('127.0.0.2'), isOpen('127.0.0.2')], [['127.0.0.2'], false]);
  });

  it('is reached by an address that it listens on, and by that of its proxy', () => {
    assert.equal(homeOf(at({ RELINK_HOST: '::' })), 'http://127.0.0.1:4242');
    assert.equal(homeOf(at({ RELINK_HOST: 'fd00::7', PORT: '80' })), 'http://[fd00::7]:80');
    assert.deepEqual(originsOf(at({ RELINK_HOST: '10.1.2.3' })), {
      public_url: 'http://10.1.2.3:4242',
      own: ['http://10.1.2.3:4242'],
    });
    const { public_url, own } = originsOf(at({ RELINK_HOST: '0.0.0.0', RELINK_PUBLIC_URL: 'https://relink.example' }));
    assert.equal(public_url, 'https://relink.example');
    assert.deepEqual(own.slice(1), ['http://127.0.0.1:4242', 'http://localhost:4242', 'http://[::1]:4242']);
  });

  it('believes this machine and the proxies it was told of about who asks, and nobody else', () => {
    const isProxy = proxiesOf(at({ RELINK_TRUSTED_PROXIES: '172.18.0.0/16, fd00::/8' }));
    const seen = (peer: string) => {
      const headers = { 'x-forwarded-for': '10.0.0.1, 198.51.100.4' };
      return senderOf(rememberPeer(new Request('http://a/', { headers }), peer, isProxy)).ip_address;
    };
    for (const peer of ['127.0.0.1', '::1', '::ffff:172.18.0.9', 'fd00::9']) assert.equal(seen(peer), '198.51.100.4');
    assert.equal(seen('172.19.0.9'), '172.19.0.9');
    assert.equal(seen('::ffff:203.0.113.7'), '203.0.113.7');
  });

  it('takes an address without its port and brackets, and for an address only what is one', () => {
    const seen = (told: string) => {
      const request = new Request('http://a/', { headers: { 'x-forwarded-for': told } });
      return senderOf(rememberPeer(request, '127.0.0.1', () => true)).ip_address;
    };
    const told = ['203.0.113.7:4711', '[2001:db8::7]:4711', '[2001:db8::7]', '::ffff:203.0.113.7'];
    assert.deepEqual(told.map(seen), ['203.0.113.7', '2001:db8::7', '2001:db8::7', '203.0.113.7']);
    for (const nothing of ['', 'unknown', 'cafe', '1.2.3', '[1.2.3.4', '203.0.113.7:x'])
      assert.equal(seen(nothing), '127.0.0.1');
  });
});
