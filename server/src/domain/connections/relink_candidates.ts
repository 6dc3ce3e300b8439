// Accounts with what the eligibility rule looks at, many at a time: for previews, batches and policies.
import { sql } from 'kysely';
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { confirmedEmails } from '#domain/merchants/member_rows.ts';
import type { AccountId, CustomerId, MerchantId } from '#kernel/id.ts';
import { type HostedProblem, hostedProblem, type RelinkableAccount } from './hosted_relink.ts';

/** How many accounts one statement reads. */
const STEP = 1_000;

export interface Candidate extends RelinkableAccount, Pick<Row<'accounts'>, 'id' | 'authorization_id' | 'sequence'> {
  holder: { id: CustomerId | MerchantId; email: string | null } | null;
  /** The customer's time. */
  now: Date;
}

export interface JudgedCandidate {
  candidate: Candidate;
  /** Null: an e-mail may be asked for. */
  problem: HostedProblem | null;
}

/** Judges accounts of the context's merchant and mode as the rule would if each were asked by e-mail now; others are left out. */
export async function judge(context: Context, ids: readonly AccountId[]): Promise<JudgedCandidate[]> {
  const confirmed_emails = context.livemode ? null : await confirmedEmails(context);
  const judged: JudgedCandidate[] = [];
  for (let from = 0; from < ids.length; from += STEP) {
    for (const candidate of await candidates(context, ids.slice(from, from + STEP))) {
      const { holder, now } = candidate;
      const problem = hostedProblem({ account: candidate, holder, delivery: 'email', confirmed_emails, now });
      judged.push({ candidate, problem });
    }
  }
  return judged;
}

async function candidates(context: Context, ids: readonly AccountId[]): Promise<Candidate[]> {
  const rows = await context.trx
    .selectFrom('accounts as a')
    .leftJoin('customers as c', (join) => join.onRef('c.id', '=', 'a.customer').on('c.deleted_at', 'is', null))
    .leftJoin('connected_accounts as h', (join) =>
      join.onRef('h.id', '=', 'a.connected_account').on('h.deleted_at', 'is', null),
    )
    .leftJoin('test_clocks as t', 't.id', 'a.test_clock')
    .select([
      'a.id',
      'a.sequence',
      'a.authorization_id',
      'a.status',
      'a.inactive_action',
      'a.permissions',
      'a.number_kind',
      'a.number_status',
      'a.number_expires_at',
      'a.relink_asked_at',
      't.frozen_time',
    ])
    .select(({ fn }) => [
      fn.coalesce('c.id', sql<CustomerId | MerchantId>`h.id`).as('holder'),
      fn.coalesce('c.email', 'h.email').as('email'),
    ])
    .where('a.id', '=', sql<AccountId>`any(${ids}::text[])`)
    .where('a.merchant', '=', context.merchant.id)
    .where('a.livemode', '=', context.livemode)
    .orderBy('a.sequence')
    .execute();
  const realNow = context.clock.now();
  return rows.map(({ holder, email, frozen_time, ...account }) => ({
    ...account,
    holder: holder === null ? null : { id: holder, email },
    now: frozen_time ?? realNow,
  }));
}
