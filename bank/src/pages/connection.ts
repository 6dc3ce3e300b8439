// The page of one connection: what an app sees, and taking accounts out of it.
import { html } from 'hono/html';
import type { Connection } from '#customers/connections.ts';
import { typeName } from '#pages/account_words.ts';
import type { PhraseKey } from '#pages/catalogue/en.ts';
import type { Html } from '#pages/layout.ts';
import { lastAccess, signInNote } from '#pages/overview.ts';
import { day, type Locale, type Say } from '#pages/say.ts';
import type { Account } from '#store/accounts.ts';

export interface ConnectionPage {
  say: Say;
  locale: Locale;
  bank: string;
  path: string;
  /** The path of the overview. */
  home: string;
  word: string;
  /** A finished sentence, or null. */
  problem: string | null;
  its: Connection;
}

export function connectionPage(page: ConnectionPage): Html {
  const { say, locale, bank, its, problem } = page;
  const { app } = its;
  const until =
    its.ends_at === null ? say('consent.endless') : say('consent.until', { date: day(locale, its.ends_at) });
  const signIn = signInNote(say, locale, its);
  return html`<p class="back"><a href="${page.home}">${say('action.back')}</a></p>
<h1>${app}</h1>
<p class="lead">${say('connection.since', { date: day(locale, its.since) })} ${until} ${lastAccess(say, locale, its)}</p>
${signIn === null ? '' : html`<p class="hint">${signIn}</p>`}
<section>
<h2>${say('connection.sees', { app })}</h2>
<ul class="clusters">${its.clusters.map((cluster) => html`<li>${say(`cluster.${cluster}` as PhraseKey)}</li>`)}</ul>
</section>
<form method="post" action="${page.path}">
<input type="hidden" name="word" value="${page.word}">
${problem === null ? '' : html`<p class="error" role="alert">${problem}</p>`}
<fieldset class="accounts">
<legend class="legend">${say('consent.accounts', { count: its.accounts.length })}</legend>
${its.accounts.map((account) => row(say, account))}
</fieldset>
<p class="hint">${say('connection.hint', { app, bank })}</p>
<div class="actions">
<button class="primary">${say('action.save')}</button>
<a class="quiet button" href="${page.path}/stop">${say('action.stop')}</a>
</div>
</form>`;
}

function row(say: Say, account: Account): Html {
  return html`<label class="account">
<input type="checkbox" name="account" value="${account.account_id}" checked>
<span class="account-name">${account.display_name}</span>
<span class="account-kind">${typeName(say, account)} <span aria-hidden="true">····${account.last4}</span><span class="quietly">${say('accounts.number', { last4: account.last4 })}</span></span>
</label>`;
}
