// The FDX connector at banks of each security profile: what the customer carries, what tokens are bound to, how they are renewed and ended.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  BankError,
  type BankErrorKind,
  type Credential,
  type VisitStep,
} from '../../server/src/domain/connections/bank.ts';
import { type BankWorld, institution, link, openBankWorld, visit, visitRequest } from './world.ts';

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

  it('refreshes as each bank does it, and says whether the old credential is spent', async () => {
    const rotated: Record<string, boolean> = {};
    for (const slug of ['fapi-dpop', 'fapi-mtls', 'fdx-green', 'plain-oauth']) {
      const linked = await visit(world, slug, { user: 'refresher' });
      assert.ok(linked.type === 'complete', slug);
      const fresh = await world.fdx.refresh(institution(slug), linked.credential);
      rotated[slug] = fresh.rotated;
      assert.equal(await read(slug, fresh.credential), await read(slug, linked.credential), slug);
    }
    assert.deepEqual(rotated, { 'fapi-dpop': false, 'fapi-mtls': true, 'fdx-green': true, 'plain-oauth': false });
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

  it('links, reads and ends a grant at a bank that keeps no record of it', async () => {
    const bank = institution('plain-oauth');
    const linked = await visit(world, bank.slug, { user: 'plain' });
    assert.ok(linked.type === 'complete');
    assert.equal(linked.consent, null);
    const again = await visit(world, bank.slug, { user: 'plain' });
    assert.ok(again.type === 'complete');
    assert.equal(again.bank_subject, linked.bank_subject);
    await world.fdx.revoke(bank, { credential: linked.credential }, 'link_ended');
    await world.fdx.revoke(bank, { credential: linked.credential }, 'link_ended');
    await refused(world.fdx.refresh(bank, linked.credential), 'credential_rejected');
    assert.equal((await world.fdx.refresh(bank, again.credential)).rotated, false);
  });

  it('takes the bank’s own word for a refusal', async () => {
    for (const slug of ['fdx-green', 'plain-oauth']) {
      assert.deepEqual(await visit(world, slug, { user: 'no', outcome: 'cancel' }), {
        type: 'failed',
        failure: { kind: 'cancelled' },
      });
    }
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
});

function tlsOf({ protocol }: { protocol: Record<string, unknown> }): Record<string, unknown> {
  return protocol.tls as Record<string, unknown>;
}
