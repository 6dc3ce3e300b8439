// The first page of a signed-in customer: who sees his accounts, the accounts themselves, and what is over.
import { html } from 'hono/html';
import type { Connection } from '#customers/connections.ts';
import { typeName } from '#pages/account_words.ts';
import type { Html } from '#pages/layout.ts';
import { day, type Locale, moment, money, type Say } from '#pages/say.ts';
import type { Account } from '#store/accounts.ts';
import type { ToldStatus } from '#store/conditions.ts';

/** What the customer has just done. */
export type Happened = 'stopped' | 'changed';

export interface OverviewPage {
  say: Say;
  locale: Locale;
  bank: string;
  /** The page's own path, with a slash at the end. */
  path: string;
  word: string;
  user: string;
  happened: Happened | null;
  /** Where he sees to his own access; null where there is nothing to see to. */
  security: { todo: boolean } | null;
  live: readonly Connection[];
  ended: readonly Connection[];
  accounts: readonly { account: Account; status: ToldStatus; balance: string }[];
}

export function overviewPage(page: OverviewPage): Html {
  const { say, bank } = page;
  return html`<h1>${say('overview.title')}</h1>
${page.happened ? html`<p class="done" role="status">${say(`overview.${page.happened}`)}</p>` : ''}
${page.security?.todo ? securityCard(page) : ''}
<p class="lead">${say('overview.lead', { bank })}</p>
${page.live.length === 0 ? html`<section class="empty"><p>${say('overview.none')}</p></section>` : html`<ul class="connections">${page.live.map((its) => connectionCard(page, its))}</ul>`}
<section>
<h2>${say('overview.accounts')}</h2>
<ul class="shared">${page.accounts.map((row) => accountRow(page, row))}</ul>
</section>
${page.ended.length === 0 ? '' : endedPart(page)}
${page.security && !page.security.todo ? securityCard(page) : ''}
<form method="post" action="${page.path}sign-out" class="sign-out">
<input type="hidden" name="word" value="${page.word}">
<p class="promise">${say('consent.signed_in', { user: page.user })}</p>
<button class="quiet">${say('action.sign_out')}</button>
</form>`;
}

function securityCard({ say, path, security }: OverviewPage): Html {
  return html`<ul class="connections"><li><a class="connection" href="${path}security">
<span class="account-name">${say('security.title')}</span>
<span class="account-kind">${say('security.summary')}</span>
${security?.todo ? html`<span class="account-note">${say('security.todo')}</span>` : ''}
</a></li></ul>`;
}

function connectionCard({ say, locale, path }: OverviewPage, its: Connection): Html {
  const signIn = signInNote(say, locale, its);
  return html`<li><a class="connection" href="${path}connections/${its.consent_id}">
<span class="account-name">${its.app}</span>
<span class="account-kind">${say('connection.accounts', { count: its.accounts.length })} · ${say('connection.since', { date: day(locale, its.since) })}</span>
<span class="account-kind">${lastAccess(say, locale, its)}${its.ends_at === null ? '' : html` ${say('consent.until', { date: day(locale, its.ends_at) })}`}</span>
${signIn === null ? '' : html`<span class="account-note">${signIn}</span>`}
</a></li>`;
}

/** That the bank wants a new sign-in, now or from a day on, as a sentence; null where it does not. */
export function signInNote(say: Say, locale: Locale, { app, asks_sign_in, sign_in_from }: Connection): string | null {
  if (asks_sign_in) return say('connection.asks_sign_in', { app });
  return sign_in_from === null ? null : say('connection.sign_in_from', { app, date: day(locale, sign_in_from) });
}

/** When the app last read, as a sentence. */
export function lastAccess(say: Say, locale: Locale, { last_access: at }: Connection): string {
  return at === null ? say('connection.never_read') : say('connection.last_read', { time: moment(locale, at) });
}

function accountRow(
  { say, locale }: OverviewPage,
  { account, status, balance }: OverviewPage['accounts'][number],
): Html {
  return html`<li><span class="account-name">${account.display_name}</span> <span class="amount">${money(locale, balance)}</span>
<span class="account-kind whole">${typeName(say, account)} <span aria-hidden="true">····${account.last4}</span><span class="quietly">${say('accounts.number', { last4: account.last4 })}</span>${status === 'OPEN' ? '' : html` <span class="account-note">${say(`status.${status}`)}</span>`}</span></li>`;
}

function endedPart({ say, locale, ended }: OverviewPage): Html {
  return html`<section>
<h2>${say('overview.ended')}</h2>
<ul class="shared">${ended.map(
    (its) => html`<li><span class="account-name">${its.app}</span>
<span class="account-kind whole">${say(`ended_by.${its.ended!.by}`, { app: its.app, date: day(locale, its.ended!.at) })}</span></li>`,
  )}</ul>
</section>`;
}
