// stripe.financialConnections.sessions.create with ui_mode=hosted: every refusal by its parameter and its words, after each of which nothing has changed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Row } from '../../server/src/database/schema.ts';
import { ensureOwner } from '../../server/src/domain/merchants/member_rows.ts';
import { KINDS, type KindName } from '../links.ts';
import {
  asking,
  BY_URL,
  DAY_MS,
  type HostedDesk,
  LINK,
  NOW,
  openHostedDesk,
  SECOND_MS,
  type Target,
} from './hosted_desk.ts';
import * as refusals from './refusals.ts';
import { assertRefused, badRequest, type Refusal } from './refusals.ts';

let desk: HostedDesk;
before(async () => {
  desk = await openHostedDesk();
});
after(() => desk.api.close());

const WORKS =
  'A hosted relink is for accounts that are inactive, or whose tokenized account number is dead or expires within 30 days. This account works.';
const ACCOUNT = { param: 'relink_options[account]' };
const DELIVERY = { param: 'hosted[delivery_method]' };

describe('a hosted session is refused, and nothing changes,', () => {
  const refused = (title: string, change: (link: Target) => object, expected: Refusal) =>
    test(title, async () => {
      const link = await desk.target();
      await desk.assertUnchanged(() => desk.create({ ...asking(link), ...change(link) }), expected);
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
      const link = await desk.target(kind);
      await desk.assertUnchanged(() => desk.create(asking(link)), expected);
      if (byUrlToo) await desk.assertUnchanged(() => desk.create(asking(link, BY_URL)), expected);
      else assert.match(String((await desk.create(asking(link, BY_URL))).url), LINK);
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
    badRequest(
      'A hosted relink needs an account that belongs to a customer or a connected account. This account has no holder.',
      ACCOUNT,
    ),
    true,
  );
  outside(
    'where the holder has no address, by e-mail only',
    'no_email',
    badRequest('The account holder has no email to write to. Set one, or use hosted[delivery_method] = url.', DELIVERY),
    false,
  );
  outside(
    "where the address is no confirmed member's, by e-mail only",
    'email_not_confirmed',
    badRequest(
      "In a sandbox, relink emails go only to confirmed members of your team. The account holder's email is not one of their addresses.",
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
    const { customer, ...link } = await desk.target('disconnected');
    await desk.assertUnchanged(
      () => desk.create(asking({ customer, ...link })),
      badRequest('This authorization is disconnected, which cannot be undone. Link the accounts anew.', {
        param: 'relink_options[authorization]',
      }),
    );
  });

  const works = (title: string, values: Partial<Row<'account_numbers'>>) =>
    test(`for ${title}`, async () => {
      const link = await desk.target('expiring');
      await desk.number(link.account, values);
      await desk.assertUnchanged(() => desk.create(asking(link)), badRequest(WORKS, ACCOUNT));
    });
  works('a number that ends in 30 days and a second', {
    expected_expiry_at: new Date(NOW.getTime() + 30 * DAY_MS + SECOND_MS),
  });
  works('a number that the bank is still making', { status: 'pending', expected_expiry_at: null });
  works('a dead number that is no token', { status: 'deactivated', identifier_type: 'account_number' });

  test('for a member who has not confirmed his address yet, or has left', async () => {
    const link = await desk.target('email_not_confirmed');
    const { email } = KINDS.email_not_confirmed;
    const member = await desk.api.database.transact((trx) =>
      ensureOwner(trx, desk.api.merchant.id, email!, desk.api.world),
    );
    const change = (values: Partial<Row<'members'>>) =>
      desk.api.database.kysely.updateTable('members').set(values).where('id', '=', member.id).execute();
    for (const values of [{ confirmed_at: null }, { confirmed_at: NOW, removed_at: NOW }]) {
      await change(values);
      await assert.rejects(desk.create(asking(link)), { param: 'hosted[delivery_method]' });
    }
    await change({ removed_at: null });
    assert.equal((await desk.create(asking(link))).status, 'pending');
  });

  test('by a key of another merchant, to which neither link nor account exist', async () => {
    const link = await desk.target();
    const other = await desk.api.otherMerchant();
    const call = () => desk.create(asking(link, { account_holder: undefined }), undefined, other);
    await assertRefused(call(), refusals.noSuch('authorization', link.authorization, 'relink_options[authorization]'));
  });
});
