// GET /v1/test_helpers/mailbox: the mails as sent, newest first, by recipient, nobody else's, not in live mode.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import Stripe from 'stripe';
import type { Transaction } from '../../server/src/database/schema.ts';
import { enqueueMail } from '../../server/src/domain/mails/mail.ts';
import { openContext } from '../../server/src/domain/open_context.ts';
import { tidyUp } from '../../server/src/housekeeping.ts';
import type { CustomerId, MerchantId } from '../../server/src/kernel/id.ts';
import { sendMail } from '../../server/src/outbound/emails/send.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { testList } from './lists.ts';
import { assertRefused, badRequest, empty, SANDBOX_ONLY, tooLong, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

const PATH = '/v1/test_helpers/mailbox';
const LINK = 'http://127.0.0.1:4242/dashboard/auth/open#secret';
const DAY_MS = 86_400_000;
const CREATED = new Date('2026-06-01T12:00:00Z');

interface Mail {
  id: string;
  to: string;
  state: string;
  [key: string]: unknown;
}

let api: TestApi;
let other: Stripe;
before(async () => {
  api = await openTestApi();
  other = await api.otherMerchant();
});
after(() => api.close());

/** Made of the SDK's own parts, as its list methods are; it has none for the mailbox. */
const mailbox = (params: object = {}, stripe = api.stripe) =>
  (new Stripe.StripeResource(stripe) as unknown as ListMaker)._makeRequest('GET', PATH, params, undefined, {
    methodType: 'list',
  });

interface ListMaker {
  _makeRequest(
    method: string,
    path: string,
    params: object,
    options: undefined,
    spec: object,
  ): Stripe.ApiListPromise<Mail>;
}

/** Writes a mail and, without a mail server, hands it to the mailbox. */
async function write(to: string, merchant: MerchantId = api.merchant.id): Promise<string> {
  const transact = <T>(work: (trx: Transaction) => Promise<T>) => api.database.transact(work);
  const id = await transact(async (trx) => {
    const context = await openContext(api.world, trx, { merchant, livemode: false });
    return await enqueueMail(context, {
      type: 'sign_in',
      recipient: to,
      data: { minutes: 15 },
      secret: LINK,
      bound: true,
      created: CREATED,
    });
  });
  const world = { ...api.world, config: { mail: { from: 'relink@example.com' } }, mail_server: null };
  await transact(await sendMail(world, id, 1));
  return id;
}

async function foreign(): Promise<string> {
  const { id } = await other.customers.create({});
  const { merchant } = await api.database.kysely
    .selectFrom('customers')
    .select('merchant')
    .where('id', '=', id as CustomerId)
    .executeTakeFirstOrThrow();
  return await write('elsewhere@example.com', merchant);
}

describe('the mailbox', () => {
  test('is empty at first', async () => {
    const { object, data, has_more, url } = await mailbox();
    assert.deepEqual({ object, data, has_more, url }, { object: 'list', data: [], has_more: false, url: PATH });
  });

  test('shows a mail as it was sent', async () => {
    const id = await write('Owner@Example.com');
    const { data } = await mailbox({ to: 'owner@example.COM' });
    assert.equal(data.length, 1);
    const { html, text, ...rest } = data[0]!;
    assertWhole(data[0]!);
    assert.deepEqual(rest, {
      id,
      object: 'test_helpers.mail',
      created: CREATED.getTime() / 1000,
      livemode: false,
      session: null,
      state: 'sent',
      subject: `Sign in to ${api.merchant.name} on Relink`,
      to: 'Owner@Example.com',
      type: 'sign_in',
    });
    assert.ok(String(text).includes(`\n${LINK}\n`));
    assert.ok(String(html).includes(`href="${LINK}"`));
  });

  test('has nothing for an address that nobody wrote to', async () => {
    assert.deepEqual((await mailbox({ to: 'nobody@example.com' })).data, []);
    assert.deepEqual((await mailbox({ to: '%' })).data, []);
  });

  test('belongs to one merchant', async () => {
    const id = await foreign();
    assert.deepEqual(
      (await mailbox({}, other)).data.map((mail) => mail.id),
      [id],
    );
    assert.deepEqual((await mailbox({ to: 'elsewhere@example.com' })).data, []);
  });

  describe('as a list', () => {
    testList({
      list: (params) => mailbox({ to: 'many@example.com', ...params }),
      url: PATH,
      noun: 'mail',
      async ids() {
        const ids: string[] = [];
        for (let count = 0; count < 11; count += 1) ids.unshift(await write('many@example.com'));
        return ids;
      },
      foreign,
    });
  });

  test('refuses what is no address to look for', async () => {
    await assertRefused(mailbox({ to: '' }), empty('to'));
    await assertRefused(mailbox({ to: { like: 'x' } }), badRequest('Invalid string: {"like":"x"}', { param: 'to' }));
    await assertRefused(mailbox({ to: 'a'.repeat(513) }), tooLong('to', 'a'.repeat(513), 512));
    await assertRefused(mailbox({ from: 'x' }), unknown('from'));
  });

  test('is there in the sandbox only', async () => assertRefused(mailbox({}, await api.liveMode()), SANDBOX_ONLY));

  test('does not open to a publishable key', async () => {
    const { status } = await api.call('GET', PATH, {
      headers: { authorization: `Bearer ${api.keys.publishable}` },
    });
    assert.equal(status, 401);
  });

  test('forgets what a mail said, and to whom, after 30 days', async () => {
    const id = await write('long@example.com');
    const at = (days: number) => ({ now: () => new Date(Date.now() + days * DAY_MS) });
    await tidyUp({ ...api.world, clock: at(29) } as never);
    assert.deepEqual(
      (await mailbox({ to: 'long@example.com' })).data.map((mail) => mail.id),
      [id],
    );
    await tidyUp({ ...api.world, clock: at(31) } as never);
    assert.deepEqual((await mailbox({ to: 'long@example.com' })).data, []);
    const row = api.database.kysely
      .selectFrom('mails')
      .select(['recipient', 'state'])
      .where('id', '=', id as never);
    assert.deepEqual(await row.executeTakeFirst(), { recipient: '', state: 'sent' });
  });
});
