// Mail in live mode: never without a mail server, nothing kept of what it said; and the team's mails on their way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Row, Transaction } from '../../server/src/database/schema.ts';
import { enqueueMail, type NewMail } from '../../server/src/domain/mails/mail.ts';
import { openContext } from '../../server/src/domain/open_context.ts';
import { sendMail } from '../../server/src/outbound/emails/send.ts';
import { type MailServer, openMailServer } from '../../server/src/outbound/emails/smtp.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { firstUrl } from './asking.ts';
import { openRealServer, type RealServer } from './smtp.ts';

const ADDRESS = 'ada@shop.example';
const LINK = 'https://relink.example/dashboard/auth/open#0123456789';
const TROUBLE = {
  url: 'https://shop.example/hooks',
  failing_since: 1_795_000_000,
  failed: 1234,
  endpoint_url: 'https://relink.example/dashboard/webhooks/we_1',
};

type Told<Mail> = Mail extends unknown ? Omit<Mail, 'recipient' | 'created'> : never;

let api: TestApi;
let server: RealServer;
let mail_server: MailServer;
before(async () => {
  api = await openTestApi();
  server = await openRealServer();
  mail_server = openMailServer(server.url);
});
after(async () => {
  mail_server.close();
  await server.close();
  await api.close();
});

/** Writes a mail down and sends it; the row as it is then. */
async function send(mail: Told<NewMail>, livemode: boolean, by: MailServer | null): Promise<Row<'mails'>> {
  const transact = <T>(work: (trx: Transaction) => Promise<T>) => api.database.transact(work);
  const id = await transact(async (trx) => {
    const context = await openContext(api.world, trx, { merchant: api.merchant.id, livemode });
    return await enqueueMail(context, { ...mail, recipient: ADDRESS, created: new Date() } as NewMail);
  });
  const world = { ...api.world, config: { mail: { from: 'relink@shop.example' } }, mail_server: by };
  await transact(await sendMail(world, id, 1));
  return await api.database.kysely.selectFrom('mails').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

const INVITATION = {
  type: 'member_invitation',
  data: { invited_by: 'Ada Lovelace', role: 'viewer', days: 7 },
  secret: LINK,
  bound: false,
} as const;

test('a live mail without a mail server is not sent, and says why', async () => {
  const row = await send(INVITATION, true, null);
  assert.deepEqual([row.state, row.detail], ['failed', 'no mail server is configured (SMTP_URL)']);
});

test('of a live mail that was sent neither words nor link are kept, of a sandbox’s mail the words', async () => {
  const live = await send(INVITATION, true, mail_server);
  assert.deepEqual([live.state, live.body, live.secret], ['sent', null, null]);
  assert.equal(live.subject, server.taken.at(-1)?.email.subject);
  const sandbox = await send(INVITATION, false, mail_server);
  assert.deepEqual([sandbox.state, sandbox.body === null, sandbox.secret], ['sent', false, null]);
  const stored = Buffer.from(sandbox.body ?? []).toString('latin1') + JSON.stringify(sandbox.data);
  assert.ok(!stored.includes(LINK), 'what is kept is sealed');
});

test('the team’s mails lead where they say, and the sandbox’s say that they are of the sandbox', async () => {
  const digest = { week: '2026-11-16', needs_relink: 1, repaired: 2, asked: 3, expiring: 4, url: LINK };
  const mails: [Told<NewMail>, string][] = [
    [INVITATION, LINK],
    [{ type: 'sign_in', data: { minutes: 15 }, secret: LINK, bound: false }, LINK],
    [{ type: 'webhook_failing', data: TROUBLE }, TROUBLE.endpoint_url],
    [{ type: 'webhook_disabled', data: TROUBLE }, TROUBLE.endpoint_url],
    [{ type: 'digest', data: digest }, LINK],
  ];
  for (const [mail, link] of mails) {
    for (const livemode of [true, false]) {
      assert.equal((await send(mail, livemode, mail_server)).state, 'sent');
      const { to, email } = server.taken.at(-1)!;
      assert.deepEqual(to, [ADDRESS]);
      assert.equal(firstUrl(email.text ?? ''), link, mail.type);
      assert.equal(/Test mode/.test(email.html ?? ''), !livemode);
    }
  }
});
