// Sessions: made as a merchant makes them, played to an end, and compared with the end that they have to have.
import assert from 'node:assert/strict';
import Stripe from 'stripe';
import type { Account, CompleteParams, Permission, Session } from '../story.ts';
import { complete } from '../story.ts';
import { currentConsent, modelOf, newLink } from './adopt.ts';
import { BANKS } from './banks.ts';
import { type Holder, type Life, type Link, linksOf, nameOf, type OpenSession, viewOf } from './life.ts';
import { type BankView, chosenAt, relinked } from './model.ts';
import { noticeOthers, regrant } from './notice.ts';
import { lookedNow } from './passing.ts';
import { objectsOf } from './quiet.ts';

export type Outcome = NonNullable<CompleteParams['outcome']>;

export interface Play {
  session: OpenSession;
  outcome: Outcome;
  named: string[] | null;
  /** Who signs in; null: the default. */
  user: string | null;
  /** The bank is in trouble: a success may fail. */
  trouble: boolean;
}

const PERMISSIONS: Permission[] = ['balances', 'ownership', 'payment_method', 'transactions'];

/** The rows of the outcome table that each outcome may end with: the status, and the reason of a relink. */
const ENDS: Record<Exclude<Outcome, 'success'>, [string, string]> = {
  cancel: ['cancelled', 'no_authorization'],
  fail_authentication: ['failed', 'no_authorization'],
  wrong_account: ['failed', 'no_account'],
  unexpected_error: ['failed', 'other'],
};
/** Data that a merchant asks for; three in four want to pay as well. */
export function somePermissions(life: Life): Permission[] {
  const some = life.dice.some(PERMISSIONS);
  return life.dice.chance(0.5) && !some.includes('payment_method') ? [...some, 'payment_method'] : some;
}

export async function openSession(life: Life, wanted: Omit<OpenSession, 'id'>): Promise<OpenSession> {
  const { holder, relink, permissions, subcategories, limit } = wanted;
  const session = await life.world.stripe.financialConnections.sessions.create({
    ...(holder.customer && { account_holder: { type: 'customer', customer: holder.customer } }),
    permissions,
    ...(relink && {
      relink_options: { authorization: relink.link, ...(relink.account && { account: relink.account }) },
    }),
    ...(subcategories && { filters: { account_subcategories: subcategories as ('checking' | 'savings')[] } }),
    ...(limit && { limits: { accounts: limit } }),
  });
  assert.equal(session.status, 'pending');
  assert.ok(!('relink_result' in session), 'a pending session has no result');
  return { ...wanted, id: session.id };
}

/** What the bank is told by a test helper's parameters. */
export function paramsOf({ session, outcome, named, user }: Play): CompleteParams {
  return {
    outcome,
    ...(session.relink === null && { institution: BANKS[session.slug]!.name }),
    ...(named && { accounts: named }),
    ...(user !== null && { bank_user: user }),
  };
}

/** Plays a session and puts down what it makes of the link. */
export async function playSession(life: Life, play: Play): Promise<Session> {
  const { session } = play;
  const { holder } = session;
  const link = linkOf(life, play);
  const user = userOf(life, play);
  const expected = expectedAt(life, play, link, await viewOf(life, session.slug, user));
  const before = await objectsOf(life, holder);
  const done = await complete(life.world, session.id, paramsOf(play));
  ended(life, session, done, user);
  checkResult(life, session, done);
  await life.world.settle();
  const succeeds = play.trouble ? done.status === 'succeeded' : expected.length > 0;
  const says = `session ${session.id} of ${nameOf(life, holder)} (${play.outcome})`;
  if (succeeds) {
    assert.equal(done.status, 'succeeded', says);
    await succeeded(life, play, done, { expected, user, before: before.accounts });
  } else {
    if (!play.trouble) checkEnd(life, play, done, says);
    assert.deepEqual(done.accounts.data, [], says);
    if (BANKS[session.slug]!.one_grant) await regrant(life, link);
    else assert.deepEqual(await objectsOf(life, holder), before, `${says} changed something`);
  }
  await noticeOthers(life, { slug: session.slug, user, id: linkOf(life, play)?.id ?? null }, succeeds);
  return done;
}

/**
 * Plays a session of which it cannot be said how it ends, because of what goes on beside it. Null: it was refused, or a restart
 * cut off the answer; then `recallSession` tells what came of it.
 */
export async function completeUnsure(life: Life, play: Play): Promise<Session | null> {
  const user = userOf(life, play);
  let done: Session;
  try {
    done = await complete(life.world, play.session.id, paramsOf(play));
  } catch (error) {
    assert.ok(isRefused(error), String(error));
    return null;
  }
  ended(life, play.session, done, user);
  checkResult(life, play.session, done);
  return done;
}

/** A session whose answer was lost: it has ended like any other, or somebody may still go on with it. */
export async function recallSession(life: Life, session: OpenSession): Promise<void> {
  const now = await life.world.stripe.financialConnections.sessions.retrieve(session.id);
  if (now.status === 'pending') {
    life.open.push(session);
    return;
  }
  ended(life, session, now, userOf(life, { session, user: null }));
  checkResult(life, session, now);
}

/** What may go wrong for a merchant beside other things: a clear refusal, or a connection that a restart cut. */
export function isRefused(error: unknown): boolean {
  const { StripeInvalidRequestError, StripeConnectionError } = Stripe.errors;
  return (
    (error instanceof StripeInvalidRequestError && error.statusCode === 400) || error instanceof StripeConnectionError
  );
}

/** The link that a session may meet: the one to relink, else the one of the same holder, bank and person. */
function linkOf(life: Life, play: Play): Link | null {
  const { session } = play;
  if (session.relink !== null) return life.links.get(session.relink.link)!;
  const user = userOf(life, play);
  const same = linksOf(life, session.holder).filter((link) => link.slug === session.slug && link.user === user);
  return same.find((link) => link.status !== 'disconnected') ?? null;
}

export function userOf(life: Life, { session, user }: Pick<Play, 'session' | 'user'>): string {
  if (user !== null) return user;
  if (session.relink !== null) return life.links.get(session.relink.link)!.user;
  return session.holder.customer ?? session.id;
}

/** The bank accounts that it links, by their ids there; none where it has to fail. */
function expectedAt(life: Life, play: Play, link: Link | null, view: BankView): string[] {
  const { session } = play;
  if (play.outcome !== 'success') return [];
  if (session.relink !== null && link?.status === 'disconnected') return [];
  const living = (one: Link) => one.accounts.filter((account) => account.status !== 'disconnected');
  const here = linksOf(life, session.holder).filter((one) => one.slug === session.slug);
  const around = session.relink !== null ? living(link!) : session.holder.customer ? here.flatMap(living) : [];
  const target = session.relink?.account ?? null;
  const aim = living(link ?? { ...here[0]!, accounts: [] }).find((account) => account.id === target);
  if (target !== null && aim === undefined) return [];
  return chosenAt(view, {
    named: play.named,
    known: around.map((account) => account.bank_account),
    target: aim?.bank_account ?? null,
    relink: session.relink !== null,
    choice_at_bank: BANKS[session.slug]!.choice,
    subcategories: session.subcategories,
    limit: session.limit,
  });
}

/** What a merchant does with an ended session: it is not finished again, and reads the same for ever. */
export function ended(life: Life, session: OpenSession, done: Session, user: string): void {
  life.open = life.open.filter((one) => one.id !== session.id);
  life.ended.set(session.id, { status: done.status, relink_result: done.relink_result });
  for (const { authorization } of done.accounts.data) {
    if (!life.users.has(authorization!)) life.users.set(authorization!, user);
  }
}

/** `relink_result` is a whole row of the outcome table, or absent where nothing was to be relinked. */
export function checkResult(life: Life, session: OpenSession, done: Session): void {
  const says = `session ${session.id} of ${nameOf(life, session.holder)}`;
  assert.notEqual(done.status, 'pending', says);
  assert.deepEqual(done.status_details, done.status === 'cancelled' ? { cancelled: { reason: 'other' } } : {}, says);
  if (session.relink === null) {
    assert.ok(!('relink_result' in done), `${says} is no relink`);
    return;
  }
  const { account } = session.relink;
  const result = done.relink_result;
  assert.ok(result, says);
  assert.deepEqual(Object.keys(result).sort(), ['account', 'authorization', 'failure_reason'], says);
  if (done.status === 'succeeded') {
    const [first] = done.accounts.data;
    assert.ok(first, `${says} succeeded with no account`);
    assert.deepEqual(result, { account, authorization: first.authorization, failure_reason: null }, says);
    if (account === null) return;
    assert.deepEqual(
      done.accounts.data.map(({ id, authorization }) => [id, authorization]),
      [[account, session.relink.link]],
      says,
    );
  } else {
    const reasons = done.status === 'cancelled' ? ['no_authorization'] : ['no_account', 'no_authorization', 'other'];
    assert.deepEqual(result, { account: null, authorization: null, failure_reason: result.failure_reason }, says);
    assert.ok(reasons.includes(result.failure_reason!), `${says}: ${done.status} with ${result.failure_reason}`);
    assert.ok(account !== null || result.failure_reason !== 'no_account', `${says} asked for no account`);
  }
}

function checkEnd(life: Life, { session, outcome }: Play, done: Session, says: string): void {
  const link = session.relink && life.links.get(session.relink.link);
  const reason = done.relink_result?.failure_reason;
  if (outcome !== 'success') {
    const [status, expected] = ENDS[outcome];
    assert.deepEqual([done.status, link ? reason : expected], [status, expected], says);
  } else if (link) {
    const targeted = session.relink!.account !== null ? 'no_account' : 'no_authorization';
    const allowed = link.status === 'disconnected' ? [targeted, 'other'] : [targeted];
    assert.ok(done.status === 'failed' && allowed.includes(reason!), `${says}: ${done.status} with ${reason}`);
  } else assert.equal(done.status, 'failed', says);
}

interface Success {
  expected: string[];
  user: string;
  before: Account[];
}

/** The same ids for the same bank accounts, the session's permissions for the chosen ones, and siblings as they were. */
async function succeeded(life: Life, play: Play, done: Session, { expected, user, before }: Success): Promise<void> {
  const { session } = play;
  const { holder } = session;
  const view = await viewOf(life, session.slug, user);
  const link =
    linkOf(life, play) ?? newLink(life, holder, done.accounts.data[0]!.authorization!, BANKS[session.slug]!.name);
  const chosen = done.accounts.data.map((account) => modelOf(account, null, view));
  const ids = chosen.map((account) => account.bank_account);
  assert.deepEqual(
    ids.toSorted(),
    expected.toSorted(),
    `session ${session.id} linked ${chosen.map(({ name }) => name)}`,
  );
  for (const account of chosen) {
    const known = link.accounts.find(
      (one) => one.bank_account === account.bank_account && one.status !== 'disconnected',
    );
    if (known) assert.equal(account.id, known.id, `${account.name} at ${session.slug} has another id than before`);
    else
      assert.ok(!holder.accounts.has(account.id), `${account.name} at ${session.slug} took the id of another account`);
  }
  for (const { id, authorization } of done.accounts.data)
    assert.equal(authorization, link.id, `authorization of ${id}`);
  const consent = currentConsent(life, null, view);
  assert.ok(consent, `session ${session.id} succeeded without a consent at the bank`);
  const chosenIds = chosen.map((account) => account.id);
  const next = relinked(link, view, { consent, chosen: chosenIds, permissions: session.permissions });
  const added = chosen.filter((account) => !link.accounts.some((one) => one.id === account.id));
  for (const account of added) holder.accounts.add(account.id);
  const fresh = added.map((account) => ({ ...account, status: 'active', cause: null }) as const);
  const model = { ...link, ...next, accounts: [...next.accounts, ...fresh] };
  Object.assign(link, BANKS[session.slug]!.short || holder.clock !== null ? lookedNow(life, model, view) : model);
  if (session.relink?.account) await checkSiblings(life, session, holder, before);
}

/** In a targeted relink only the target gets a new number; a sibling's may at most have run out, and of a broken link nobody knew how they fare. */
async function checkSiblings(life: Life, session: OpenSession, holder: Holder, before: Account[]): Promise<void> {
  for (const account of (await objectsOf(life, holder)).accounts) {
    const old = before.find(({ id }) => id === account.id);
    if (account.id === session.relink!.account || old === undefined) continue;
    const [number, oldNumber] = [account.account_numbers?.[0], old.account_numbers?.[0]];
    const says = `the number of ${account.id}, which was not relinked`;
    // A token that ends with its consent gets the new one's end, though nobody asked for another token.
    if (!BANKS[session.slug]!.tokens?.expire)
      assert.equal(number?.expected_expiry_date, oldNumber?.expected_expiry_date, says);
    const ranOut = oldNumber?.status === 'transactable' && (number?.status as string) === 'expired';
    // What ended with the old consent lives by the new one, or there is another token.
    const cameBack = BANKS[session.slug]!.tokens !== null && number?.status === 'transactable';
    if (!ranOut && !cameBack && old.status === 'active') assert.equal(number?.status, oldNumber?.status, says);
  }
}
