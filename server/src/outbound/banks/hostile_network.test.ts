// Banks whose names or rows lead where nobody may be called: nothing is dialled, whatever certificates the way there has.
import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { BankError, type InstitutionProfile } from '#domain/connections/bank.ts';
import { profileOf } from '#domain/connections/institution_rows.ts';
import { INSTITUTIONS } from '#domain/connections/institutions.data.ts';
import { systemClock } from '#kernel/clock.ts';
import { openEgress } from '../egress/egress.ts';
import type { AddressRange } from '../egress/guard.ts';
import { createBanks } from './registry.ts';
import { keysInMemory, sandboxAt } from './testing/sandbox.ts';

const LOOPBACK: LookupAddress = { address: '127.0.0.1', family: 4 };
const METADATA: LookupAddress = { address: '169.254.169.254', family: 4 };
const PUBLIC: LookupAddress = { address: '93.184.215.14', family: 4 };
const HERE: AddressRange = { address: '127.0.0.1', prefix: 32, family: 'ipv4' };

describe('the way to a bank', () => {
  /** What was said first on every connection that came in. */
  const heard: Buffer[] = [];
  let server: Server;
  let port: number;
  /** What the name server, which is the attacker's, answers; the last answer again and again. */
  let answers: LookupAddress[][];
  let looked_up: string[];
  before(async () => {
    server = createServer((socket) => {
      socket.once('data', (data) => {
        heard.push(data);
        socket.destroy();
      });
      socket.on('error', () => {});
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  after(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    heard.length = 0;
    looked_up = [];
    answers = [[LOOPBACK]];
  });

  const resolver = {
    resolve: async (name: string) => {
      looked_up.push(name);
      return (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    },
  };
  const options = { keys: keysInMemory(), clock: systemClock, timeout_ms: 2000 };
  const live = (allowed: AddressRange[] = []) =>
    createBanks({ ...options, sandbox: null, egress: openEgress({ sandbox: false, allowed, resolver }) });
  const test = (origin: string) =>
    createBanks({
      ...options,
      sandbox: sandboxAt(origin),
      egress: openEgress({ sandbox: true, allowed: [], resolver }),
    });

  /** The refusal of the first call that any read makes there. */
  async function refusedAt(banks: ReturnType<typeof createBanks>, institution: InstitutionProfile): Promise<BankError> {
    const error = await banks
      .connector('fdx')
      .getConsent(institution, 'consent-1')
      .catch((thrown: unknown) => thrown);
    assert.ok(error instanceof BankError, String(error));
    assert.equal(error.kind, 'institution_unavailable', error.message);
    return error;
  }

  it('does not lead to a private address that a public name resolves to in live mode', async () => {
    for (const found of [[LOOPBACK], [METADATA], [PUBLIC, LOOPBACK]]) {
      answers = [found];
      const error = await refusedAt(live(), bankAt(`https://bank.example:${port}`));
      assert.equal(error.upstream.code, 'egress_refused');
    }
    assert.deepEqual(new Set(looked_up), new Set(['bank.example']));
    assert.deepEqual(heard, []);
  });

  it('does not lead there with an authority of the bank’s own either', async () => {
    const ca = { file: import.meta.filename };
    const error = await refusedAt(live(), bankAt(`https://bank.example:${port}`, { ca }));
    assert.equal(error.upstream.code, 'egress_refused');
    assert.deepEqual(heard, []);
  });

  it('does not lead to an address that a row names itself, nor to a port of another protocol', async () => {
    for (const origin of [
      `https://127.0.0.1:${port}`,
      `https://[::ffff:127.0.0.1]:${port}`,
      'https://bank.example:25',
    ]) {
      assert.equal((await refusedAt(live(), bankAt(origin))).upstream.code, 'egress_refused', origin);
    }
    assert.deepEqual([looked_up, heard], [[], []]);
  });

  it('leads to a range that the operator named, looked up once, and the bank hears its own name', async () => {
    answers = [[LOOPBACK], [METADATA]];
    const error = await refusedAt(live([HERE]), bankAt(`https://bank.example:${port}`));
    assert.notEqual(error.upstream.code, 'egress_refused');
    assert.equal(looked_up.length, 1);
    assert.ok(heard[0]?.includes('bank.example'), 'the name is in the greeting of TLS');
  });

  it('leads to no metadata service in the sandbox', async () => {
    const seed = INSTITUTIONS.find(({ slug }) => slug === 'bank-oauth')!;
    answers = [[METADATA]];
    const error = await refusedAt(test('https://bank.example'), profileOf(seed));
    assert.equal(error.upstream.code, 'egress_refused');
  });
});

/** A bank of the sandbox as a row of live mode. */
function bankAt(origin: string, tls: object = {}): InstitutionProfile {
  const seed = INSTITUTIONS.find(({ slug }) => slug === 'bank-oauth')!;
  const {
    extensions: _,
    issuer,
    resources,
    ...rest
  } = seed.protocol as Record<string, unknown> & {
    issuer: string;
    resources: Record<string, string>;
  };
  const places = Object.entries(resources).map(([name, path]) => [name, origin + path]);
  const client = { id: 'relink', secret: { file: import.meta.filename } };
  const protocol = { ...rest, issuer: origin + issuer, resources: Object.fromEntries(places), client, tls };
  return { ...profileOf(seed), protocol };
}
