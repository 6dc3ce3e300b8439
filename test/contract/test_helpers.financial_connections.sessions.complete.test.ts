// POST /v1/test_helpers/financial_connections/sessions/:session/complete: a whole flow without a browser, and every refusal of it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { consentsAtBank, eventsAfter, mark, relinkSession, type Session, told } from '../story.ts';
import { type Connected, openConnected, plain } from './connected.ts';
import { openFlow } from './flow_client.ts';
import { testIdempotency } from './idempotency.ts';
import * as refusals from './refusals.ts';
import { assertRefused, badRequest, type Refusal } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let at: Connected;
before(async () => {
  at = await openConnected();
});
after(() => at.world.close());

const BANK = 'Bank (OAuth)';

const complete = async (id: string, params: object, options?: Stripe.RequestOptions, stripe = at.stripe) => {
  const path = `/v1/test_helpers/financial_connections/sessions/${id}/complete`;
  return (await stripe.rawRequest('POST', path, params as never, options)) as unknown as Stripe.Response<Session>;
};

const create = async (params: object = {}) => {
  const { id } = await at.stripe.customers.create({ name: 'New' });
  return at.stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer: id },
    permissions: ['balances'],
    ...params,
  } as Stripe.FinancialConnections.SessionCreateParams);
};

const names = (session: Session) => session.accounts.data.map(({ display_name }) => display_name);

describe('completing a session', () => {
  test('answers with the whole session as it is retrieved, and tells of it without its secret', async () => {
    const made = await create();
    const since = await mark(at.world);
    const session = await complete(made.id, { institution: BANK, accounts: ['Everyday Checking', 'Home Loan'] });
    assertWhole(session);
    assert.equal(session.status, 'succeeded');
    assert.deepEqual(plain(session), plain(await at.stripe.financialConnections.sessions.retrieve(made.id)));
    assert.deepEqual(names(session), ['Everyday Checking', 'Home Loan']);
    const events = await eventsAfter(at.world, since);
    for (const event of events) assertWhole(event);
    const type = (name: string) => `financial_connections.${name}`;
    assert.deepEqual(
      events.map((event) => event.type),
      [type('account.created'), type('account.created'), type('session.updated')],
    );
    // Events show objects as the newest preview has them.
    const newest = await at.stripe.financialConnections.sessions.retrieve(
      made.id,
      {},
      { apiVersion: '2026-09-30.preview' },
    );
    assert.deepEqual(plain(events[2]?.data), { object: { ...plain(newest), client_secret: null } });
    assert.deepEqual(plain(events[0]?.data), { object: plain(newest.accounts.data[0]) });
    assert.equal(JSON.stringify(events).includes('client_secret_'), false);
  });

  test('takes an institution by id and by name, in any case and in the singular', async () => {
    for (const institution of ['fcinst_Qn1aNn8l07746s', 'bank (oauth)', ' Bank (OAuth) ']) {
      const session = await complete((await create()).id, { institution });
      assert.equal(session.accounts.data[0]?.institution_name, BANK);
    }
    const session = await complete((await create()).id, { institution: 'tokenized account number' });
    assert.equal(session.accounts.data[0]?.institution_name, 'Tokenized Account Numbers');
  });

  test('links all that the bank offers within filters and limits', async () => {
    const all = await complete((await create()).id, { institution: BANK });
    assert.equal(all.accounts.data.length, 7);
    const filters = { account_subcategories: ['savings', 'mortgage'] };
    const filtered = await complete((await create({ filters })).id, { institution: BANK });
    assert.deepEqual(names(filtered), ['Rainy Day Savings', 'Home Loan']);
    const limited = await complete((await create({ filters, limits: { accounts: 1 } })).id, { institution: BANK });
    assert.deepEqual(names(limited), ['Rainy Day Savings']);
  });

  test('needs no institution where the session names one', async () => {
    const filters = { institution: 'fcinst_Qn1a7A4KhL42se' };
    const session = await complete((await create({ filters })).id, {});
    assert.equal(session.accounts.data[0]?.institution_name, 'Test (Non-OAuth)');
    const relink = await relinkSession(at.world, at.linked, { account: at.checking.id });
    assert.equal((await complete(relink.id, { institution: BANK })).relink_result?.account, at.checking.id);
  });

  test('twice at once is one flow, and both are told how it ended', async () => {
    const { id } = await create();
    const since = await mark(at.world);
    const once = () => complete(id, { institution: BANK, accounts: ['Everyday Checking'] });
    const [one, two] = await Promise.all([once(), once()]);
    assert.deepEqual(plain(one), plain(two));
    assert.deepEqual(
      (await told(at.world, since)).map(([type]) => type),
      ['account.created', 'session.updated'],
    );
  });

  test('again while the first is under way is the same flow', async () => {
    const made = await create();
    const since = await mark(at.world);
    const once = () => complete(made.id, { institution: BANK, accounts: ['Everyday Checking'] });
    const first = once();
    const flow = openFlow(at.world, made);
    let looks = 0;
    while ((await flow.view('view')).pane.type === 'consent') {
      looks += 1;
      assert.ok(looks < 2_000, 'the first has begun');
    }
    assert.deepEqual(plain(await once()), plain(await first));
    assert.deepEqual(
      (await told(at.world, since)).map(([type]) => type),
      ['account.created', 'session.updated'],
    );
    const customer = String(made.account_holder?.customer);
    assert.deepEqual(await consentsAtBank(at.world, 'bank-oauth', customer), ['ACTIVE']);
  });

  test('shows and expands what the version has', async () => {
    const general = await complete((await create()).id, { institution: BANK }, { apiVersion: '2026-09-30.endive' });
    assertWhole(general);
    assert.equal('status' in general, false);
    const expand = ['accounts.data.institution'];
    const expanded = await complete((await create()).id, { institution: BANK, expand });
    assertWhole(expanded);
    const bank = expanded.accounts.data[0]?.institution as Stripe.FinancialConnections.Institution | undefined;
    assert.equal(bank?.name, BANK);
  });

  describe('under an idempotency key', () => {
    const made = new Map<string, Promise<Session>>();
    const sessionOf = async ({ idempotencyKey = '' }: Stripe.RequestOptions) => {
      const session = made.get(idempotencyKey) ?? create();
      made.set(idempotencyKey, session);
      return (await session).id;
    };
    testIdempotency({
      post: async (options) => complete(await sessionOf(options), { institution: BANK }, options),
      other: async (options) => complete(await sessionOf(options), { institution: BANK, outcome: 'cancel' }, options),
      // Refused by the job that does the work, and remembered all the same.
      refused: async (options) =>
        complete(await sessionOf(options), { institution: BANK, accounts: ['Nowhere'] }, options),
      malformed: async (options) => complete(await sessionOf(options), { outcome: 'perhaps' }, options),
      async count() {
        const type = 'financial_connections.session.updated';
        return (await at.stripe.events.list({ type, limit: 100 })).data.length;
      },
    });
  });
});

describe('completing is refused, and the session stays open,', () => {
  const refused = (title: string, session: () => Promise<Session>, params: object, expected: Refusal) =>
    test(title, async () => {
      const { id } = await session();
      const since = await mark(at.world);
      await assertRefused(complete(id, params), expected);
      assert.deepEqual(await told(at.world, since), []);
      assert.equal((await at.stripe.financialConnections.sessions.retrieve(id)).status, 'pending');
    });
  const plainly = () => create();
  const targeted = () => relinkSession(at.world, at.linked, { account: at.checking.id });
  const untargeted = () => relinkSession(at.world, at.linked);
  const noTarget = badRequest('Only a session with relink_options[account] can end with a wrong account.', {
    param: 'outcome',
  });
  const bound = badRequest('This session is bound to another institution.', { param: 'institution' });
  refused('without an institution', plainly, {}, refusals.missing('institution'));
  refused('with an empty institution', plainly, { institution: '' }, refusals.empty('institution'));
  refused(
    'with an unknown institution',
    plainly,
    { institution: 'Nowhere' },
    refusals.noSuch('institution', 'Nowhere', 'institution'),
  );
  refused(
    'with an unknown outcome',
    plainly,
    { institution: BANK, outcome: 'maybe' },
    refusals.notOneOf('outcome', 'one of success, cancel, fail_authentication, wrong_account, or unexpected_error'),
  );
  refused('with no accounts', plainly, { institution: BANK, accounts: '' }, refusals.empty('accounts'));
  refused(
    'with one account as text',
    plainly,
    { institution: BANK, accounts: 'Savings' },
    badRequest('Invalid array', { param: 'accounts' }),
  );
  refused('with an empty person', plainly, { institution: BANK, bank_user: '' }, refusals.empty('bank_user'));
  refused('with an unknown parameter', plainly, { institution: BANK, account: 'x' }, refusals.unknown('account'));
  refused('with a wrong account in a first link', plainly, { institution: BANK, outcome: 'wrong_account' }, noTarget);
  refused('with a wrong account where none is right', untargeted, { outcome: 'wrong_account' }, noTarget);
  refused('at another bank than the link’s', targeted, { institution: 'Test (OAuth)' }, bound);
  refused(
    'at another bank than the filter’s',
    () => create({ filters: { institution: 'fcinst_Qn1a6jqpI0Gb84' } }),
    { institution: BANK },
    bound,
  );
  refused(
    'at a bank outside of the filtered country',
    () => create({ filters: { countries: ['CA'] } }),
    { institution: BANK },
    badRequest("This institution is outside of the session's country filter.", { param: 'institution' }),
  );
  refused(
    'with an account that the person does not have',
    plainly,
    { institution: 'Ownership Accounts', accounts: ['Yacht'] },
    badRequest(
      "The bank has no account named 'Yacht' for this person. It has: Single Owner Checking, Joint Owners Checking, No Owner Data Checking, Company Checking.",
      { param: 'accounts' },
    ),
  );
  refused(
    'with what cannot be expanded',
    plainly,
    { institution: BANK, expand: ['a.b.c.d.e'] },
    refusals.tooDeep('a.b.c.d.e'),
  );

  test('with the key of another merchant', async () => {
    const { id } = await create();
    await assertRefused(complete(id, { institution: BANK }, {}, at.other), refusals.notFound('session', id));
    assert.equal((await at.stripe.financialConnections.sessions.retrieve(id)).status, 'pending');
  });
});

describe('completing is refused for', () => {
  test('an unknown session', () =>
    assertRefused(complete('fcsess_none', {}), refusals.notFound('session', 'fcsess_none')));

  const finished = (status: string, outcome: string) =>
    test(`a session that is ${status}, however it shall end now`, async () => {
      const session = await relinkSession(at.world, at.linked, { account: at.checking.id });
      assert.equal((await complete(session.id, { outcome })).status, status);
      const state = plain(await at.stripe.financialConnections.sessions.retrieve(session.id));
      const since = await mark(at.world);
      const expected = badRequest(`This session is already ${status}. Create another one.`, {
        code: 'status_transition_invalid',
      });
      await assertRefused(complete(session.id, {}), expected);
      await assertRefused(complete(session.id, { outcome: 'cancel' }), expected);
      assert.deepEqual(await told(at.world, since), []);
      assert.deepEqual(plain(await at.stripe.financialConnections.sessions.retrieve(session.id)), state);
    });
  finished('succeeded', 'success');
  finished('cancelled', 'cancel');
  finished('failed', 'fail_authentication');
});
