// The FDX connector at banks of each security profile, beyond the kit: what the customer carries, how long credentials live, what keys are for.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect } from 'node:tls';
import type { Bank } from '../../bank/src/bank.ts';
import { openKeyring } from '../../bank/src/tls/keyring.ts';
import {
  BankError,
  type BankErrorKind,
  type Credential,
  type VisitStep,
} from '../../server/src/domain/connections/bank.ts';
import { CLIENT_SECRET } from '../../server/src/outbound/banks/testing/sandbox.ts';
import { type BankWorld, institution, link, openBankWorld, visitRequest } from './world.ts';

const DAY_MS = 86_400_000;

describe('the FDX connector', () => {
  let world: BankWorld;
  before(async () => {
    world = await openBankWorld();
  });
  after(() => world.close());

  async function refused(call: Promise<unknown>, kind: BankErrorKind): Promise<void> {
    await assert.rejects(call, (error) => error instanceof BankError && error.kind === kind);
  }

  /** How many accounts the credential reads. */
  const read = async (slug: string, credential: Credential) =>
    (await world.fdx.listAccounts(institution(slug), credential)).length;

  async function redirect(slug: string): Promise<Extract<VisitStep, { type: 'redirect' }>> {
    const request = visitRequest(slug, { user: 'carrier' });
    const step = await world.fdx.startVisit({ ...request, permissions: [...request.permissions] });
    assert.ok(step.type === 'redirect', JSON.stringify(step));
    return step;
  }

  it('lets the customer carry nothing but a reference where requests are pushed, and knows that it soon lapses', async () => {
    for (const slug of ['fapi-dpop', 'fapi-mtls']) {
      const { url, expires_at } = await redirect(slug);
      const carried = new URL(url).searchParams;
      assert.deepEqual([...carried.keys()].sort(), ['client_id', 'request_uri'], slug);
      assert.ok(expires_at !== null && expires_at.getTime() - Date.now() < 60_000);
    }
    const plain = await redirect('plain-oauth');
    assert.equal(plain.expires_at, null);
    const carried = new URL(plain.url).searchParams;
    assert.equal(carried.get('code_challenge_method'), 'S256');
    assert.equal(carried.has('nonce'), false);
  });

  it('asks for as long a consent as the bank gives, and reads its end', async () => {
    const linked = await link(world, 'fapi-dpop', { user: 'long' });
    const days = (linked.consent.expires_at!.getTime() - Date.now()) / 86_400_000;
    assert.equal(Math.round(days), 365);
  });

  it('knows how long an unused credential lives: by the bank’s word, else by its policy', async () => {
    const daysOf = async (slug: string) => {
      const { credential } = await link(world, slug, { user: 'idle' });
      const end = credential.refresh_expires_at;
      return end && Math.round((end.getTime() - Date.now()) / 86_400_000);
    };
    assert.equal(await daysOf('thirty-day-tokens'), 30);
    assert.equal(await daysOf('one-grant'), 365);
    assert.equal(await daysOf('fapi-dpop'), null);
  });

  it('goes on reading with a token that is bound to a key which was replaced, and renews it with the new one', async () => {
    const linked = await link(world, 'fapi-dpop', { user: 'key keeper' });
    const keyOf = ({ secret }: Credential): string => JSON.parse(secret).dpop_kid;
    world.keys.rotate('dpop');
    assert.equal(await read('fapi-dpop', linked.credential), 2);
    const fresh = await world.fdx.refresh(institution('fapi-dpop'), linked.credential);
    assert.notEqual(keyOf(fresh.credential), keyOf(linked.credential));
    assert.equal(await read('fapi-dpop', fresh.credential), 2);
  });

  it('does not get in with a token under another key, or as if nothing were bound', async () => {
    const { credential } = await link(world, 'fapi-dpop', { user: 'thief' });
    const secret = JSON.parse(credential.secret);
    world.keys.rotate('dpop');
    const { kid } = await world.keys.current('dpop');
    const stolen = { ...credential, secret: JSON.stringify({ ...secret, dpop_kid: kid }) };
    await refused(world.fdx.listAccounts(institution('fapi-dpop'), stolen), 'credential_rejected');
    const lost = { ...credential, secret: JSON.stringify({ ...secret, dpop_kid: 'gone' }) };
    await refused(world.fdx.listAccounts(institution('fapi-dpop'), lost), 'credential_rejected');
  });

  it('says that we are not known where our certificate is missing, and touches no link', async () => {
    const bank = institution('fapi-mtls');
    const { credential, consent } = await link(world, bank.slug, { user: 'certified' });
    const nobody = { file: '/nonexistent/client.pem' };
    const bare = {
      ...bank,
      id: 'fcinst_bare' as const,
      protocol: { ...bank.protocol, tls: { ...tlsOf(bank), certificate: nobody } },
    };
    const error = await world.fdx.listAccounts(bare, credential).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof BankError && error.kind === 'client_rejected');
    assert.equal(await world.fdx.diagnose(bank, consent.id, error), null);
  });

  it('goes on with a certificate that the bank renews while both run, and with a token that is bound to it', async () => {
    let [ahead_ms, bank_ahead_ms] = [0, 0];
    const clock = { now: () => new Date(Date.now() + ahead_ms) };
    const bank_clock = { now: () => new Date(Date.now() + bank_ahead_ms) };
    const renewing = await openBankWorld({ clock, bank_clock });
    const { bank, fdx } = renewing;
    const fapi = institution('fapi-mtls');
    const { credential } = await link(renewing, fapi.slug, { user: 'renewed' });
    const [first, until] = [bank.tls.client_certificate, await endOfTls(bank)];
    await bank.renewCertificates();
    assert.equal(bank.tls.client_certificate, first, 'nothing is near its end');
    bank_ahead_ms = 340 * DAY_MS;
    await bank.renewCertificates();
    bank_ahead_ms = 0;
    assert.notEqual(bank.tls.client_certificate, first);
    assert.ok((await endOfTls(bank)) - until >= 300 * DAY_MS, 'the door shows a new one, too');
    assert.equal((await fdx.listAccounts(fapi, credential)).length, 2);
    ahead_ms = 61_000;
    await refused(fdx.listAccounts(fapi, credential), 'credential_rejected');
    const fresh = await fdx.refresh(fapi, credential);
    assert.equal((await fdx.listAccounts(fapi, fresh.credential)).length, 2);
    await renewing.close();
  });

  it('reads a certificate and its key again at once where the one was replaced before the other', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'relink-certificate-'));
    const [bank, stranger] = [institution('fapi-mtls'), await openKeyring(null, 'stranger')];
    const { tls } = world.bank;
    const [certificate, key] = [{ file: join(folder, 'client.pem') }, { file: join(folder, 'client.key') }];
    const ours = {
      ...bank,
      id: 'fcinst_replaced' as const,
      protocol: { ...bank.protocol, tls: { ...tlsOf(bank), certificate, key } },
    };
    await writeFile(certificate.file, tls.client_certificate);
    await writeFile(key.file, stranger.client.key);
    await refused(world.fdx.getConsent(ours, 'none'), 'institution_unavailable');
    await writeFile(key.file, tls.client_key);
    assert.equal((await world.fdx.getConsent(ours, 'none')).status, 'unknown');
    await rm(folder, { recursive: true });
  });

  it('takes a secret that was replaced at once, whatever it remembers of the bank', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'relink-secret-'));
    const file = join(folder, 'client.secret');
    const bank = institution('bank-oauth');
    const client = { id: 'relink', secret: { file } };
    const ours = { ...bank, id: 'fcinst_renewed' as const, protocol: { ...bank.protocol, client } };
    const known = async (secret: string) => {
      await writeFile(file, secret);
      return await world.fdx.getConsent(ours, 'none').then(
        ({ status }) => status,
        (error: BankError) => error.kind,
      );
    };
    assert.deepEqual([await known('not-ours'), await known(CLIENT_SECRET)], ['client_rejected', 'unknown']);
    await rm(folder, { recursive: true });
  });
});

/** When the certificate at the bank's second door ends, in Unix milliseconds. */
async function endOfTls({ tls_url, tls }: Bank): Promise<number> {
  const { hostname: host, port } = new URL(tls_url);
  const socket = connect({ host, port: Number(port), ca: tls.ca });
  await once(socket, 'secureConnect');
  const { validToDate } = socket.getPeerX509Certificate()!;
  socket.destroy();
  return validToDate.getTime();
}

function tlsOf({ protocol }: { protocol: Record<string, unknown> }): Record<string, unknown> {
  return protocol.tls as Record<string, unknown>;
}
