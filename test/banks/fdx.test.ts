// The FDX connector against the real sandbox bank over sockets: linking, reading, ending, and telling why.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { BankError } from '../../server/src/domain/connections/bank.ts';
import { type BankWorld, institution, link, named, openBankWorld, visit } from './world.ts';

describe('the FDX connector at the sandbox bank', () => {
  let world: BankWorld;
  before(async () => {
    world = await openBankWorld();
  });
  after(() => world.close());

  const bankOauth = institution('bank-oauth');
  const of = ({ id }: { id: string }) => ({ consent: id, bank_user: 'by its consent' });
  /** The error of a read that has to fail. */
  async function failure(read: Promise<unknown>): Promise<BankError> {
    const error = await read.then(
      () => assert.fail('the read succeeded'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof BankError, String(error));
    return error;
  }

  it('links, reads accounts and numbers, and finds the consent active', async () => {
    const linked = await link(world, 'bank-oauth', { user: 'first', accounts: ['Everyday Checking', 'Platinum Card'] });
    assert.equal(linked.consent.status, 'active');
    assert.equal(linked.consent.expires_at, null);
    assert.ok(linked.credential.access_expires_at);
    const accounts = await world.fdx.listAccounts(bankOauth, linked.credential);
    assert.deepEqual(accounts.map((account) => account.bank_account).sort(), [...linked.consent.bank_accounts!].sort());
    const checking = named(accounts, 'Everyday Checking');
    assert.deepEqual(
      { ...checking, bank_account: '' },
      {
        bank_account: '',
        display_name: 'Everyday Checking',
        last4: '6789',
        category: 'cash',
        subcategory: 'checking',
        currency: 'usd',
        state: 'open',
        number_expires_at: null,
      },
    );
    const { interaction_id, ...numbers } = (await world.fdx.getNumbers(bankOauth, linked.credential, checking))!;
    assert.match(interaction_id ?? '', /^[0-9a-f-]{36}$/);
    assert.deepEqual(numbers, {
      identifier_type: 'account_number',
      routing_number: '110000000',
      account_number: '000123456789',
      status: 'transactable',
      supported_networks: ['ach'],
    });
    const card = named(accounts, 'Platinum Card');
    assert.equal(card.subcategory, 'credit_card');
    assert.equal(await world.fdx.getNumbers(bankOauth, linked.credential, card), null);
  });

  it('names the bank user who really signed in', async () => {
    const linked = await link(world, 'test-oauth', { user: 'who am I?' });
    assert.equal(linked.bank_user, 'who am I?');
  });

  it('diagnoses a demanded sign-in as institution_requirement, and reads again after the bank recovered', async () => {
    const { credential, consent } = await link(world, 'bank-oauth', { user: 'reauth' });
    await world.control.simulateConsent(bankOauth, of(consent), 'reauthentication_required');
    const error = await failure(world.fdx.listAccounts(bankOauth, credential));
    assert.equal(error.kind, 'reauthentication_required');
    assert.deepEqual(await world.fdx.diagnose(bankOauth, consent.id, error), {
      type: 'dead',
      cause: 'institution_requirement',
      action: 'relink_required',
      ended: null,
    });
    await world.control.simulateConsent(bankOauth, of(consent), 'recovered');
    assert.equal((await world.fdx.listAccounts(bankOauth, credential)).length, 7);
  });

  it('revokes as the platform, twice without complaint, and takes its own revocation of a link that is kept for something to repair', async () => {
    const { credential, consent } = await link(world, 'bank-oauth', { user: 'leaver' });
    await world.fdx.revoke(bankOauth, { consent: consent.id }, 'replaced');
    await world.fdx.revoke(bankOauth, { consent: consent.id }, 'replaced');
    assert.equal((await world.fdx.getConsent(bankOauth, consent.id)).ended_by, 'us');
    const error = await failure(world.fdx.listAccounts(bankOauth, credential));
    const diagnosis = await world.fdx.diagnose(bankOauth, consent.id, error);
    assert.deepEqual(diagnosis, { type: 'dead', cause: 'unspecified', action: 'relink_required', ended: 'us' });
  });

  it('takes the bank at its word where it names the consent that took the place of another', async () => {
    const slug = 'one-grant';
    const first = await link(world, slug, { user: 'again', accounts: ['Everyday Checking'] });
    const second = await link(world, slug, { user: 'again', accounts: ['Rainy Day Savings'] });
    const { status, superseded_by } = await world.fdx.getConsent(institution(slug), first.consent.id);
    assert.deepEqual([status, superseded_by], ['superseded', second.consent.id]);
    const error = await failure(world.fdx.listAccounts(institution(slug), first.credential));
    assert.deepEqual(await world.fdx.diagnose(institution(slug), first.consent.id, error), {
      type: 'dead',
      cause: 'access_denied',
      action: 'relink_required',
      ended: 'superseded',
      superseded_by: second.consent.id,
    });
  });

  it('does not know a consent that the bank does not know', async () => {
    assert.equal((await world.fdx.getConsent(bankOauth, 'no-such-consent')).status, 'unknown');
    await world.fdx.revoke(bankOauth, { consent: 'no-such-consent' }, 'replaced');
  });

  it('shows a closed account as closed, and takes its refused reads for nothing against the link', async () => {
    const linked = await link(world, 'bank-oauth', { user: 'closer' });
    const account = named(await world.fdx.listAccounts(bankOauth, linked.credential), 'Rainy Day Savings');
    const target = { bank_user: 'closer', bank_account: account.bank_account, consent: null };
    await world.control.simulateAccount(bankOauth, target, 'closed');
    const after = named(await world.fdx.listAccounts(bankOauth, linked.credential), 'Rainy Day Savings');
    assert.equal(after.state, 'closed');
    const error = await failure(world.fdx.getNumbers(bankOauth, linked.credential, account));
    assert.equal(error.kind, 'account_closed');
    assert.equal(await world.fdx.diagnose(bankOauth, linked.consent.id, error), null);
  });

  it('tells an account that is no longer shared from one that is unavailable', async () => {
    const linked = await link(world, 'bank-oauth', { user: 'sharer' });
    const accounts = await world.fdx.listAccounts(bankOauth, linked.credential);
    const listed: Record<string, boolean | undefined> = {};
    for (const [name, event] of [
      ['Rainy Day Savings', 'sharing_stopped'],
      ['Joint Checking', 'unavailable'],
    ] as const) {
      const account = named(accounts, name);
      const target = { bank_user: 'sharer', bank_account: account.bank_account, consent: linked.consent.id };
      await world.control.simulateAccount(bankOauth, target, event);
      const error = await failure(world.fdx.getNumbers(bankOauth, linked.credential, account));
      assert.equal(error.kind, 'account_not_found');
      const { bank_accounts } = await world.fdx.getConsent(bankOauth, linked.consent.id);
      listed[event] = bank_accounts?.includes(account.bank_account);
    }
    assert.deepEqual(listed, { sharing_stopped: false, unavailable: true });
  });

  it('ends a cancelled visit as cancelled, a refused sign-in as such, a broken one as other', async () => {
    for (const [outcome, kind] of [
      ['cancel', 'cancelled'],
      ['fail_authentication', 'sign_in_failed'],
      ['unexpected_error', 'other'],
    ] as const) {
      assert.deepEqual(await visit(world, 'bank-oauth', { outcome }), { type: 'failed', failure: { kind } });
    }
  });

  it('does not send anyone to a bank that is down, and says when it is back', async () => {
    const planned = await visit(world, 'down-scheduled');
    assert.equal(planned.type, 'failed');
    assert.ok(planned.type === 'failed' && planned.failure.kind === 'institution_maintenance');
    assert.ok((planned.failure.expected_available_at ?? 0) > Date.now() / 1000);
    assert.deepEqual(await visit(world, 'down-unscheduled'), { type: 'failed', failure: { kind: 'institution_down' } });
    assert.deepEqual(await visit(world, 'down-error'), { type: 'failed', failure: { kind: 'other' } });
  });

  it('asks for what the permissions need, and nothing else opens', async () => {
    const bank = institution('test-oauth');
    const step = await world.fdx.startVisit({
      institution: bank,
      redirect_uri: 'http://127.0.0.1:4242/banks/test-oauth/callback',
      permissions: ['ownership'],
      bank_user: 'narrow',
      bank_account: null,
      customer_time: null,
      locale: 'en',
    });
    assert.ok(step.type === 'redirect');
    const { redirect_to: url } = await world.control.authorize(bank, {
      url: step.url,
      bank_user: 'narrow',
      accounts: null,
      outcome: 'approve',
    });
    const done = await world.fdx.continueVisit(bank, step.secret, { type: 'callback', url });
    assert.ok(done.type === 'complete');
    const [account] = await world.fdx.listAccounts(bank, done.credential);
    const error = await failure(world.fdx.getNumbers(bank, done.credential, account!));
    assert.equal(error.kind, 'permission_missing');
    assert.equal(await world.fdx.diagnose(bank, done.consent!.id, error), null);
  });

  it('passes on what the operator’s desk refuses', async () => {
    await assert.rejects(link(world, 'bank-oauth', { accounts: ['No Such Account'] }), {
      name: 'BankControlError',
      status: 400,
      param: 'accounts',
    });
    await assert.rejects(
      world.control.simulateConsent(bankOauth, { consent: 'no-such-consent', bank_user: 'nobody' }, 'revoked'),
      { status: 404 },
    );
  });
});
