// The page on which a customer reads what is asked, and allows it or not.
import { html } from 'hono/html';
import { typeName } from '#pages/account_words.ts';
import type { PhraseKey } from '#pages/catalogue/en.ts';
import type { Html } from '#pages/layout.ts';
import { day, type Locale, type Say } from '#pages/say.ts';
import type { Account } from '#store/accounts.ts';

export interface ConsentPage {
  say: Say;
  locale: Locale;
  action: string;
  /** Where other accounts can be chosen; null where the bank shares all of them. */
  change: string | null;
  client: string;
  bank: string;
  user: string;
  clusters: readonly string[];
  accounts: readonly Account[];
  /** The announced end, milliseconds; null where there is none or it is not told. */
  ends_at: number | null;
}

export function consentPage(page: ConsentPage): Html {
  const { say, client, bank } = page;
  const wont = page.clusters.includes('PAYMENT_SUPPORT') ? 'consent.wont_numbers' : 'consent.wont';
  const until =
    page.ends_at === null ? say('consent.endless') : say('consent.until', { date: day(page.locale, page.ends_at) });
  return html`<form method="post" action="${page.action}" id="consent">
<h1>${say('consent.title', { client })}</h1>
<section>
<h2>${say('consent.will_see', { client })}</h2>
<ul class="clusters">${page.clusters.map((cluster) => html`<li>${say(`cluster.${cluster}` as PhraseKey)}</li>`)}</ul>
</section>
<section>
<h2>${say('consent.accounts', { count: page.accounts.length })}</h2>
<ul class="shared">${page.accounts.map((account) => sharedRow(say, account))}</ul>
${page.change ? html`<a class="change" href="${page.change}">${say('action.change_accounts')}</a>` : ''}
</section>
<p class="terms">${say(wont, { client, bank })}</p>
<p class="terms">${until} ${say('consent.end', { client, bank })}</p>
<div class="actions">
<button class="primary" name="decision" value="go">${say('action.allow')}</button>
<button class="quiet" name="decision" value="cancel" formnovalidate>${say('action.cancel')}</button>
</div>
<p class="promise">${say('consent.signed_in', { user: page.user })}</p>
</form>`;
}

function sharedRow(say: Say, account: Account): Html {
  return html`<li><span class="account-name">${account.display_name}</span> <span class="account-kind">${typeName(say, account)} <span aria-hidden="true">····${account.last4}</span><span class="quietly">${say('accounts.number', { last4: account.last4 })}</span></span></li>`;
}
