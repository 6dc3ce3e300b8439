// Which authorization a finished visit belongs to: the same holder, institution and person always meet the same one.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { newId } from '#kernel/id.ts';
import { accountsOn } from './account_rows.ts';
import { lockAuthorization, lockAuthorizationOf } from './authorization_rows.ts';
import { holderOf } from './holder.ts';

export interface LinkTarget {
  authorization: Row<'authorizations'>;
  /** True when the visit's person is the one of the relinked authorization, or when nothing is relinked. */
  expected_person: boolean;
  /** Accounts that the bank's list may turn out to be. */
  known: Row<'accounts'>[];
}

type Visit = Pick<Row<'bank_visits'>, 'institution' | 'bank_subject' | 'bank_user'>;

/** Null when the authorization to relink was disconnected meanwhile. Locks every authorization it returns. */
export async function linkTarget(
  context: Context,
  session: Row<'sessions'>,
  visit: Visit,
  now: Date,
): Promise<LinkTarget | null> {
  const relinked =
    session.relink_authorization === null ? null : await lockAuthorization(context.trx, session.relink_authorization);
  if (session.relink_authorization !== null && (relinked === null || relinked.status === 'disconnected')) return null;
  if (relinked !== null && relinked.bank_subject === visit.bank_subject && relinked.institution === visit.institution) {
    return { authorization: relinked, expected_person: true, known: await accountsOn(context.trx, relinked.id) };
  }
  const authorization = await findOrCreate(context, session, visit, now);
  const known = await accountsOn(context.trx, authorization.id);
  if (relinked === null) return { authorization, expected_person: true, known };
  const broken = (await accountsOn(context.trx, relinked.id)).filter((account) => account.status === 'inactive');
  // What this person has linked already is his own account there; the one of the other person is not merged into it.
  const linked = new Set(known.map((account) => account.bank_account));
  // Across persons only the bank's own id counts: joint owners may share a number.
  const orphans = broken
    .filter((account) => !linked.has(account.bank_account))
    .map((account) => ({ ...account, number_fingerprint: null }));
  return { authorization, expected_person: false, known: [...known, ...orphans] };
}

async function findOrCreate(
  context: Context,
  session: Row<'sessions'>,
  visit: Visit,
  now: Date,
): Promise<Row<'authorizations'>> {
  const identity = {
    ...holderOf(session),
    institution: visit.institution,
    bank_subject: visit.bank_subject ?? '',
  };
  const owner = { merchant: context.merchant.id, livemode: context.livemode };
  const existing = await lockAuthorizationOf(context.trx, owner, identity);
  if (existing) return existing;
  const created = await context.trx
    .insertInto('authorizations')
    .values({
      ...owner,
      ...identity,
      id: newId('fcauth', context.random),
      test_clock: session.test_clock,
      bank_user: visit.bank_user,
      status: 'active',
      inactive_cause: null,
      inactive_action: null,
      active_cause: null,
      active_action: null,
      expected_deactivation_at: null,
      expected_deactivation_basis: null,
      consent: null,
      credential: null,
      credential_version: 0,
      lease_owner: null,
      lease_until: null,
      refresh_in_flight_at: null,
      granted_at: null,
      grant_expires_at: null,
      refresh_expires_at: null,
      credential_lost_at: null,
      checked_at: null,
      created: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (created) return created;
  // Another session of the same holder won the race: its row is there now and this waits for its lock.
  const raced = await lockAuthorizationOf(context.trx, owner, identity);
  if (!raced) throw new Error('an authorization of this identity was neither made nor found');
  return raced;
}
