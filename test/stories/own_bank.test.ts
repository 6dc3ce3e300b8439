// A newcomer enters a bank that Relink has never heard of, by the one file that docs/banks.md shows, and a customer links an account at it.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openBank } from '../../bank/src/bank.ts';
import { launch, openFlow, openPage, settledView, startVisit } from '../contract/flow_client.ts';
import { freePort } from '../ports.ts';
import { complete, type Session, simulateOnAuthorization } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';

const ACME = 'fcinst_Acme0000000001';
const CLIENT = { client_id: 'rocketrides', client_secret: 'what-acme-gave-us' };
const OPERATOR = 'acme-operator';

let world: World;
let acme: Awaited<ReturnType<typeof openBank>>;
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relink-own-bank-'));
  const port = await freePort();
  await writeFile(join(folder, 'acme.json'), await exampleAt(`http://127.0.0.1:${port}`));
  await writeFile(join(folder, 'acme.secret'), CLIENT.client_secret);
  world = await openTestWorld({ env: { RELINK_BANKS_DIR: folder } });
  acme = await openBank({
    data_folder: null,
    port,
    host: '127.0.0.1',
    control_token: OPERATOR,
    clients: [{ ...CLIENT, redirect_uris: () => [`${world.url}/banks/acme/callback`] }],
  });
});
after(async () => {
  await world?.close();
  await acme?.close();
  await rm(folder, { recursive: true });
});

/** The example of the page, with the bank where it is now. */
async function exampleAt(bank: string): Promise<string> {
  const page = await readFile(new URL('../../docs/banks.md', import.meta.url), 'utf8');
  const [, example = ''] = /```json\n(.*?)```/s.exec(page) ?? [];
  return example.replaceAll('http://127.0.0.1:5243', bank);
}

/** The customer finds the bank, signs in there, and shares all that it offers. */
async function linkAtAcme(): Promise<Session> {
  const { id: customer } = await world.stripe.customers.create({ name: 'Jenny Rosen' });
  const session = await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer },
    permissions: ['payment_method', 'balances'],
  });
  const flow = openFlow(world, session);
  await flow.view('agree');
  await flow.view('institution', { institution: ACME });
  const { cookie, location } = await launch(await startVisit(flow));
  const answer = await fetch(`${acme.url}/control/plain-oauth/authorizations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: location, user: 'jenny', outcome: 'approve' }),
  });
  const { redirect_to } = (await answer.json()) as { redirect_to: string };
  assert.equal((await openPage(redirect_to, { headers: { cookie } })).status, 200);
  const { pane } = await settledView(world, flow);
  assert.ok(pane.type === 'account_picker', pane.type);
  await flow.view('accounts', { accounts: pane.accounts.map((account) => account.id) });
  await world.settle();
  await flow.view('finish');
  return await world.stripe.financialConnections.sessions.retrieve(session.id);
}

test('a bank that is a file is found, linked and read, and no test helper pretends to move it', async () => {
  const { accounts } = world.stripe.financialConnections;
  const { accounts: linked, status } = await linkAtAcme();
  assert.equal(status, 'succeeded');
  const [account] = linked.data;
  assert.equal(account?.institution_name, 'Acme Bank');
  assert.equal(account.status, 'active');
  await accounts.refresh(account.id, { features: ['balance'] });
  await world.settle();
  assert.equal((await accounts.retrieve(account.id)).balance_refresh?.status, 'succeeded');

  const refused = { statusCode: 400 };
  await assert.rejects(simulateOnAuthorization(world, String(account.authorization), 'consent_revoked'), refused);
  const session = await world.stripe.financialConnections.sessions.create({ permissions: ['balances'] } as never);
  await assert.rejects(complete(world, session.id, { institution: 'Acme Bank' }), refused);
});
