// Rows 23 and 24 of the table of causes: what keeps an app out of a bank without OAuth, whether its customer did it or the bank, and what lets it in again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../bank/src/testing/browser.ts';
import { hostedSession, newBrowser } from '../contract/page_visitor.ts';
import {
  advanceTo,
  complete,
  idsOf,
  link,
  mark,
  newClock,
  relinkSession,
  simulateOnAuthorization,
  toldByDay,
} from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

const SLUG = 'bank-non-oauth';

/** A customer on a clock of his own with two linked accounts, and what he and the bank do about his access. */
async function linkAtForm() {
  const test_clock = await newClock(world);
  const linked = await link(world, {
    institution: 'Bank (Non-OAuth)',
    test_clock,
    accounts: ['Everyday Checking', 'Rainy Day Savings'],
  });
  const since = await mark(world);
  const person = `${SLUG}/people/${linked.customer}`;
  const fate = async () => {
    const fates = await Promise.all(
      idsOf(linked.accounts).map(async (id) => {
        const { status, status_details } = await world.stripe.financialConnections.accounts.retrieve(id);
        return [status, status_details?.inactive?.cause, status_details?.inactive?.action].filter(Boolean);
      }),
    );
    assert.deepEqual(fates[0], fates[1]);
    return fates[0]!;
  };
  return {
    ...linked,
    fate,
    fateOn: async (day: number) => {
      await advanceTo(world, test_clock, day);
      return await fate();
    },
    relink: async () => await complete(world, (await relinkSession(world, linked)).id),
    told: async () => (await toldByDay(world, since)).filter(([, type]) => type.endsWith('activated')),
    happens: (event: string) => world.control('POST', `${person}/access/simulate`, { event }),
    access: async () => (await world.control('GET', person)).access as Record<string, unknown>,
  };
}

const ALIVE = ['active'];
const REFUSED = ['inactive', 'access_denied', 'relink_required'];
const ASKED = ['inactive', 'institution_requirement', 'relink_required'];
const LOCKED = ['inactive', 'institution_requirement', 'none'];

test('row 23: after a change of password at the bank the old sign-in is tried once, by whomever; the new one repairs the link', async () => {
  const linked = await linkAtForm();
  const browser = openBrowser(world.bank_url);
  const page = await browser.open(`${world.bank_url}/${SLUG}/`);
  await browser.submit(page, { user: linked.customer!, password: 'any' });
  const security = await browser.open(`${world.bank_url}/${SLUG}/security`);
  const word = /name="word" value="([^"]+)"/.exec(security.html)![1]!;
  // The word that the test helper signs in with.
  await browser.submit(security, { word, password: 'sandbox' });
  const { accounts } = world.stripe.financialConnections;
  await Promise.all(idsOf(linked.accounts).map((id) => accounts.refresh(id, { features: ['balance'] })));
  await world.settle();
  assert.deepEqual(await linked.fate(), REFUSED);
  for (const day of [1, 2, 3, 4]) assert.deepEqual(await linked.fateOn(day), REFUSED);
  const { wrong_passwords, locked, own_password } = await linked.access();
  assert.deepEqual([wrong_passwords, locked, own_password], [1, false, true]);
  assert.deepEqual(
    (await linked.told()).map(([, type, id]) => [type, id]),
    idsOf(linked.accounts).map((id) => ['account.deactivated', id]),
  );
  await linked.relink();
  assert.deepEqual([await linked.fate(), (await linked.access()).wrong_passwords], [ALIVE, 0]);
  assert.deepEqual(await linked.fateOn(6), ALIVE);
});

test('row 24: what the bank asks its customer to do breaks the link until he has done it, at the bank or in a relink', async () => {
  const linked = await linkAtForm();
  await linked.happens('terms_changed');
  for (const day of [1, 2]) assert.deepEqual(await linked.fateOn(day), ASKED);
  await linked.happens('terms_accepted');
  assert.deepEqual(await linked.fateOn(3), ALIVE);
  await linked.happens('profile_questioned');
  assert.deepEqual(await linked.fateOn(4), ASKED);
  await linked.relink();
  assert.deepEqual([await linked.fate(), (await linked.access()).asks_for], [ALIVE, []]);
  const story = (await linked.told()).filter(([, , id]) => id === linked.accounts[0]!.id);
  assert.deepEqual(
    story.map(([day, type]) => [day, type.replace('account.', '')]),
    [
      [1, 'deactivated'],
      [3, 'reactivated'],
      [4, 'deactivated'],
      [4, 'reactivated'],
    ],
  );
});

test('row 24: a code asked for once is remembered after a relink; asked for each time, the link lasts until the next look', async () => {
  const linked = await linkAtForm();
  await linked.happens('code_required');
  assert.deepEqual(await linked.fateOn(1), ASKED);
  await linked.relink();
  assert.deepEqual(await linked.fateOn(2), ALIVE);
  await linked.happens('code_required');
  assert.deepEqual(await linked.fateOn(3), ASKED);
  await linked.happens('code_always');
  await linked.relink();
  assert.deepEqual(await linked.fate(), ALIVE);
  assert.deepEqual(await linked.fateOn(4), ASKED);
  await linked.happens('code_never');
  assert.deepEqual(await linked.fateOn(5), ALIVE);
});

test('row 24: unlocked at his bank, a customer is back within the hour, and at once where a refresh asks', async () => {
  const linked = await linkAtForm();
  const { accounts } = world.stripe.financialConnections;
  const account = linked.accounts[0]!.id;
  const refreshed = async () => {
    await accounts.refresh(account, { features: ['balance'] });
    await world.settle();
    return (await accounts.retrieve(account)).balance_refresh?.status;
  };
  const lock = async (day: number) => {
    await linked.happens('locked');
    assert.deepEqual(await linked.fateOn(day), LOCKED);
  };
  await lock(1);
  assert.deepEqual([await refreshed(), await linked.fate()], ['failed', LOCKED]);
  await linked.happens('unlocked');
  assert.deepEqual(await linked.fateOn(1 + 1 / 24), ALIVE);

  await lock(2);
  await linked.happens('unlocked');
  assert.deepEqual([await refreshed(), await linked.fate()], ['succeeded', ALIVE]);
});

test('recovered unlocks a customer at his bank, and finds out where he has done so himself; a wrong password stays wrong', async () => {
  const linked = await linkAtForm();
  const recovered = () => simulateOnAuthorization(world, linked.authorization, 'recovered');
  await linked.happens('locked');
  assert.deepEqual(await linked.fateOn(1), LOCKED);
  assert.equal((await recovered()).status, 'active');
  assert.equal((await linked.access()).locked, false);
  for (const event of ['code_always', 'terms_changed']) await linked.happens(event);
  assert.deepEqual(await linked.fateOn(2), ASKED);
  for (const event of ['code_never', 'terms_accepted']) await linked.happens(event);
  assert.equal((await recovered()).status, 'active');
  assert.deepEqual(await linked.fate(), ALIVE);
  await assert.rejects(recovered, { statusCode: 400, param: 'event' });
  await linked.happens('password_changed');
  assert.deepEqual(await linked.fateOn(3), REFUSED);
  await assert.rejects(recovered, { statusCode: 400, param: 'event' });
  assert.deepEqual([await linked.fate(), (await linked.access()).wrong_passwords], [REFUSED, 1]);
});

test('row 24: a customer who is locked out has nothing to relink; unlocked he is back, or has to sign in with his new password', async () => {
  const linked = await linkAtForm();
  await linked.happens('locked');
  for (const day of [1, 2]) assert.deepEqual(await linked.fateOn(day), LOCKED);
  await linked.happens('unlocked');
  assert.deepEqual(await linked.fateOn(3), ALIVE);
  await linked.happens('locked');
  assert.deepEqual(await linked.fateOn(4), LOCKED);
  for (const event of ['unlocked', 'password_changed']) await linked.happens(event);
  assert.deepEqual([await linked.fateOn(5), await linked.fateOn(6)], [REFUSED, REFUSED]);
  assert.equal((await linked.access()).wrong_passwords, 1);
  await linked.relink();
  assert.deepEqual(await linked.fateOn(7), ALIVE);
});

test('a customer who is locked out at his bank reads so; the button looks whether he has unlocked it', async () => {
  const test_clock = await newClock(world);
  const linked = await link(world, { institution: 'Bank (Non-OAuth)', test_clock });
  const access = `bank-non-oauth/people/${linked.customer}/access/simulate`;
  const happens = (event: string) => world.control('POST', access, { event });
  await happens('terms_changed');
  await advanceTo(world, test_clock, 1);
  const url = (await hostedSession(world, linked, 'url')).url!;
  await happens('locked');
  await advanceTo(world, test_clock, 2);
  const browser = newBrowser();
  const shut = await browser.open(url);
  assert.equal(shut.title, 'Bank (Non-OAuth) does not let us in right now');
  const again = await browser.press(shut);
  assert.equal(again.title, shut.title);
  for (const event of ['unlocked', 'terms_accepted']) await happens(event);
  assert.equal((await browser.press(again)).title, 'This connection works again');
});
