// What becomes of a visit once the bank has listed its accounts: linked straight away, chosen from, or refused.
import type { Row, Transaction } from '#database/schema.ts';
import { accountsOn } from './account_rows.ts';
import { ineligible } from './eligibility.ts';
import { matchAccounts } from './match.ts';
import type { Candidate, Failure } from './visit_rows.ts';

type Verdict = { type: 'failed'; failure: Failure } | { type: 'choose' } | { type: 'link'; chosen: string[] };

export async function judge(
  trx: Transaction,
  session: Row<'sessions'>,
  visit: Row<'bank_visits'>,
  candidates: Candidate[],
  bankHostedSelection: boolean,
): Promise<Verdict> {
  const found = candidates.map(({ display_name, last4, subcategory }) => ({ display_name, last4, subcategory }));
  if (session.relink_account !== null) return await judgeTargeted(trx, session, visit, candidates, found);
  if (candidates.length === 0) return { type: 'failed', failure: { kind: 'no_accounts' } };
  const eligible = candidates.filter((candidate) => ineligible(session, candidate) === null);
  if (eligible.length === 0) return { type: 'failed', failure: { kind: 'no_eligible_accounts', found } };
  const fits = session.limit_accounts === null || eligible.length <= session.limit_accounts;
  if (bankHostedSelection && fits && eligible.length === candidates.length) {
    return { type: 'link', chosen: eligible.map((candidate) => candidate.bank_account) };
  }
  return { type: 'choose' };
}

/** Only the named account, only at the same bank person (rulings, "Relink"). */
async function judgeTargeted(
  trx: Transaction,
  session: Row<'sessions'>,
  visit: Row<'bank_visits'>,
  candidates: Candidate[],
  found: NonNullable<Failure['found']>,
): Promise<Verdict> {
  const authorization = await trx
    .selectFrom('authorizations')
    .select(['id', 'bank_subject'])
    .where('id', '=', session.relink_authorization!)
    .executeTakeFirstOrThrow();
  if (authorization.bank_subject !== visit.bank_subject)
    return { type: 'failed', failure: { kind: 'wrong_person', found } };
  const match = matchAccounts(await accountsOn(trx, authorization.id), candidates);
  const target = candidates.find((row) => match.matched.get(row.bank_account)?.account === session.relink_account);
  if (target === undefined) return { type: 'failed', failure: { kind: 'wrong_account', found } };
  if (target.state === 'closed')
    return { type: 'failed', failure: { kind: 'no_eligible_accounts', found: [target].map(label) } };
  return { type: 'link', chosen: [target.bank_account] };
}

function label({ display_name, last4, subcategory }: Candidate) {
  return { display_name, last4, subcategory };
}
