// The credentials connector against the form banks over sockets: magic inputs, retries, the same reads, the same ends.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { VisitStep } from '../../server/src/domain/connections/bank.ts';
import { type BankWorld, type Complete, institution, named, openBankWorld, visitRequest } from './world.ts';

describe('the credentials connector at the form banks', () => {
  let world: BankWorld;
  before(async () => {
    world = await openBankWorld();
  });
  after(() => world.close());

  const bank = institution('bank-non-oauth');
  const test = institution('test-non-oauth');

  type Form = Extract<VisitStep, { type: 'form' }>;
  const start = async (slug = 'bank-non-oauth', wish = {}): Promise<Form> => {
    const request = visitRequest(slug, wish);
    return asForm(await world.credentials.startVisit({ ...request, permissions: [...request.permissions] }));
  };
  const answer = (step: Form, values: Record<string, string>) =>
    world.credentials.continueVisit(bank, step.secret, { type: 'answer', values });
  const asForm = (step: VisitStep): Form => {
    assert.equal(step.type, 'form', JSON.stringify(step));
    return step as Form;
  };
  const asComplete = (step: VisitStep) => {
    assert.ok(step.type === 'complete', JSON.stringify(step));
    return step as Complete;
  };
  const signIn = (user: string, password = 'anything') => ({ username: user, password });

  it('begins with user name and password, without asking the bank', async () => {
    const { secret: _, ...shown } = await start();
    assert.deepEqual(shown, {
      type: 'form',
      purpose: 'credentials',
      challenge: null,
      fields: [
        { name: 'username', kind: 'text' },
        { name: 'password', kind: 'password' },
      ],
      error: null,
      attempt: 1,
      max_attempts: 3,
    });
  });

  it('links, reads accounts and numbers, signs in again, revokes, and tells why reads fail then', async () => {
    const linked = asComplete(await answer(await start(), signIn('anna')));
    assert.equal(linked.bank_user, 'anna');
    assert.equal(linked.consent.status, 'active');
    const accounts = await world.credentials.listAccounts(bank, linked.credential);
    assert.equal(accounts.length, 7);
    const checking = named(accounts, 'Everyday Checking');
    const numbers = await world.credentials.getNumbers(bank, linked.credential, checking);
    assert.equal(numbers?.account_number, '000123456789');
    const next = await world.credentials.refresh(bank, linked.credential);
    assert.equal(next.rotated, false);
    assert.deepEqual(await world.credentials.listAccounts(bank, next.credential), accounts);
    // As it was kept before there were sessions: one token for everything.
    const { refresh_token } = JSON.parse(linked.credential.secret) as { refresh_token: string };
    const former = { ...linked.credential, secret: JSON.stringify({ v: 1, access_token: refresh_token }) };
    const { credential } = await world.credentials.refresh(bank, former);
    assert.deepEqual(await world.credentials.listAccounts(bank, credential), accounts);

    await world.control.simulateConsent(bank, { consent: linked.consent.id, bank_user: 'anna' }, 'revoked');
    const error = await world.credentials.listAccounts(bank, linked.credential).catch((thrown) => thrown);
    assert.equal(error.kind, 'credential_rejected');
    const diagnosis = await world.credentials.diagnose(bank, linked.consent.id, error);
    assert.deepEqual(diagnosis, { type: 'dead', cause: 'access_denied', action: 'relink_required', ended: 'customer' });
    await world.credentials.revoke(bank, { consent: linked.consent.id }, 'link_ended');
  });

  it('takes the visit’s person where the user name is left blank, and anything at all at the test bank', async () => {
    const step = await start('test-non-oauth', { user: 'holder-7' });
    const done = await world.credentials.continueVisit(test, step.secret, {
      type: 'answer',
      values: { username: ' ', password: 'error' },
    });
    assert.equal(asComplete(done).bank_user, 'holder-7');
    assert.equal((await world.credentials.listAccounts(test, asComplete(done).credential)).length, 9);
  });

  it('gives one person one subject', async () => {
    const one = asComplete(await answer(await start(), signIn('bert')));
    const two = asComplete(await answer(await start(), signIn('bert')));
    const other = asComplete(await answer(await start(), signIn('berta')));
    assert.equal(one.bank_subject, two.bank_subject);
    assert.notEqual(one.bank_subject, other.bank_subject);
  });

  it('asks what the magic words ask for, one after the other', async () => {
    const options = asForm(await answer(await start(), signIn('chain', 'options')));
    assert.deepEqual([options.purpose, options.challenge, options.attempt], ['challenge', 'options', 1]);
    const field = options.fields[0];
    assert.ok(field?.kind === 'options' && (field.options?.length ?? 0) > 1);
    const mfa = asForm(await answer(options, { answer: 'mfa' }));
    assert.deepEqual(mfa.fields, [{ name: 'answer', kind: 'code' }]);
    const confirm = asForm(await answer(mfa, { answer: 'confirm_mfa' }));
    assert.equal(confirm.challenge, 'confirm_mfa');
    const question = asForm(await answer(confirm, { answer: 'security_question' }));
    assert.deepEqual(question.fields, [{ name: 'answer', kind: 'text' }]);
    assert.equal(asComplete(await answer(question, { answer: 'blue' })).bank_user, 'chain');
  });

  it('lets the customer try again, three times in all, at the first prompt and later', async () => {
    const again = asForm(await answer(await start(), signIn('dora', 'incorrect')));
    assert.deepEqual([again.purpose, again.error, again.attempt], ['credentials', 'incorrect', 2]);
    assert.equal(asComplete(await answer(again, signIn('dorothea'))).bank_user, 'dorothea');

    const code = asForm(await answer(await start(), signIn('dora', 'mfa')));
    const second = asForm(await answer(code, { answer: 'incorrect' }));
    const third = asForm(await answer(second, { answer: 'incorrect' }));
    assert.deepEqual([third.error, third.attempt, third.max_attempts], ['incorrect', 3, 3]);
    assert.deepEqual(await answer(third, { answer: 'incorrect' }), {
      type: 'failed',
      failure: { kind: 'sign_in_failed' },
    });
  });

  it('ends the visit at the word error, and does not spend an attempt on an empty answer', async () => {
    assert.deepEqual(await answer(await start(), signIn('emil', 'error')), {
      type: 'failed',
      failure: { kind: 'sign_in_failed' },
    });
    const code = asForm(await answer(await start(), signIn('emil', 'mfa')));
    const empty = asForm(await answer(code, { answer: '  ' }));
    assert.deepEqual([empty.error, empty.attempt], ['incorrect', 1]);
    assert.equal((await answer(empty, { answer: '123456' })).type, 'complete');
  });

  it('does not answer a sign-in twice, keeps no password, and takes no callback', async () => {
    const again = asForm(await answer(await start(), signIn('fred', 'incorrect')));
    assert.ok(!again.secret.includes('incorrect'));
    const code = asForm(await answer(again, signIn('fred', 'mfa')));
    assert.equal((await answer(code, { answer: '1' })).type, 'complete');
    assert.equal((await answer(code, { answer: '1' })).type, 'failed');
    const odd = await world.credentials.continueVisit(bank, code.secret, { type: 'callback', url: 'http://x/' });
    assert.deepEqual(odd, { type: 'failed', failure: { kind: 'other' } });
    const gone = { ...JSON.parse(code.secret), sign_in: 'no-such-sign-in' };
    const expired = await answer({ ...code, secret: JSON.stringify(gone) }, { answer: '1' });
    assert.deepEqual(expired, { type: 'failed', failure: { kind: 'expired' } });
  });

  it('bears a bank that breaks during the sign-in', async () => {
    const step = await start();
    await world.desk('PUT', 'bank-non-oauth/faults', { status: 500, times: 1 });
    assert.deepEqual(await answer(step, signIn('gerd')), { type: 'failed', failure: { kind: 'institution_down' } });
    await world.desk('PUT', 'bank-non-oauth/faults', { garbage: true, times: 1 });
    assert.deepEqual(await answer(step, signIn('gerd')), { type: 'failed', failure: { kind: 'other' } });
    const long = await answer(step, signIn('gerd', 'x'.repeat(5000)));
    assert.deepEqual(long, { type: 'failed', failure: { kind: 'other' } });
  });

  it('fails as a test helper orders it, where no password could, just like the OAuth banks', async () => {
    for (const [sandbox_outcome, kind] of [
      ['fail_authentication', 'sign_in_failed'],
      ['unexpected_error', 'other'],
    ] as const) {
      const step = await start('test-non-oauth');
      const values = { ...signIn('ilse'), sandbox_outcome };
      const failed = await world.credentials.continueVisit(test, step.secret, { type: 'answer', values });
      assert.deepEqual(failed, { type: 'failed', failure: { kind } });
    }
  });

  it('asks what this bank asks of this customer, tells that he is locked out, and says what keeps it out without him', async () => {
    const happens = (event: string) => world.desk('POST', 'bank-non-oauth/people/jutta/access/simulate', { event });
    const { credential } = asComplete(await answer(await start(), signIn('jutta')));
    const refusal = async () => (await world.credentials.refresh(bank, credential).catch((error) => error)).kind;
    for (const event of ['code_required', 'terms_changed']) await happens(event);
    assert.equal(await refusal(), 'reauthentication_required');
    const code = asForm(await answer(await start(), signIn('jutta')));
    assert.equal(code.challenge, 'mfa');
    const terms = asForm(await answer(code, { answer: '123456' }));
    assert.deepEqual([terms.challenge, terms.fields[0]?.options?.map(({ id }) => id)], ['action', ['accept']]);
    assert.equal((await answer(terms, { answer: 'accept' })).type, 'complete');
    await happens('password_changed');
    assert.equal(await refusal(), 'password_rejected');
    await happens('locked');
    assert.equal(await refusal(), 'user_locked_out');
    assert.deepEqual(await answer(await start(), signIn('jutta')), { type: 'failed', failure: { kind: 'locked_out' } });
  });

  it('sets the person’s time with the sign-in', async () => {
    const customer_time = new Date('2031-05-06T07:08:09.000Z');
    const step = await start('bank-non-oauth', { customer_time });
    const linked = asComplete(await answer(step, signIn('hanna')));
    assert.equal(await world.timeOf(bank.slug, 'hanna'), customer_time.toISOString());
    assert.equal(linked.consent.status, 'active');
  });
});
