// stripe.financialConnections.sessions.create with ui_mode=hosted: what it takes, how the customer gets the link, every refusal.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import type { Row } from '../../server/src/database/schema.ts';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { ensureOwner } from '../../server/src/domain/merchants/member_rows.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { KINDS, type KindName, OWNER_EMAIL, writeLinks } from '../links.ts';
import { plain } from './connected.ts';
import { records } from './records.ts';
import * as refusals from './refusals.ts';
import { assertRefused, badRequest, type Refusal } from './refusals.ts';
import { assertWhole } from './shapes.ts';

const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;
const NOW = new Date('2026-06-01T12:00:00Z');
const LINK = /^http:\/\/127\.0\.0\.1:4242\/relink\/[0-9A-Za-z]{32}$/;

let api: TestApi;
before(async () => {
  api = await openTestApi();
  api.clock.set(NOW);
  await api.database.transact(async (trx) => {
    await seedInstitutions(trx);
    await ensureOwner(trx, api.merchant.id, OWNER_EMAIL, api.world);
  });
});
after(() => api.close());

type Target = Awaited<ReturnType<typeof target>>;

/** A link of its own of a kind; numbers make ids unique, and the last one of them is the new link's. */
const made = new Map<KindName, number>();
async function target(kind: KindName = 'broken') {
  const from = (made.get(kind) ?? 0) + 1;
  made.set(kind, from);
  const merchant = api.merchant.id;
  await api.database.transact((trx) => writeLinks(trx, { merchant, kind, from, count: 1, now: NOW }));
  const tail = `${kind}${String(from).padStart(8, '0')}`;
  const customer = KINDS[kind].holder ? `cus_${tail}` : null;
  return { customer, authorization: `fcauth_${tail}` as const, account: `fca_${tail}` as const };
}

/** The link's request, with changes. */
function asking({ customer, authorization, account }: Target, more: object = {}): object {
  return {
    ...(customer && { account_holder: { type: 'customer', customer } }),
    permissions: ['payment_method', 'balances'],
    relink_options: { authorization, account },
    ui_mode: 'hosted',
    hosted: { delivery_method: 'email' },
    ...more,
  };
}

const BY_URL = { hosted: { delivery_method: 'url' } };

function create(params: object, options?: Stripe.RequestOptions, stripe = api.stripe) {
  return stripe.financialConnections.sessions.create(
    params as Stripe.FinancialConnections.SessionCreateParams,
    options,
  );
}

const retrieve = (id: string) => api.stripe.financialConnections.sessions.retrieve(id);

async function assertUnchanged(call: () => Promise<unknown>, expected: Refusal): Promise<void> {
  const before = await records(api.database);
  await assertRefused(call(), expected);
  assert.deepEqual(await records(api.database), before);
}

async function number(account: string, values: Partial<Row<'account_numbers'>>): Promise<void> {
  await api.database.kysely
    .updateTable('account_numbers')
    .set(values)
    .where('account', '=', account as Row<'accounts'>['id'])
    .execute();
}

describe('a hosted session', () => {
  test('by url is whole, tells its address, has no client secret, and is told the same again', async () => {
    const link = await target();
    const return_url = 'https://shop.example/banks?from=relink';
    const session = await create(asking(link, { ...BY_URL, return_url }));
    assertWhole(session);
    assert.match(String(session.url), LINK);
    const { id, url: _, ...rest } = plain(session);
    assert.deepEqual(rest, {
      object: 'financial_connections.session',
      account_holder: { customer: link.customer, type: 'customer' },
      accounts: {
        object: 'list',
        data: [],
        has_more: false,
        total_count: 0,
        url: '/v1/financial_connections/accounts',
      },
      client_secret: null,
      filters: { account_subcategories: ['checking', 'savings'], countries: null, country: null },
      hosted: { delivery_method: 'url', return_url },
      limits: { accounts: 1 },
      livemode: false,
      permissions: ['payment_method', 'balances'],
      prefetch: [],
      relink_options: { account: link.account, authorization: link.authorization },
      return_url,
      status: 'pending',
      status_details: {},
      ui_mode: 'hosted',
    });
    assert.deepEqual(plain(await retrieve(id)), plain(session));
  });

  test('by url may be asked for as often as one likes, each with an address of its own', async () => {
    const link = await target();
    const sessions = [];
    for (let time = 0; time < 3; time += 1) sessions.push(await create(asking(link, BY_URL)));
    assert.equal(new Set(sessions.map(({ url }) => url)).size, 3);
    for (const session of sessions) assert.deepEqual(plain(await retrieve(session.id)), plain(session));
  });

  test('by e-mail tells no address, has no client secret, and writes one mail to the holder', async () => {
    const link = await target();
    const session = await create(asking(link));
    assertWhole(session);
    assert.deepEqual([session.url, session.client_secret, session.ui_mode], [null, null, 'hosted']);
    assert.deepEqual(session.hosted, { delivery_method: 'email', return_url: null });
    assert.deepEqual(plain(await retrieve(session.id)), plain(session));
    assert.deepEqual(await mailsOf(session.id), [OWNER_EMAIL]);
  });

  test('asked for twice under one key is one session and one mail', async () => {
    const link = await target();
    const idempotencyKey = randomUUID();
    const session = await create(asking(link), { idempotencyKey });
    assert.deepEqual(plain(await create(asking(link), { idempotencyKey })), plain(session));
    assert.deepEqual(await mailsOf(session.id), [OWNER_EMAIL]);
    const byUrl = { idempotencyKey: randomUUID() };
    const first = await create(asking(link, BY_URL), byUrl);
    assert.equal((await create(asking(link, BY_URL), byUrl)).url, first.url);
  });

  test('may change the permissions of what it repairs', async () => {
    const session = await create(asking(await target(), { ...BY_URL, permissions: ['balances', 'ownership'] }));
    assert.deepEqual(session.permissions, ['balances', 'ownership']);
  });

  const eligible = (title: string, values: Partial<Row<'account_numbers'>>) =>
    test(`is possible for ${title}`, async () => {
      const link = await target('expiring');
      await number(link.account, values);
      assert.equal((await create(asking(link))).status, 'pending');
    });
  eligible('a number that ends in exactly 30 days', { expected_expiry_at: new Date(NOW.getTime() + 30 * DAY_MS) });
  eligible('an expired number', { status: 'expired', expected_expiry_at: new Date(NOW.getTime() - DAY_MS) });
  eligible('a number that the bank took back', { status: 'deactivated', expected_expiry_at: null });
  eligible('a number whose end has passed and nobody has seen it', { expected_expiry_at: NOW });
});

/** To whom mails of a session were written. */
async function mailsOf(session: string): Promise<string[]> {
  const rows = await api.database.kysely
    .selectFrom('mails')
    .select('recipient')
    .where('session', '=', session as Row<'sessions'>['id'])
    .execute();
  return rows.map(({ recipient }) => recipient);
}

const WORKS =
  'A hosted relink is for accounts that are inactive, or whose tokenized account number is dead or expires within 30 days. This account works.';
const ACCOUNT = { param: 'relink_options[account]' };
const DELIVERY = { param: 'hosted[delivery_method]' };

describe('a hosted session is refused, and nothing changes,', () => {
  const refused = (title: string, change: (link: Target) => object, expected: Refusal) =>
    test(title, async () => {
      const link = await target();
      await assertUnchanged(() => create({ ...asking(link), ...change(link) }), expected);
    });
  refused('without a way of delivery', () => ({ hosted: undefined }), refusals.missing('hosted[delivery_method]'));
  refused(
    'with an empty way of delivery',
    () => ({ hosted: { delivery_method: '' } }),
    refusals.empty('hosted[delivery_method]'),
  );
  refused(
    'with an unknown way of delivery',
    () => ({ hosted: { delivery_method: 'sms' } }),
    refusals.notOneOf('hosted[delivery_method]', 'one of email or url'),
  );
  refused('with text for its settings', () => ({ hosted: 'email' }), badRequest('Invalid object', { param: 'hosted' }));
  refused(
    'with an unknown setting',
    () => ({ hosted: { delivery_method: 'url', return_url: 'https://shop.example' } }),
    refusals.unknown('hosted[return_url]'),
  );
  refused('in an unknown mode', () => ({ ui_mode: 'page' }), refusals.notOneOf('ui_mode', 'one of hosted or modal'));
  refused(
    'where the mode is modal',
    () => ({ ui_mode: 'modal' }),
    badRequest('hosted goes with ui_mode = hosted only.', { param: 'hosted' }),
  );
  refused(
    'where no mode is given',
    () => ({ ui_mode: undefined }),
    badRequest('hosted goes with ui_mode = hosted only.', { param: 'hosted' }),
  );
  refused('without a link to repair', () => ({ relink_options: undefined }), refusals.missing('relink_options'));
  refused(
    'without an account to repair',
    ({ authorization }) => ({ relink_options: { authorization } }),
    refusals.missing('relink_options[account]'),
  );
  for (const return_url of ['myapp://done', 'javascript://%0aalert(1)'])
    refused(
      `with ${return_url.split(':')[0]}: as the address to return to`,
      () => ({ return_url }),
      badRequest('return_url of a hosted session must be an http or https URL.', { param: 'return_url' }),
    );
  refused(
    'for a holder that the link does not have',
    () => ({ account_holder: '' }),
    badRequest(
      'The account_holder of a relink session must be the account_holder of the authorization to relink; leave it out where the authorization has none.',
      { param: 'account_holder' },
    ),
  );

  const outside = (title: string, kind: KindName, expected: Refusal, byUrlToo: boolean) =>
    test(title, async () => {
      const link = await target(kind);
      await assertUnchanged(() => create(asking(link)), expected);
      if (byUrlToo) await assertUnchanged(() => create(asking(link, BY_URL)), expected);
      else assert.match(String((await create(asking(link, BY_URL))).url), LINK);
    });
  outside(
    'where the account is inactive beyond repair, by either way',
    'cannot_be_repaired',
    badRequest('This account is inactive for a reason that a relink cannot repair.', ACCOUNT),
    true,
  );
  outside('where the account works, by either way', 'needs_no_relink', badRequest(WORKS, ACCOUNT), true);
  outside(
    'where the account has no holder, by either way',
    'no_holder',
    badRequest('A hosted relink needs an account that belongs to a customer. This account has no holder.', ACCOUNT),
    true,
  );
  outside(
    'where the holder has no address, by e-mail only',
    'no_email',
    badRequest('The customer has no email to write to. Set one, or use hosted[delivery_method] = url.', DELIVERY),
    false,
  );
  outside(
    "where the address is no confirmed member's, by e-mail only",
    'email_not_confirmed',
    badRequest(
      "In a sandbox, relink emails go only to confirmed members of your team. The customer's email is not one of their addresses.",
      DELIVERY,
    ),
    false,
  );
  outside(
    'where a mail was asked for within 48 hours, by e-mail only',
    'asked_recently',
    badRequest(
      'A relink email for this account was sent in the last 48 hours. The next one is possible at 2026-06-03T12:00:00.000Z, or once the customer has completed the relink.',
      DELIVERY,
    ),
    false,
  );

  test('where the account is disconnected', async () => {
    const { customer, ...link } = await target('disconnected');
    await assertUnchanged(
      () => create(asking({ customer, ...link })),
      badRequest('This authorization is disconnected, which cannot be undone. Link the accounts anew.', {
        param: 'relink_options[authorization]',
      }),
    );
  });

  const works = (title: string, values: Partial<Row<'account_numbers'>>) =>
    test(`for ${title}`, async () => {
      const link = await target('expiring');
      await number(link.account, values);
      await assertUnchanged(() => create(asking(link)), badRequest(WORKS, ACCOUNT));
    });
  works('a number that ends in 30 days and a second', {
    expected_expiry_at: new Date(NOW.getTime() + 30 * DAY_MS + SECOND_MS),
  });
  works('a number that the bank is still making', { status: 'pending', expected_expiry_at: null });
  works('a dead number that is no token', { status: 'deactivated', identifier_type: 'account_number' });

  test('for a member who has not confirmed his address yet, or has left', async () => {
    const link = await target('email_not_confirmed');
    const { email } = KINDS.email_not_confirmed;
    const member = await api.database.transact((trx) => ensureOwner(trx, api.merchant.id, email!, api.world));
    const change = (values: Partial<Row<'members'>>) =>
      api.database.kysely.updateTable('members').set(values).where('id', '=', member.id).execute();
    for (const values of [{ confirmed_at: null }, { confirmed_at: NOW, removed_at: NOW }]) {
      await change(values);
      await assert.rejects(create(asking(link)), { param: 'hosted[delivery_method]' });
    }
    await change({ removed_at: null });
    assert.equal((await create(asking(link))).status, 'pending');
  });

  test('by a key of another merchant, to which neither link nor account exist', async () => {
    const link = await target();
    const other = await api.otherMerchant();
    const call = () => create(asking(link, { account_holder: undefined }), undefined, other);
    await assertRefused(call(), refusals.noSuch('authorization', link.authorization, 'relink_options[authorization]'));
  });
});

describe('an e-mail is possible', () => {
  test('for an address that differs in capitals only', async () => {
    const link = await target();
    const mine = OWNER_EMAIL.toUpperCase();
    await api.stripe.customers.update(link.customer!, { email: mine });
    const session = await create(asking(link));
    assert.deepEqual(await mailsOf(session.id), [mine]);
  });

  test('exactly 48 hours after the one before, not a second earlier, and the one before is over', async () => {
    const link = await target();
    const first = await create(asking(link));
    try {
      api.clock.set(new Date(NOW.getTime() + 2 * DAY_MS - SECOND_MS));
      await assert.rejects(create(asking(link)), {
        param: 'hosted[delivery_method]',
        message: /48 hours.*2026-06-03T12:00:00\.000Z/,
      });
      api.clock.set(new Date(NOW.getTime() + 2 * DAY_MS));
      const second = await create(asking(link));
      assert.equal(second.status, 'pending');
      const over = await retrieve(first.id);
      assert.deepEqual([over.status, over.url], ['cancelled', null]);
      assert.deepEqual(over.status_details, { cancelled: { reason: 'other' } });
      assert.deepEqual(over.relink_result, {
        account: null,
        authorization: null,
        failure_reason: 'no_authorization',
      });
      const { data } = await api.stripe.events.list({ type: 'financial_connections.session.updated' });
      const told = data.map((event) => event.data.object as Stripe.FinancialConnections.Session);
      assert.deepEqual(
        told.map(({ id, status, url, client_secret }) => [id, status, url, client_secret]),
        [[first.id, 'cancelled', null, null]],
      );
    } finally {
      api.clock.set(NOW);
    }
  });

  test('once, where two ask at the same time', async () => {
    const link = await target();
    const answers = await Promise.allSettled([create(asking(link)), create(asking(link)), create(asking(link))]);
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.param] : []));
    assert.deepEqual(refused, ['hosted[delivery_method]', 'hosted[delivery_method]']);
    const rows = await api.database.kysely
      .selectFrom('sessions')
      .innerJoin('mails', 'mails.session', 'sessions.id')
      .select('mails.id')
      .where('relink_account', '=', link.account)
      .execute();
    assert.equal(rows.length, 1);
  });

  test('while a link by url is out, which stays as it is', async () => {
    const link = await target();
    const byUrl = await create(asking(link, BY_URL));
    await create(asking(link));
    assert.deepEqual(plain(await retrieve(byUrl.id)), plain(byUrl));
  });
});

describe('hosted sessions exist', () => {
  for (const apiVersion of ['2026-03-25.preview', '2026-08-26.preview', '2027-01-01.preview'])
    test(`in ${apiVersion}`, async () => {
      const session = await create(asking(await target(), BY_URL), { apiVersion });
      assert.deepEqual([session.ui_mode, session.client_secret], ['hosted', null]);
      assert.match(String(session.url), LINK);
    });
  test('not in the preview before, and look there like the relink that they are', async () => {
    const link = await target();
    const apiVersion = '2026-01-28.preview';
    await assertUnchanged(() => create(asking(link), { apiVersion }), refusals.unknown('ui_mode', 'hosted'));
    const session = await create(asking(link, BY_URL));
    const shown = await api.stripe.financialConnections.sessions.retrieve(session.id, {}, { apiVersion });
    assert.deepEqual([shown.hosted, shown.ui_mode, shown.url], [undefined, undefined, undefined]);
    assert.deepEqual(shown.relink_options, { account: link.account, authorization: link.authorization });
  });
  for (const apiVersion of ['2022-08-01', '2026-09-30.endive'])
    test(`not in ${apiVersion}`, async () => {
      const { relink_options: _, ...rest } = asking(await target()) as Record<string, unknown>;
      await assertUnchanged(() => create(rest, { apiVersion }), refusals.unknown('ui_mode', 'hosted'));
    });
});
