// stripe.financialConnections.sessions.create with ui_mode=hosted: what it answers, how the customer gets the link, when an e-mail is possible, in which versions.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import type { Row } from '../../server/src/database/schema.ts';
import { OWNER_EMAIL } from '../links.ts';
import { plain } from './connected.ts';
import { asking, BY_URL, DAY_MS, type HostedDesk, LINK, NOW, openHostedDesk, SECOND_MS } from './hosted_desk.ts';
import * as refusals from './refusals.ts';
import { assertWhole } from './shapes.ts';

let desk: HostedDesk;
before(async () => {
  desk = await openHostedDesk();
});
after(() => desk.api.close());

describe('a hosted session', () => {
  test('by url is whole, tells its address, has no client secret, and is told the same again', async () => {
    const link = await desk.target();
    const return_url = 'https://shop.example/banks?from=relink';
    const session = await desk.create(asking(link, { ...BY_URL, return_url }));
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
    assert.deepEqual(plain(await desk.retrieve(id)), plain(session));
  });

  test('by url may be asked for as often as one likes, each with an address of its own', async () => {
    const link = await desk.target();
    const sessions = [];
    for (let time = 0; time < 3; time += 1) sessions.push(await desk.create(asking(link, BY_URL)));
    assert.equal(new Set(sessions.map(({ url }) => url)).size, 3);
    for (const session of sessions) assert.deepEqual(plain(await desk.retrieve(session.id)), plain(session));
  });

  test('by e-mail tells no address, has no client secret, and writes one mail to the holder', async () => {
    const link = await desk.target();
    const session = await desk.create(asking(link));
    assertWhole(session);
    assert.deepEqual([session.url, session.client_secret, session.ui_mode], [null, null, 'hosted']);
    assert.deepEqual(session.hosted, { delivery_method: 'email', return_url: null });
    assert.deepEqual(plain(await desk.retrieve(session.id)), plain(session));
    assert.deepEqual(await desk.mailsOf(session.id), [OWNER_EMAIL]);
  });

  test('asked for twice under one key is one session and one mail', async () => {
    const link = await desk.target();
    const idempotencyKey = randomUUID();
    const session = await desk.create(asking(link), { idempotencyKey });
    assert.deepEqual(plain(await desk.create(asking(link), { idempotencyKey })), plain(session));
    assert.deepEqual(await desk.mailsOf(session.id), [OWNER_EMAIL]);
    const byUrl = { idempotencyKey: randomUUID() };
    const first = await desk.create(asking(link, BY_URL), byUrl);
    assert.equal((await desk.create(asking(link, BY_URL), byUrl)).url, first.url);
  });

  test('may change the permissions of what it repairs', async () => {
    const session = await desk.create(
      asking(await desk.target(), { ...BY_URL, permissions: ['balances', 'ownership'] }),
    );
    assert.deepEqual(session.permissions, ['balances', 'ownership']);
  });

  const eligible = (title: string, values: Partial<Row<'account_numbers'>>) =>
    test(`is possible for ${title}`, async () => {
      const link = await desk.target('expiring');
      await desk.number(link.account, values);
      assert.equal((await desk.create(asking(link))).status, 'pending');
    });
  eligible('a number that ends in exactly 30 days', { expected_expiry_at: new Date(NOW.getTime() + 30 * DAY_MS) });
  eligible('an expired number', { status: 'expired', expected_expiry_at: new Date(NOW.getTime() - DAY_MS) });
  eligible('a number that the bank took back', { status: 'deactivated', expected_expiry_at: null });
  eligible('a number whose end has passed and nobody has seen it', { expected_expiry_at: NOW });
});

describe('an e-mail is possible', () => {
  test('for an address that differs in capitals only', async () => {
    const link = await desk.target();
    const mine = OWNER_EMAIL.toUpperCase();
    await desk.api.stripe.customers.update(link.customer!, { email: mine });
    const session = await desk.create(asking(link));
    assert.deepEqual(await desk.mailsOf(session.id), [mine]);
  });

  test('exactly 48 hours after the one before, not a second earlier, and the one before is over', async () => {
    const link = await desk.target();
    const first = await desk.create(asking(link));
    try {
      desk.api.clock.set(new Date(NOW.getTime() + 2 * DAY_MS - SECOND_MS));
      await assert.rejects(desk.create(asking(link)), {
        param: 'hosted[delivery_method]',
        message: /48 hours.*2026-06-03T12:00:00\.000Z/,
      });
      desk.api.clock.set(new Date(NOW.getTime() + 2 * DAY_MS));
      const second = await desk.create(asking(link));
      assert.equal(second.status, 'pending');
      const over = await desk.retrieve(first.id);
      assert.deepEqual([over.status, over.url], ['cancelled', null]);
      assert.deepEqual(over.status_details, { cancelled: { reason: 'other' } });
      assert.deepEqual(over.relink_result, {
        account: null,
        authorization: null,
        failure_reason: 'no_authorization',
      });
      const { data } = await desk.api.stripe.events.list({ type: 'financial_connections.session.updated' });
      const told = data.map((event) => event.data.object as Stripe.FinancialConnections.Session);
      assert.deepEqual(
        told.map(({ id, status, url, client_secret }) => [id, status, url, client_secret]),
        [[first.id, 'cancelled', null, null]],
      );
    } finally {
      desk.api.clock.set(NOW);
    }
  });

  test('once, where two ask at the same time', async () => {
    const link = await desk.target();
    const answers = await Promise.allSettled([
      desk.create(asking(link)),
      desk.create(asking(link)),
      desk.create(asking(link)),
    ]);
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.param] : []));
    assert.deepEqual(refused, ['hosted[delivery_method]', 'hosted[delivery_method]']);
    const rows = await desk.api.database.kysely
      .selectFrom('sessions')
      .innerJoin('mails', 'mails.session', 'sessions.id')
      .select('mails.id')
      .where('relink_account', '=', link.account)
      .execute();
    assert.equal(rows.length, 1);
  });

  test('while a link by url is out, which stays as it is', async () => {
    const link = await desk.target();
    const byUrl = await desk.create(asking(link, BY_URL));
    await desk.create(asking(link));
    assert.deepEqual(plain(await desk.retrieve(byUrl.id)), plain(byUrl));
  });
});

describe('hosted sessions exist', () => {
  for (const apiVersion of ['2026-03-25.preview', '2026-08-26.preview', '2027-01-01.preview'])
    test(`in ${apiVersion}`, async () => {
      const session = await desk.create(asking(await desk.target(), BY_URL), { apiVersion });
      assert.deepEqual([session.ui_mode, session.client_secret], ['hosted', null]);
      assert.match(String(session.url), LINK);
    });
  test('not in the preview before, and look there like the relink that they are', async () => {
    const link = await desk.target();
    const apiVersion = '2026-01-28.preview';
    await desk.assertUnchanged(() => desk.create(asking(link), { apiVersion }), refusals.unknown('ui_mode', 'hosted'));
    const session = await desk.create(asking(link, BY_URL));
    const shown = await desk.api.stripe.financialConnections.sessions.retrieve(session.id, {}, { apiVersion });
    assert.deepEqual([shown.hosted, shown.ui_mode, shown.url], [undefined, undefined, undefined]);
    assert.deepEqual(shown.relink_options, { account: link.account, authorization: link.authorization });
  });
  for (const apiVersion of ['2022-08-01', '2026-09-30.endive'])
    test(`not in ${apiVersion}`, async () => {
      const { relink_options: _, ...rest } = asking(await desk.target()) as Record<string, unknown>;
      await desk.assertUnchanged(() => desk.create(rest, { apiVersion }), refusals.unknown('ui_mode', 'hosted'));
    });
});
