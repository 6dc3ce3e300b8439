// Links to sign in with, where there is a mail server: in the mail, in no mailbox, for every business of their person.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ensureSandboxMerchant } from '../../server/src/domain/merchants/api_key.ts';
import { ensureOwner } from '../../server/src/domain/merchants/member_rows.ts';
import { authCall, type Dashboard, signIn } from '../dashboard.ts';
import { addMerchant } from '../strangers.ts';
import { openTestWorld, type World } from '../world.ts';
import { firstUrl, mailbox, OWNER } from './asking.ts';
import { openRealServer, type RealServer } from './smtp.ts';

/** Works for the second shop, and is invited by the first one. */
const BOTH = 'both@example.com';

let server: RealServer;
let world: World;
let owner: Dashboard;
before(async () => {
  server = await openRealServer();
  world = await openTestWorld({
    env: { SMTP_URL: server.url, MAIL_FROM: 'no-reply@relink.example' },
    prepare: async (trx, maker) => {
      const { merchant } = await ensureSandboxMerchant(trx, null, maker);
      await ensureOwner(trx, merchant.id, OWNER, maker);
      const second = await addMerchant(trx, maker, 'Second Shop');
      for (const email of [OWNER, BOTH]) await ensureOwner(trx, second.merchant.id, email, maker);
    },
  });
  owner = await signIn(world.url, world.platform.dashboard_url);
});
after(async () => {
  // The world first: a server waits for whoever is connected. Its own end is sure, or it kept the process alive.
  try {
    await world.close();
  } finally {
    await server.close();
  }
});

test('a link to sign in with is in the mail and in no mailbox, and opens every business of its person', async () => {
  await authCall(world.url, 'link', { email: OWNER });
  await world.settle();
  const { to, email } = server.taken.at(-1)!;
  const link = firstUrl(email.text ?? '')!;
  assert.deepEqual([to, new URL(link).pathname], [[OWNER], '/dashboard/auth/open']);
  const kept = (await mailbox(world)).find((mail) => mail.type === 'sign_in')!;
  assert.doesNotMatch(kept.text + kept.html, /auth\/open/);
  assert.match(kept.text, /The link is shown by the e-mail itself only/);
  const pages = await Promise.all(
    [`/mailbox/${kept.id}`, `/mailbox/${kept.id}/html`].map(async (path) => (await owner.fetch(path)).text()),
  );
  for (const page of pages) {
    assert.match(page, /The link is shown by the e-mail itself only/);
    assert.doesNotMatch(page, /auth\/open/);
  }
  const { merchants } = await (await signIn(world.url, link)).call('GET /me');
  assert.equal(merchants.length, 2);
});

test('an invitation is accepted by its own link, and by none of another business', async () => {
  const { id } = await owner.call('POST /members', { body: { email: BOTH, role: 'viewer' } });
  const state = async () => (await owner.call('GET /members')).find((member) => member.id === id)?.state;
  const newest = async () => {
    await world.settle();
    const { to, email } = server.taken.at(-1)!;
    assert.deepEqual(to, [BOTH]);
    return { name: email.from?.name, link: firstUrl(email.text ?? '')! };
  };
  const invitation = await newest();
  await authCall(world.url, 'link', { email: BOTH });
  const asked = await newest();
  assert.deepEqual([invitation.name, asked.name], ['Sandbox Merchant', 'Second Shop']);
  const elsewhere = await signIn(world.url, asked.link);
  assert.deepEqual([(await elsewhere.call('GET /me')).merchants.length, await state()], [1, 'invited']);
  await signIn(world.url, invitation.link);
  assert.deepEqual([(await elsewhere.call('GET /me')).merchants.length, await state()], [2, 'confirmed']);
});
