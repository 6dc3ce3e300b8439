// Which addresses and URLs the egress guard lets through, in both modes and with named ranges.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type AddressKind, createEgressGuard, kindOf } from './guard.ts';

const KINDS: Record<AddressKind, string[]> = {
  public: ['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:1.1.1.1', '64:ff9b::1.1.1.1'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:7f00:0001'],
  private: ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fdff::1', '::ffff:10.0.0.1'],
  metadata: ['169.254.169.254', '::ffff:169.254.169.254', '168.63.129.16', '100.100.100.200', 'fd00:ec2::254'],
  reserved: [
    ...[
      '0.0.0.0',
      '100.64.0.1',
      '169.254.1.1',
      '192.0.2.1',
      '198.18.0.1',
      '203.0.113.9',
      '224.0.0.1',
      '255.255.255.255',
    ],
    ...['::', '::127.0.0.1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '100::1', '2001::1', '2001:db8::1'],
    ...['2002:7f00:1::', '3fff::1', '64:ff9b::127.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b::10.0.0.1', '64:ff9b:1::1'],
  ],
};

const live = createEgressGuard(false, []);
const sandbox = createEgressGuard(true, []);

describe('egress guard', () => {
  for (const [kind, addresses] of Object.entries(KINDS)) {
    test(`knows ${kind} addresses in every spelling`, () => {
      for (const address of addresses) assert.equal(kindOf(address), kind, address);
    });
  }

  test('live allows public addresses only', () => {
    for (const [kind, addresses] of Object.entries(KINDS)) {
      for (const address of addresses) assert.equal(live.allows(address), kind === 'public', address);
    }
  });

  test('the sandbox also allows loopback and private networks, nothing else', () => {
    for (const [kind, addresses] of Object.entries(KINDS)) {
      const allowed = kind === 'public' || kind === 'loopback' || kind === 'private';
      for (const address of addresses) assert.equal(sandbox.allows(address), allowed, address);
    }
  });

  test('a named range is allowed, its neighbours are not', () => {
    const guard = createEgressGuard(false, [{ address: '10.2.0.0', prefix: 16, family: 'ipv4' }]);
    assert.equal(guard.allows('10.2.255.1'), true);
    assert.equal(guard.allows('::ffff:10.2.0.1'), true);
    assert.equal(guard.allows('10.3.0.1'), false);
    assert.equal(guard.allows('127.0.0.1'), false);
  });

  test('a metadata service is reachable only where it is named by itself', () => {
    const wide = createEgressGuard(true, [{ address: 'fd00::', prefix: 8, family: 'ipv6' }]);
    assert.equal(wide.allows('fd12::1'), true);
    assert.equal(wide.allows('fd00:ec2::254'), false);
    const exact = createEgressGuard(false, [{ address: 'fd00:ec2::254', prefix: 128, family: 'ipv6' }]);
    assert.equal(exact.allows('fd00:ec2::254'), true);
  });

  test('live URLs are https on a usual port', () => {
    assert.equal(live.refusal(new URL('https://shop.example/hooks')), null);
    assert.equal(live.refusal(new URL('https://shop.example:8443/hooks')), null);
    assert.match(live.refusal(new URL('http://shop.example/hooks')) ?? '', /https/);
    assert.match(live.refusal(new URL('https://shop.example:25/hooks')) ?? '', /port 25/);
    assert.equal(sandbox.refusal(new URL('http://127.0.0.1:81/hooks')), null);
  });

  test('URLs with credentials or of another scheme are refused in both modes', () => {
    for (const guard of [live, sandbox]) {
      assert.match(guard.refusal(new URL('https://user:secret@shop.example/')) ?? '', /credentials/);
      assert.match(guard.refusal(new URL('ftp://shop.example/')) ?? '', /neither/);
    }
  });
});
