// The steps of the flow (/flow/api/*): one that does not fit, a choice that is not offered, a session that is over: nothing changes.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FlowView } from '../../server/src/wire/flow.ts';
import { complete, everything, idsOf, link, mark, relinkSession, type Session, told } from '../story.ts';
import { type Connected, openConnected, plain } from './connected.ts';
import { type FlowAnswer, openFlow } from './flow_client.ts';

let at: Connected;
let _session: Session;
before(async () => {
  at = await openConnected();
  _session = await create();
});
after(() => at.world.close());

const create = (params: object = {}, stripe = at.stripe) =>
  stripe.financialConnections.sessions.create({ permissions: ['balances'], ...params } as never);

/** Status, type, code and param of a refusal; fails when it names a secret. */
function refusalOf({ status, body }: FlowAnswer) {
  const { type, code, param, message } = body.error as Record<string, string>;
  assert.equal(JSON.stringify(body).includes('client_secret_'), false);
  assert.equal(typeof message, 'string');
  return [status, type, code ?? null, param ?? null];
}

const BAD = 'invalid_request_error';
const _NOT_VALID = [400, BAD, 'resource_missing', 'client_secret'];
const _text = (body: object) => JSON.stringify(body);

describe('a step that does not fit changes nothing:', () => {
  /** Refused, with the flow, the link and the events as they were. */
  const refused = (
    title: string,
    open: () => Promise<Session>,
    steps: [string, object?][],
    call: [string, object?],
    expected: unknown[],
  ) =>
    test(title, async () => {
      const flow = openFlow(at.world, await open());
      for (const [name, body] of steps) await flow.view(name, body);
      const [view, state, since] = [
        await flow.view('view'),
        await everything(at.world, at.linked),
        await mark(at.world),
      ];
      assert.deepEqual(refusalOf(await flow.post(...call)), expected);
      assert.deepEqual(await flow.view('view'), view);
      assert.deepEqual(await everything(at.world, at.linked), state);
      assert.deepEqual(await told(at.world, since), []);
    });
  const first = () => create();
  const relink = () => relinkSession(at.world, at.linked, { account: at.checking.id });
  const bank = { institution: 'fcinst_Qn1a6jqpI0Gb84' };
  const param = (name: string | null) => [400, BAD, null, name];
  refused('a bank is chosen before the customer agrees', first, [], ['institution', bank], param(null));
  refused('a visit begins before the customer agrees', relink, [], ['visit'], param(null));
  refused('a visit begins before a bank is chosen', first, [['agree']], ['visit'], param('institution'));
  refused('another bank is chosen for a relink', relink, [['agree']], ['institution', bank], param('institution'));
  refused(
    'an unknown bank is chosen',
    first,
    [['agree']],
    ['institution', { institution: 'fcinst_none' }],
    [400, BAD, 'resource_missing', 'institution'],
  );
  refused('no bank is chosen', first, [['agree']], ['institution'], [400, BAD, 'resource_missing', 'institution']);
  refused(
    'a form is answered where none is shown',
    relink,
    [['agree'], ['visit']],
    ['answer', { values: { password: 'x' } }],
    param('values'),
  );
  refused(
    'accounts are chosen before the bank was visited',
    relink,
    [['agree']],
    ['accounts', { accounts: ['a'] }],
    param('accounts'),
  );
  refused(
    'accounts are chosen while the customer is at the bank',
    relink,
    [['agree'], ['visit']],
    ['accounts', { accounts: ['a'] }],
    param('accounts'),
  );

  test('agreeing again, and leaving a bank that nobody went to', async () => {
    const flow = openFlow(at.world, await relink());
    const agreed = await flow.view('agree');
    assert.deepEqual(await flow.view('agree'), agreed);
    assert.deepEqual(await flow.view('leave-bank'), agreed);
  });
});

describe('choosing accounts', () => {
  /** At a form bank, signed in, with the picker open. */
  const picker = async (params: object = {}) => {
    const made = await create({ filters: { institution: 'fcinst_Qn1aVTBBJ4ubmQ' }, ...params });
    const flow = openFlow(at.world, made);
    for (const name of ['agree', 'visit']) await flow.view(name);
    await flow.view('answer', { values: { username: made.id, password: 'any' } });
    await at.world.settle();
    const view = await flow.view('view');
    assert.equal(view.pane.type, 'account_picker');
    const { accounts } = view.pane as Extract<FlowView['pane'], { type: 'account_picker' }>;
    return { made, flow, view, accounts };
  };

  test('takes what the bank listed and nothing else, within the limit', async () => {
    const { made, flow, view, accounts } = await picker({ limits: { accounts: 2 } });
    const [a, b, c] = accounts.map(({ id }) => id);
    for (const chosen of [[], ['unknown'], [a, 'unknown'], [a, b, c], [at.checking.id]]) {
      assert.deepEqual(refusalOf(await flow.post('accounts', { accounts: chosen })), [400, BAD, null, 'accounts']);
      assert.deepEqual(await flow.view('view'), view);
    }
    await flow.view('accounts', { accounts: [b, b] });
    await at.world.settle();
    const done = await at.stripe.financialConnections.sessions.retrieve(made.id);
    assert.deepEqual(
      done.accounts.data.map(({ display_name }) => display_name),
      [accounts[1]?.display_name],
    );
  });

  test('does not take an account that the filter leaves out', async () => {
    const filters = { institution: 'fcinst_Qn1aVTBBJ4ubmQ', account_subcategories: ['savings'] };
    const { flow, view, accounts } = await picker({ filters });
    const greyed = accounts.find(({ eligible }) => !eligible);
    assert.equal(greyed?.reason, 'filtered');
    const answer = await flow.post('accounts', { accounts: [greyed?.id] });
    assert.deepEqual(refusalOf(answer), [400, BAD, null, 'accounts']);
    assert.deepEqual(await flow.view('view'), view);
  });

  test('of another session’s list is refused, as the ids of the same bank are', async () => {
    const [one, two] = [await picker(), await picker()];
    const foreign = one.accounts.map(({ id }) => id);
    assert.deepEqual(refusalOf(await two.flow.post('accounts', { accounts: foreign })), [400, BAD, null, 'accounts']);
    assert.deepEqual(await two.flow.view('view'), two.view);
  });
});

describe('a finished session', () => {
  const CALLS: [string, object?][] = [
    ['agree'],
    ['institution', { institution: 'x' }],
    ['visit'],
    ['answer', { values: {} }],
    ['leave-bank'],
    ['accounts', { accounts: [] }],
    ['view', { locale: 'de' }],
  ];

  const stays = (title: string, outcome: 'success' | 'cancel', pane: string) =>
    test(`that ${title} stays as it is, whatever is called`, async () => {
      const made = await relinkSession(at.world, at.linked, { account: at.checking.id });
      const ended = await complete(at.world, made.id, { outcome });
      const [state, since] = [await everything(at.world, at.linked), await mark(at.world)];
      const flow = openFlow(at.world, made);
      for (const [name, body] of CALLS) {
        const view = await flow.view(name, body);
        assert.deepEqual([view.session.status, view.pane.type], [ended.status, pane], name);
      }
      assert.deepEqual(plain(await at.stripe.financialConnections.sessions.retrieve(made.id)), plain(ended));
      assert.deepEqual(await everything(at.world, at.linked), state);
      assert.deepEqual(await told(at.world, since), []);
    });
  stays('succeeded', 'success', 'success');
  stays('was cancelled', 'cancel', 'closed');

  test('is handed to the page as often as it asks, without its secret and told once', async () => {
    const made = await relinkSession(at.world, at.linked, { account: at.checking.id });
    const flow = openFlow(at.world, made);
    const since = await mark(at.world);
    const [one, two] = [await flow.post('finish', { reason: 'exit' }), await flow.post('finish', { reason: 'done' })];
    assert.deepEqual(one.body, two.body);
    const result = one.body.session as Record<string, unknown>;
    assert.equal('client_secret' in result, false);
    assert.deepEqual(result.accounts, []);
    assert.deepEqual(result.filters, { account_subcategories: ['checking', 'savings'], country: null });
    assert.deepEqual(result.relink_options, { account: at.checking.id, authorization: at.linked.authorization });
    assert.deepEqual(result.relink_result, { account: null, authorization: null, failure_reason: 'no_authorization' });
    assert.deepEqual(await told(at.world, since), [['session.updated', made.id]]);
  });

  test('that succeeded is not cancelled by an exit that comes late', async () => {
    const linked = await link(at.world, { accounts: ['Everyday Checking'] });
    const answer = await openFlow(at.world, linked.session).post('finish', { reason: 'exit' });
    const result = answer.body.session as { status: string; accounts: { id: string }[] };
    assert.equal(result.status, 'succeeded');
    assert.deepEqual(idsOf(result.accounts), idsOf(linked.accounts));
  });
});
