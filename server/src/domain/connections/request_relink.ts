// Asks a customer to relink one account on our page: checks the rule, makes the hosted session, its link and its e-mail.
import type { Permission, Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { enqueueMail } from '#domain/mails/mail.ts';
import { confirmedEmails } from '#domain/merchants/member_rows.ts';
import type { AccountId, MemberId, RelinkBatchId } from '#kernel/id.ts';
import { accountById } from './account_rows.ts';
import { lockAuthorization, lockWithAuthorization } from './authorization_rows.ts';
import { holderOf } from './holder.ts';
import { findHolder } from './holder_contact.ts';
import { supersedeEmails } from './hosted_end.ts';
import { createLink } from './hosted_link.ts';
import { type Delivery, type HostedProblem, hostedProblem, needsRelink } from './hosted_relink.ts';
import { targetedDefaults } from './relink.ts';
import { createSession, type NewSession } from './session.ts';
import { recordStep } from './session_steps.ts';

/** Who asks, and how the customer gets the link. */
export interface HostedOrigin {
  delivery_method: Delivery;
  source: Row<'sessions'>['source'];
  requested_by: MemberId | null;
  batch: RelinkBatchId | null;
}

/**
 * What a Dashboard request, a policy, or a page that goes on to the next account asks for: the account's present permissions,
 * exactly this account. Returns the session, or why not; then nothing has changed.
 */
export async function requestRelink(
  context: Context,
  account: AccountId,
  origin: HostedOrigin,
): Promise<{ session: Row<'sessions'>; token: string } | HostedProblem> {
  const found = await accountById(context.trx, { merchant: context.merchant.id, livemode: context.livemode }, account);
  const row = found && (await lockWithAuthorization(context.trx, found))?.account;
  if (!row) return { type: 'disconnected' };
  const { filter_subcategories, limit_accounts } = targetedDefaults(row.subcategory);
  return await createHostedSession(context, origin, {
    ...holderOf(row),
    test_clock: row.test_clock,
    permissions: row.permissions as Permission[],
    prefetch: [],
    filter_subcategories,
    filter_countries: null,
    filter_institution: null,
    filter_payment_support: null,
    limit_accounts,
    manual_entry: null,
    return_url: null,
    relink_authorization: row.authorization_id,
    relink_account: row.id,
    institution: row.institution,
  });
}

/**
 * Makes a hosted session for `asked.relink_account`, under the lock of its authorization: of two who ask at once, one is
 * refused. An earlier e-mail session of the same account ends, because the newer mail takes its place.
 */
export async function createHostedSession(
  context: Context,
  origin: HostedOrigin,
  asked: NewSession & {
    relink_account: AccountId;
    relink_authorization: NonNullable<NewSession['relink_authorization']>;
  },
): Promise<{ session: Row<'sessions'>; token: string } | HostedProblem> {
  await lockAuthorization(context.trx, asked.relink_authorization);
  const account = await context.trx
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', asked.relink_account)
    .executeTakeFirstOrThrow();
  const now = await customerTime(context, account.test_clock);
  const holder = await findHolder(context, account);
  const confirmed_emails = context.livemode ? null : await confirmedEmails(context);
  const delivery = origin.delivery_method;
  // Everybody else asks where something is broken or a number ends; a policy also ahead of an announced end of the link.
  const announced_end = origin.source === 'policy' ? account.ends_at : null;
  const problem = hostedProblem({ account, holder, delivery, announced_end, confirmed_emails, now });
  if (problem !== null) return problem;
  const renews_before = needsRelink(account, now) ? null : announced_end;
  const { row: session } = await createSession(context, { ...asked, hosted: { ...origin, renews_before } });
  const token = await createLink(context, session);
  await recordStep(context, session, 'requested', { source: origin.source, delivery_method: delivery });
  if (delivery === 'email') await writeToHolder(context, session, holder!.email!, now);
  return { session, token };
}

async function writeToHolder(context: Context, session: Row<'sessions'>, recipient: string, now: Date): Promise<void> {
  const account = session.relink_account!;
  await supersedeEmails(context, account, session.id);
  await context.trx.updateTable('accounts').set({ relink_asked_at: now }).where('id', '=', account).execute();
  const in_bulk = session.source === 'policy' || session.batch !== null;
  await enqueueMail(context, { type: 'relink_request', session: session.id, recipient, created: now }, in_bulk);
}
