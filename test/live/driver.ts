// Moves customers, banks and time without test helpers: the flow's own calls, the bank's pages and desk, and the world's clock.
import assert from 'node:assert/strict';
import { INSTITUTIONS } from '../../server/src/domain/connections/institutions.data.ts';
import type { Pane } from '../../server/src/wire/flow.ts';
import { decide, launch, openFlow, openPage, settledView, startVisit } from '../contract/flow_client.ts';
import type { Driver } from '../driver.ts';
import { type Account, type Authorization, atBank, type CompleteParams, type Scene, type Session } from '../story.ts';

/** Moves the world's clock by days, and that of a person at his bank with it. */
export type Pass = (days: number, at: Person) => Promise<void>;

interface Person {
  slug: string;
  user: string;
}

/** Banks are looked at once a day, at an hour of their own. */
const LOOK_DAYS = 2;

/** His bank knows a customer by the id that he has with us. */
export function byHand(pass: Pass): Driver {
  return {
    async complete(world, id, params) {
      const session = await world.stripe.financialConnections.sessions.retrieve(id);
      const visit = await plan(world, session, params);
      await pass(0, visit);
      await walk(world, session, visit);
      return await world.stripe.financialConnections.sessions.retrieve(id);
    },
    async onAuthorization(world, id, event) {
      const { authorizations } = world.stripe.financialConnections;
      const at = personOf(await authorizations.retrieve(id));
      const { consents } = await atBank(world, at.slug, at.user);
      const consent = consents.at(-1)!.consent_id;
      await world.control('POST', `${at.slug}/consents/${consent}/simulate`, { event: atDesk(event) });
      await pass(LOOK_DAYS, at);
      return await authorizations.retrieve(id);
    },
    async onAccount(world, id, event) {
      const { accounts } = world.stripe.financialConnections;
      const account = await accounts.retrieve(id);
      const at = personOf(account);
      const own = (await atBank(world, at.slug, at.user)).accounts;
      const { account_id } = own.find(({ display_name }) => display_name === account.display_name)!;
      const path = `${at.slug}/people/${at.user}/accounts/${account_id}/simulate`;
      await world.control('POST', path, { event: atDesk(event) });
      await pass(LOOK_DAYS, at);
      return await accounts.retrieve(id);
    },
    customer: async ({ stripe }, params) => (await stripe.customers.create(params)).id,
    async pass(world, customer, days) {
      const { data } = await world.stripe.financialConnections.accounts.list({
        account_holder: { customer },
        limit: 1,
      });
      await pass(days, personOf(data[0]!));
    },
  };
}

/** The desk's word for an event of the test helpers. */
function atDesk(event: string): string {
  return event.replace(/^(consent|account)_/, '');
}

function bankNamed(name: string | undefined) {
  const bank = INSTITUTIONS.find((one) => one.name === name);
  if (bank === undefined) throw new Error(`there is no bank ${name}`);
  return bank;
}

function personOf(linked: Pick<Account | Authorization, 'institution_name' | 'account_holder'>): Person {
  return { slug: bankNamed(linked.institution_name).slug, user: linked.account_holder?.customer as string };
}

interface Visit extends Person {
  /** The bank's id with us. */
  institution: string;
  outcome: 'approve' | 'cancel';
  /** What is ticked at the bank, if it asks; null: everything. */
  shared: string[] | null;
  /** What is ticked with us, if we ask; null: what fits. */
  chosen: string[] | null;
}

/** What the customer does: by default he shares all that he has, or when he relinks, what he shared before. */
async function plan(world: Scene, session: Session, params: CompleteParams): Promise<Visit> {
  const { relink_options } = session;
  const holder = session.account_holder?.customer as string;
  const linked = relink_options ? await accountsOf(world, holder, relink_options.authorization) : [];
  const bank = bankNamed(params.institution ?? linked[0]?.institution_name);
  const at = { slug: bank.slug, user: params.bank_user ?? holder };
  const wrong = params.outcome === 'wrong_account';
  const asked = linked.find(({ id }) => id === relink_options?.account)?.display_name;
  const names = at.user === holder ? linked.map(({ display_name }) => String(display_name)) : [];
  const own = wrong && (await atBank(world, at.slug, at.user)).accounts.map(({ display_name }) => display_name);
  const named = own ? own.filter((name) => name !== asked) : (params.accounts ?? null);
  const shared = named ? [...new Set([...named, ...names.filter((name) => name !== asked)])] : names;
  return {
    ...at,
    institution: bank.id,
    outcome: params.outcome === 'cancel' ? 'cancel' : 'approve',
    shared: shared.length > 0 && bank.policy.bank_hosted_selection ? shared : null,
    chosen: named,
  };
}

async function accountsOf(world: Scene, customer: string, authorization: string) {
  const { data } = await world.stripe.financialConnections.accounts.list({ account_holder: { customer }, limit: 100 });
  return data.filter((one) => one.authorization === authorization && one.status !== 'disconnected');
}

async function walk(world: Scene, session: Session, visit: Visit): Promise<void> {
  const flow = openFlow(world, session);
  const { pane } = await flow.view('agree');
  if (pane.type === 'institution_picker') await flow.view('institution', { institution: visit.institution });
  const { cookie, location } = await launch(await startVisit(flow));
  const { slug, user, outcome, shared } = visit;
  const callback = await decide(world, slug, location, { user, outcome, ...(shared && { accounts: shared }) });
  const back = await openPage(callback, { headers: { cookie } });
  assert.equal(back.status, 200, back.html);
  const view = await settledView(world, flow);
  if (view.pane.type === 'account_picker') {
    await flow.view('accounts', { accounts: chosenOf(view.pane, visit) });
    await world.settle();
  }
  await flow.view('finish');
}

/** Ids of what is ticked in our list. */
function chosenOf({ accounts }: Extract<Pane, { type: 'account_picker' }>, { chosen }: Visit): string[] {
  const fitting = accounts.filter(({ eligible }) => eligible);
  const known = fitting.filter((account) => account.known);
  const named = fitting.filter(({ display_name }) => chosen?.includes(display_name));
  const ticked = chosen ? named : known.length > 0 ? known : fitting;
  return ticked.map(({ id }) => id);
}
