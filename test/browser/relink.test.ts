// Relinks in Chromium at a bank with pages of its own: repair, changed data, a new number, further accounts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { everything, idsOf, link, mark, named, relinkSession, simulateOnAuthorization, told } from '../story.ts';
import { brokenLink, type Customer, chapter, openStage, PHONE, type Stage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

test('a withdrawn consent is repaired on a phone, and the merchant reads which account works again', async () => {
  const { world } = stage;
  const linked = await brokenLink(world, { accounts: ['Everyday Checking', 'Joint Checking'] });
  const [account] = linked.accounts;
  const session = await relinkSession(world, linked, { account: account!.id });
  const since = await mark(world);
  await stage.customer({ profile: { viewport: PHONE, hasTouch: true, isMobile: true } }, async (jenny) => {
    await jenny.open(session);
    await jenny.sees('Reconnect Bank (OAuth)');
    await jenny.flow.getByText('the permission was withdrawn at the bank').waitFor();
    await jenny.flow.getByText('Everyday Checking').waitFor();
    const bank = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
    await bank.signIn();
    await bank.sees('Choose accounts to share');
    assert.deepEqual(await bank.ticked(), ['Everyday Checking', 'Joint Checking'], 'what was shared last');
    await bank.press('Continue');
    await bank.allow();
    await jenny.sees('Bank (OAuth) is reconnected');
    await jenny.flow.getByRole('heading', { name: 'This one works again, too' }).waitFor();
    await jenny.press('Back to');
    const { session: result, error } = await jenny.outcome();
    assert.equal(error, undefined);
    assert.deepEqual(result?.relink_result, {
      account: account!.id,
      authorization: linked.authorization,
      failure_reason: null,
    });
    assert.deepEqual(result?.relink_options, { account: account!.id, authorization: linked.authorization });
    assert.deepEqual(idsOf(result?.accounts ?? []), [account!.id]);
  });
  const after = await everything(world, linked);
  assert.deepEqual(
    after.accounts.map(({ id, status }) => [id, status]),
    linked.accounts.map(({ id }) => [id, 'active']),
  );
  assert.equal(after.list?.length, 2, 'no account was doubled');
  const heard = (await told(world, since)).filter(([type]) => type === 'account.reactivated');
  assert.deepEqual(heard.map(([, id]) => id).sort(), idsOf(linked.accounts).sort());
});

test('what a customer shares in place of his account', async (t) => {
  const { world } = stage;
  const linked = await brokenLink(world);
  const [account] = linked.accounts;
  const targeted = () => relinkSession(world, linked, { account: account!.id });
  const before = await everything(world, linked);
  const since = await mark(world);
  const unchanged = async () => {
    assert.deepEqual(await everything(world, linked), before);
    const heard = (await told(world, since)).map(([type]) => type);
    assert.deepEqual(
      heard.filter((type) => type.startsWith('account')),
      [],
    );
  };
  await stage.customer({ profile: { viewport: PHONE } }, async (jenny) => {
    await chapter(
      t,
      'another person’s sign-in is not taken for his; when he gives up, nothing has changed',
      async () => {
        await jenny.open(await targeted());
        const bank = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
        await bank.signIn('somebody-else');
        await bank.choose(['Everyday Checking']);
        await bank.allow();
        await jenny.sees('That is a different sign-in');
        await jenny.press('Back to');
        const { session: result, error } = await jenny.outcome();
        assert.equal(error, undefined);
        assert.deepEqual(result?.accounts, []);
        assert.deepEqual(result?.relink_result, { account: null, authorization: null, failure_reason: 'no_account' });
        assert.equal(result?.status, 'failed');
        await unchanged();
      },
    );
    await chapter(t, 'other accounts are told apart, and nothing has changed', async () => {
      await jenny.open(await targeted());
      const bank = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
      await bank.agree(['Rainy Day Savings', 'Platinum Card']);
      await jenny.sees('That is a different account');
      const pane = jenny.flow.getByRole('main');
      await pane.locator('.wanted').getByText('Everyday Checking').waitFor();
      await pane.getByText('You shared these:').waitFor();
      await pane.getByText('Rainy Day Savings').waitFor();
      await pane.getByText('Nothing was changed.').waitFor();
      await unchanged();
    });
    await chapter(t, 'he tries again with the right one', async () => {
      const right = await jenny.pressForBank('Try again');
      await right.signIn();
      await right.sees('Choose accounts to share');
      assert.ok((await right.ticked()).includes('Everyday Checking'), 'the account that is asked for is suggested');
      await right.choose(['Everyday Checking']);
      await right.allow();
      await jenny.sees('Bank (OAuth) is reconnected');
      await jenny.press('Back to');
      const { session: result } = await jenny.outcome();
      assert.equal(result?.relink_result?.account, account!.id);
    });
    await chapter(t, 'a relink of the whole link keeps the known account and adds the new one', async () => {
      await addsAnAccount(jenny, linked);
    });
  });
});

/** The link breaks again, and the customer shares one account more. */
async function addsAnAccount(jenny: Customer, linked: Awaited<ReturnType<typeof brokenLink>>): Promise<void> {
  const { world } = stage;
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  await jenny.open(await relinkSession(world, linked));
  const bank = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
  await bank.agree(['Everyday Checking', 'Joint Checking']);
  await jenny.sees('Bank (OAuth) is reconnected');
  await jenny.press('Back to');
  const { session: result } = await jenny.outcome();
  const { authorization } = linked;
  assert.deepEqual(result?.relink_result, { account: null, authorization, failure_reason: null });
  const [known, added] = result?.accounts ?? [];
  assert.deepEqual([known?.id, known?.display_name], [linked.accounts[0]!.id, 'Everyday Checking']);
  assert.equal(added?.display_name, 'Joint Checking');
  assert.equal(result?.accounts.length, 2);
  assert.equal((await everything(world, linked)).list?.length, 2);
}

test('a healthy link is asked for other data, and the page lists what comes and what goes', async () => {
  const { world } = stage;
  const linked = await link(world, { bank_user: 'olga', accounts: ['Everyday Checking'] });
  const session = await relinkSession(world, linked, {
    account: linked.accounts[0]!.id,
    permissions: ['payment_method', 'ownership'],
  });
  await stage.customer({ profile: { viewport: PHONE } }, async (jenny) => {
    await jenny.open(session);
    await jenny.sees('Change what you share');
    const list = (title: string) => jenny.flow.locator('section.data', { hasText: title }).getByRole('strong');
    assert.deepEqual(await list('New').allTextContents(), ['Owner details']);
    assert.deepEqual(await list('No longer shared').allTextContents(), ['Balances']);
    assert.deepEqual(await list('Shared as before').allTextContents(), ['Account details for payments']);
    assert.equal(await jenny.flow.getByText(/reconnect|repair/i).count(), 0);
    const bank = await jenny.goToBank('Agree to the change', 'Bank (OAuth)');
    await bank.agree();
    await jenny.sees('Your choice is saved');
    await jenny.press('Back to');
    const { session: result } = await jenny.outcome();
    assert.equal(result?.relink_result?.account, linked.accounts[0]!.id);
  });
  const [account] = (await everything(world, linked)).accounts;
  assert.deepEqual(account?.permissions?.toSorted(), ['ownership', 'payment_method']);
});

test('an account number that ends', async (t) => {
  const { world } = stage;
  const linked = await link(world, {
    institution: 'Tokenized Account Numbers',
    accounts: ['Expired Tokenized Account Number', 'Eventually Expiring Tokenized Account Number'],
    bank_user: 'tess',
  });
  const [dead, expiring] = ['Expired', 'Eventually Expiring'].map((one) =>
    named(linked.accounts, `${one} Tokenized Account Number`),
  );
  const before = (await everything(world, { ...linked, accounts: [dead!] })).accounts[0]!;
  await stage.customer({ profile: { viewport: PHONE } }, async (jenny) => {
    await chapter(t, 'one that runs out in thirty days is asked to be renewed in time, with its date', async () => {
      await jenny.open(await relinkSession(world, linked, { account: expiring!.id }));
      await jenny.sees('Renew your account number');
      const { expected_expiry_date } = expiring!.account_numbers![0]!;
      const day = new Intl.DateTimeFormat('en', { dateStyle: 'long' }).format(expected_expiry_date! * 1000);
      await jenny.flow.getByText(`It runs out on ${day}.`).waitFor();
    });
    await chapter(t, 'a dead one is renewed', async () => {
      await jenny.open(await relinkSession(world, linked, { account: dead!.id }));
      await jenny.sees('Renew your account number');
      await jenny.flow.getByText('It has run out').waitFor();
      const bank = await jenny.goToBank('Agree and renew', 'Tokenized Account Numbers');
      await bank.agree();
      await jenny.sees('Your account number is renewed');
      await jenny.press('Back to');
      const { session: result } = await jenny.outcome();
      assert.deepEqual(idsOf(result?.accounts ?? []), [dead!.id]);
      const after = (await everything(world, { ...linked, accounts: [dead!] })).accounts[0]!;
      assert.notDeepEqual(after.account_numbers, before.account_numbers);
      assert.deepEqual(
        after.account_numbers?.map(({ status }) => status),
        ['transactable'],
      );
    });
  });
});
