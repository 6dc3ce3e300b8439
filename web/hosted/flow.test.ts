// Tests the flow's state against a real server that speaks the contract, without a browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Gallery, openGallery } from '../gallery/server.ts';
import { VIEWS } from '../gallery/views.ts';
import { clientOn, createClient, type FlowClient, FlowError, readError } from './client.ts';
import { type BankWindow, type Ending, Flow } from './flow.ts';

let gallery: Gallery;
before(async () => {
  gallery = await openGallery(0);
});
after(() => gallery.close());

function open(name: string, key = 'pk_test_gallery') {
  const credentials = {
    publishableKey: key,
    clientSecret: `fcsess_client_secret_${name}`,
    parentOrigin: 'http://localhost',
    stripeAccount: null,
  };
  const client = createClient(credentials, gallery.apiOrigin);
  const ended: { done: unknown[]; failed: unknown[] } = { done: [], failed: [] };
  const ending: Ending = { done: (session) => ended.done.push(session), fail: (error) => ended.failed.push(error) };
  return { client, ended, flow: new Flow(client, ending, 'en'), ending };
}

function fakeWindow(): BankWindow & { went: string[]; closed: boolean } {
  const seen = { went: [] as string[], closed: false };
  return Object.assign(seen, {
    go: (url: string) => void seen.went.push(url),
    close: () => {
      seen.closed = true;
    },
  });
}

test('a relink goes from consent to the bank to success', async () => {
  const { flow, ended } = open('story_relink_unit');
  await flow.start();
  assert.equal(flow.read().view?.pane.type, 'consent');
  await flow.agree();
  const bankWindow = fakeWindow();
  await flow.visit(bankWindow);
  assert.equal(flow.read().bankWindow, 'opened');
  assert.equal(bankWindow.went.length, 1);
  const token = bankWindow.went[0]!.split('/').at(-1);
  await fetch(`${gallery.apiOrigin}/banks/gallery/callback?token=${token}&answer=approve`);
  await flow.poll();
  assert.equal(flow.read().view?.pane.type, 'progress');
  assert.equal(bankWindow.closed, true);
  await flow.poll();
  assert.equal(flow.read().view?.pane.type, 'success');
  await flow.finish('done');
  assert.equal((ended.done[0] as { status: string }).status, 'succeeded');
});

test('a blocked window leaves the link to the bank', async () => {
  const { flow } = open('story_relink_unit_blocked');
  await flow.start();
  await flow.agree();
  await flow.visit(null);
  const { bankWindow, view } = flow.read();
  assert.equal(bankWindow, 'blocked');
  assert.ok(view?.pane.type === 'bank' && view.pane.state === 'open' && view.pane.launch_url !== null);
});

test('typing in the numbers takes the place of the list of banks, and back', async () => {
  const { flow, ended } = open('story_hand_unit');
  await flow.start();
  await flow.agree();
  flow.enterManually();
  assert.equal(flow.read().manual, true);
  flow.leaveManually();
  assert.equal(flow.read().manual, false);
  flow.enterManually();
  await flow.addAccount({ routing_number: '110000000', account_number: '000123456789' });
  assert.equal(flow.read().manual, false);
  assert.equal(flow.read().view?.pane.type, 'manual_entry_success');
  await flow.finish('done');
  assert.equal((ended.done[0] as { status: string }).status, 'succeeded');
});

test('a merchant with a form of his own gets the customer back', async () => {
  const { flow, ended } = open('story_custom_unit');
  await flow.start();
  await flow.agree();
  await flow.enterManually();
  assert.equal(flow.read().manual, false);
  assert.equal((ended.done[0] as { status: string }).status, 'cancelled');
});

test('going to the bank again closes the older window', async () => {
  const { flow } = open('story_relink_unit_again');
  await flow.start();
  await flow.agree();
  const [first, second] = [fakeWindow(), fakeWindow()];
  await flow.visit(first);
  await flow.visit(second);
  assert.equal(first.closed, true);
  assert.equal(second.closed, false);
  await flow.leaveBank();
  assert.equal(second.closed, true);
  assert.equal(flow.read().bankWindow, 'none');
});

test('the window waits while the server prepares the visit, and goes to the bank once, when it knows where', async () => {
  const { client, ending } = open('story_relink_unit_slow');
  let prepared = false;
  const slow: FlowClient = {
    ...client,
    visit: async () => VIEWS.progress_contacting!,
    view: async () => (prepared ? VIEWS.bank_waiting! : VIEWS.bank_ready_relink!),
  };
  const flow = new Flow(slow, ending, 'en');
  await flow.start();
  const bankWindow = fakeWindow();
  await flow.visit(bankWindow);
  assert.deepEqual([bankWindow.went.length, bankWindow.closed], [0, false]);
  prepared = true;
  await flow.poll();
  await flow.poll();
  assert.deepEqual(bankWindow.went, ['/banks/launch/unused']);
  assert.equal(flow.read().bankWindow, 'opened');
});

test('a session that has run out while waiting stops the waiting', async () => {
  const { client, ended, ending } = open('progress_contacting');
  let over = false;
  const gone = () => Promise.reject(new FlowError({ type: 'invalid_request_error' }, false));
  const flow = new Flow({ ...client, view: (locale) => (over ? gone() : client.view(locale)) }, ending, 'en');
  await flow.start();
  over = true;
  for (let count = 0; count < 3; count += 1) await flow.poll();
  assert.deepEqual(flow.read().trouble, { kind: 'server' });
  await flow.retry();
  assert.deepEqual(ended.failed, [{ type: 'invalid_request_error' }]);
});

test('a refused action shows how things stand and that nothing was changed', async () => {
  const { flow } = open('consent_repair_expired');
  await flow.start();
  await flow.agree();
  assert.equal(flow.read().rejected, true);
  assert.equal(flow.read().view?.pane.type, 'consent');
  assert.equal(flow.read().busy, false);
});

test('a refused visit closes the empty window', async () => {
  const { flow } = open('bank_ready_relink');
  await flow.start();
  const bankWindow = fakeWindow();
  await flow.visit(bankWindow);
  assert.equal(bankWindow.closed, true);
  assert.equal(flow.read().rejected, true);
});

test('a wrong key or secret ends the flow with the server’s error', async () => {
  for (const { flow, ended } of [open('story_relink', 'pk_test_other'), open('no_such_session')]) {
    await flow.start();
    assert.equal(ended.failed.length, 1);
    assert.equal(flow.read().view, null);
  }
});

test('without a connection the customer can try again or leave with an error', async () => {
  const { flow, ended } = open('trouble_offline');
  await flow.start();
  assert.deepEqual(flow.read().trouble, { kind: 'offline' });
  await flow.retry();
  assert.deepEqual(flow.read().trouble, { kind: 'offline' });
  await flow.giveUp();
  assert.equal((ended.failed[0] as { type: string }).type, 'api_connection_error');
});

test('a server that cannot answer right now ends nothing: the customer tries again, and goes on', async () => {
  let answers: Response | null = Response.json({ error: { type: 'api_error' } }, { status: 503 });
  const secret = { client_secret: 'fcsess_client_secret_story_relink_unit_away' };
  const headers = { Authorization: 'Bearer pk_test_gallery', 'Content-Type': 'application/json' };
  const client = clientOn(async (name, body, signal) => {
    const sent = { method: 'POST', headers, body: JSON.stringify({ ...body, ...secret }), signal };
    return answers ?? (await fetch(`${gallery.apiOrigin}/flow/api/${name}`, sent));
  });
  const { ended, ending } = open('story_relink_unit_away');
  const flow = new Flow(client, ending, 'en');
  await flow.start();
  assert.deepEqual(flow.read().trouble, { kind: 'offline' });
  answers = null;
  await flow.retry();
  assert.deepEqual([flow.read().trouble, flow.read().view?.pane.type, ended.failed], [null, 'consent', []]);
});

test('leaving for good still ends the session where the server answers', async () => {
  const { flow, ended } = open('story_relink_unit_give_up');
  await flow.giveUp();
  assert.equal((ended.done[0] as { status: string }).status, 'cancelled');
  assert.deepEqual(ended.failed, []);
});

test('the answer of an older call does not overwrite a newer one', async () => {
  const { client, ending } = open('story_relink_unit_order');
  const held = Promise.withResolvers<void>();
  const slow: FlowClient = {
    ...client,
    view: async (locale) => {
      const view = await client.view(locale);
      if (view.pane.type === 'consent' && polling) await held.promise;
      return view;
    },
  };
  let polling = false;
  const flow = new Flow(slow, ending, 'en');
  await flow.start();
  polling = true;
  const late = flow.poll();
  await flow.agree();
  held.resolve();
  await late;
  assert.equal(flow.read().view?.pane.type, 'bank');
});

test('polls that fail three times in a row are told, and forgotten with the next answer', async () => {
  const { client, ending } = open('progress_contacting');
  let down = false;
  const view: FlowClient['view'] = (locale) =>
    down ? Promise.reject(new FlowError({ type: 'api_connection_error' }, true)) : client.view(locale);
  const flow = new Flow({ ...client, view }, ending, 'en');
  await flow.start();
  down = true;
  for (let count = 0; count < 3; count += 1) {
    assert.equal(flow.read().silent, false);
    assert.equal(await flow.poll(), false);
  }
  assert.equal(flow.read().silent, true);
  down = false;
  await flow.poll();
  assert.equal(flow.read().silent, false);
});

test('an answer that arrives while the customer is asked to stop is shown instead', async () => {
  const { flow } = open('story_link_unit_exit');
  await flow.start();
  flow.askExit();
  assert.equal(flow.read().exiting, true);
  await flow.poll();
  assert.equal(flow.read().exiting, true);
  await flow.agree();
  assert.equal(flow.read().exiting, false);
});

test('leaving resolves with a session that has no accounts and says why', async () => {
  const { flow, ended } = open('story_relink_unit_leave');
  await flow.start();
  await flow.finish('exit');
  const session = ended.done[0] as { accounts: unknown[]; relink_result: object };
  assert.deepEqual(session.accounts, []);
  assert.deepEqual(session.relink_result, { account: null, authorization: null, failure_reason: 'no_authorization' });
});

test('an answer that is not ours becomes an api_error', () => {
  for (const answer of [null, 'text', [], {}, { error: 'no' }, { error: { message: 'x' } }]) {
    assert.equal(readError(answer).type, 'api_error');
  }
  assert.equal(readError({ error: { type: 'rate_limit_error' } }).type, 'rate_limit_error');
});
