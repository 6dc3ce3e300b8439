// The page on which a customer chooses which accounts to share.
import { html } from 'hono/html';
import { typeName } from '#pages/account_words.ts';
import type { Html } from '#pages/layout.ts';
import { type Locale, money, type Say } from '#pages/say.ts';
import type { Account } from '#store/accounts.ts';

export interface AccountsPage {
  say: Say;
  locale: Locale;
  action: string;
  client: string;
  bank: string;
  user: string;
  accounts: readonly Account[];
  /** By account id: decimal text in dollars. */
  balances: ReadonlyMap<string, string>;
  chosen: ReadonlySet<string>;
  shared_before: ReadonlySet<string>;
  asked: string | null;
  /** A finished sentence, or null. */
  error: string | null;
}

export function accountsPage(page: AccountsPage): Html {
  const { say, client, bank, error } = page;
  return html`<form method="post" action="${page.action}" id="accounts">
<h1>${say('accounts.title')}</h1>
<p class="lead">${say('accounts.lead', { client })}</p>
${error ? html`<p class="error" role="alert">${error}</p>` : ''}
<fieldset class="accounts">
<legend class="quietly">${say('accounts.legend', { bank })}</legend>
${page.accounts.map((account) => row(page, account))}
</fieldset>
<div class="actions">
<button class="primary" name="decision" value="go">${say('action.continue')}</button>
<button class="quiet" name="decision" value="cancel" formnovalidate>${say('action.cancel')}</button>
</div>
<p class="promise">${say('consent.signed_in', { user: page.user })}</p>
</form>`;
}

function row(page: AccountsPage, account: Account): Html {
  const { say, client } = page;
  const id = account.account_id;
  const note = noteOf(page, account);
  return html`<label class="account">
<input type="checkbox" name="account" value="${id}" ${page.chosen.has(id) ? html`checked` : ''}>
<span class="account-name">${account.display_name}</span>
<span class="account-kind">${typeName(say, account)} <span aria-hidden="true">····${account.last4}</span><span class="quietly">${say('accounts.number', { last4: account.last4 })}</span></span>
<span class="account-balance">${money(page.locale, page.balances.get(id)!)}</span>
${note ? html`<span class="account-note">${say(note, { client })}</span>` : ''}
</label>`;
}

function noteOf(page: AccountsPage, account: Account): 'accounts.closed' | 'accounts.asked' | 'accounts.shared' | null {
  if (account.status === 'CLOSED') return 'accounts.closed';
  if (page.asked === account.account_id) return 'accounts.asked';
  return page.shared_before.has(account.account_id) ? 'accounts.shared' : null;
}
