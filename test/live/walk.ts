// A customer goes through a session: in the flow or on his own page, and through his bank's pages.
import assert from 'node:assert/strict';
import type Stripe from 'stripe';
import { INSTITUTIONS } from '../../server/src/domain/connections/institutions.data.ts';
import type { Pane } from '../../server/src/wire/flow.ts';
import { decide, launch, openFlow, openPage, settledView } from '../contract/flow_client.ts';
import { newBrowser, throughBank } from '../contract/page_visitor.ts';
import { type Account, atBank, type BankPerson, type CompleteParams, type Scene, type Session } from '../story.ts';
import { seedOf } from './banks.ts';

/** Who linked, by what, which consent he gave last, and the bank's ids of all that he ever shared. */
export interface Met {
  slug: string;
  user: string;
  /** A customer or a connected account. */
  holder: string | null;
  session: string;
  consent: string | null;
  shared: ReadonlySet<string>;
}

type MailsTo = (address: string) => { text?: string }[];

export interface Plan {
  slug: string;
  user: string;
  /** The bank's id with us. */
  institution: string;
  outcome: 'approve' | 'cancel' | 'fail_authentication' | 'unexpected_error';
  /** What is ticked at the bank, if it asks; null: everything. */
  shared: string[] | null;
  /** What is ticked with us, if we ask; null: what fits. */
  chosen: string[] | null;
  limit: number;
}

export function bankNamed(name: string | undefined) {
  const bank = INSTITUTIONS.find((one) => one.name === name);
  if (bank === undefined) throw new Error(`there is no bank ${name}`);
  return bank;
}

/** What the customer does: by default he shares all that he has, or when he relinks, what he shared before. */
export async function planOf(
  scene: Scene,
  session: Session,
  params: CompleteParams,
  met: ReadonlyMap<string, Met>,
): Promise<Plan> {
  const { relink_options, account_holder: holder, filters, limits } = session;
  const before = relink_options ? met.get(relink_options.authorization) : undefined;
  const linked = relink_options ? await accountsOf(scene, session, before) : [];
  const bank = before ? seedOf(before.slug) : bankFor(params.institution, filters?.institution);
  const own = before?.user ?? ((holder?.customer ?? holder?.account ?? session.id) as string);
  const user = params.bank_user ?? own;
  const asked = linked.find(({ id }) => id === relink_options?.account)?.display_name;
  const choice = bank.policy.bank_hosted_selection === true;
  const plan = {
    slug: bank.slug,
    institution: bank.id,
    outcome: decisionOf(params.outcome),
    chosen: params.accounts ?? null,
    limit: limits?.accounts ?? Number.POSITIVE_INFINITY,
  };
  if (params.outcome === 'wrong_account' && !choice) return { ...plan, user: `${user}-other`, shared: null };
  const person = await atBank(scene, bank.slug, user);
  const known = user === own ? namesOf(person, linked, before) : [];
  const named =
    params.outcome === 'wrong_account'
      ? person.accounts.map(({ display_name }) => display_name).filter((name) => name !== asked)
      : params.accounts;
  const shared = named ? [...new Set([...named, ...known.filter((name) => name !== asked)])] : known;
  return { ...plan, user, shared: shared.length > 0 && choice ? shared : null };
}

function bankFor(name: string | undefined, id: string | null | undefined) {
  return INSTITUTIONS.find((bank) => bank.id === id) ?? bankNamed(name);
}

function decisionOf(outcome: CompleteParams['outcome']): Plan['outcome'] {
  return outcome === undefined || outcome === 'success' || outcome === 'wrong_account' ? 'approve' : outcome;
}

/** What he has shared of these accounts, and the bank still has. */
function namesOf({ accounts }: BankPerson, linked: Account[], before: Met | undefined): string[] {
  const names = new Set(linked.map(({ display_name }) => display_name));
  return accounts
    .filter(({ account_id, display_name }) => before?.shared.has(account_id) && names.has(display_name))
    .map(({ display_name }) => display_name);
}

/** The linked accounts of the authorization that a session relinks. */
async function accountsOf(scene: Scene, session: Session, before: Met | undefined): Promise<Account[]> {
  const { account_holder: holder, relink_options } = session;
  const { customer, account } = holder ?? {};
  const { data } = await scene.stripe.financialConnections.accounts.list({
    ...(holder
      ? {
          account_holder: {
            ...(customer && { customer: String(customer) }),
            ...(account && { account: String(account) }),
          },
        }
      : { session: before!.session }),
    limit: 100,
  });
  return data.filter((one) => one.authorization === relink_options?.authorization && one.status !== 'disconnected');
}

export async function walk(scene: Scene, session: Session, plan: Plan, mailsTo: MailsTo): Promise<void> {
  if (session.ui_mode === 'hosted') await onHisPage(scene, session, plan, mailsTo);
  else await inTheFlow(scene, session, plan);
}

/** Whoever has linked nothing in the end gives up. */
async function inTheFlow(scene: Scene, session: Session, plan: Plan): Promise<void> {
  const flow = openFlow(scene, session);
  let { pane } = await flow.view('agree');
  if (pane.type === 'institution_picker')
    ({ pane } = await flow.view('institution', { institution: plan.institution }));
  ({ pane } = await flow.view('visit'));
  assert.ok(pane.type === 'bank' && pane.state === 'open' && pane.launch_url, JSON.stringify(pane));
  const { cookie, location } = await launch(pane.launch_url);
  const callback = await decide(scene, plan.slug, location, decisionAt(plan));
  const back = await openPage(callback, { headers: { cookie } });
  assert.equal(back.status, 200, back.html);
  const view = await settledView(scene, flow);
  if (view.session.status !== 'pending') return;
  if (view.pane.type === 'account_picker') {
    await flow.view('accounts', { accounts: chosenOf(view.pane, plan) });
    await scene.settle();
  }
  await flow.view('finish');
}

function decisionAt({ user, outcome, shared }: Plan) {
  return { user, outcome, ...(shared && { accounts: shared }) };
}

/** By its address, or by the newest mail that has it. */
async function onHisPage(scene: Scene, session: Session, plan: Plan, mailsTo: MailsTo): Promise<void> {
  const { url: told } = session as Session & { url: string | null };
  const url = told ?? (await mailedLink(scene, session, mailsTo));
  const { user, ...decision } = decisionAt(plan);
  await throughBank(scene, newBrowser(), { url, user }, decision, plan.slug);
}

async function mailedLink({ stripe, settle }: Scene, { account_holder: holder }: Session, mailsTo: MailsTo) {
  await settle();
  const { email } = holder?.customer
    ? ((await stripe.customers.retrieve(String(holder.customer))) as Stripe.Customer)
    : await stripe.accounts.retrieve(String(holder?.account));
  const mail = mailsTo(String(email)).at(-1);
  const [url] = /https:\/\/localhost:\d+\/relink\/\w+/.exec(mail?.text ?? '') ?? [];
  assert.ok(url, mail?.text);
  return url;
}

/** Ids of what is ticked in our list. */
function chosenOf({ accounts }: Extract<Pane, { type: 'account_picker' }>, { chosen, limit }: Plan): string[] {
  const fitting = accounts.filter(({ eligible }) => eligible);
  const known = fitting.filter((account) => account.known);
  const named = fitting.filter(({ display_name }) => chosen?.includes(display_name));
  const ticked = chosen ? named : known.length > 0 ? known : fitting;
  return ticked.slice(0, limit).map(({ id }) => id);
}
