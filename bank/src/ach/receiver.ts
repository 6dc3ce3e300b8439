// Which account an entry reaches by its numbers, and what that account does with it at this moment.
import { returned, SETTLED, type Verdict, verdictOfNumber, verdictWithoutAccount } from '#ach/magic_numbers.ts';
import { ROUTING_NUMBER } from '#data/account_sets.ts';
import { type Account, accountsWithNumber } from '#store/accounts.ts';
import { returnCodeOf } from '#store/conditions.ts';
import type { Store } from '#store/database.ts';
import { tokenByDigits } from '#store/numbers.ts';
import { type Person, personById } from '#store/people.ts';

export interface Addressed {
  routing_number: string;
  account_number: string;
  /** Sandbox: people of this bank share a few test numbers, so whoever knows the account by its id may say which one is meant. */
  account_id: string | null;
}

/** `account` null: the number is a test number of nobody in particular, so no balance changes. `person`: on whose time. */
export interface Receipt {
  verdict: Verdict;
  account: Account | null;
  person: Person | null;
}

/** What becomes of an entry to these numbers now. */
export function receive(store: Store, to: Addressed): Receipt {
  const token = tokenByDigits(store, to.routing_number, to.account_number);
  if (token !== undefined) {
    const { account } = token;
    const verdict = token.alive ? verdictOfAccount(store, account) : returned('R04');
    return { verdict, account, person: personById(store, token.person_id) };
  }
  if (to.routing_number !== ROUTING_NUMBER) return nobody(returned('R03'));
  const named = accountsWithNumber(store, to.account_number, to.account_id);
  const [only] = named;
  if (only === undefined || named.length > 1) return nobody(verdictWithoutAccount(to.account_number));
  const person = only.person_id === null ? null : personById(store, only.person_id);
  return { verdict: verdictOfAccount(store, only.account), account: only.account, person };
}

function nobody(verdict: Verdict): Receipt {
  return { verdict, account: null, person: null };
}

/** What an account is comes before what its number says, so that an operator can close or freeze any of them. */
function verdictOfAccount(store: Store, account: Account): Verdict {
  const code = returnCodeOf(store, account);
  if (code !== null) return returned(code);
  if (account.facts.number.kind === 'none') return returned('R20');
  return verdictOfNumber(account.account_number ?? '') ?? SETTLED;
}
