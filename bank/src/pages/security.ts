// The page on which a customer of a form bank sees to his own access: what he is asked to do, his password, one-time codes.
import { html } from 'hono/html';
import type { Html } from '#pages/layout.ts';
import type { Say } from '#pages/say.ts';
import { CODES, type Codes, type Duty, MAX_PASSWORD_LENGTH } from '#store/online_access.ts';

/** What the customer has just done. */
export type Secured = 'password' | 'codes' | 'unlocked' | Duty;

export interface SecurityPage {
  say: Say;
  bank: string;
  /** The page's own path. */
  path: string;
  /** The path of the overview. */
  home: string;
  word: string;
  happened: Secured | null;
  duties: readonly Duty[];
  own_password: boolean;
  codes: Codes;
  /** What is wrong with the new password, as a finished sentence, and about which of the fields; or null. */
  problem: { sentence: string; field: 'current' | 'password' } | null;
}

export function securityPage(page: SecurityPage): Html {
  const { say } = page;
  return html`<p class="back"><a href="${page.home}">${say('action.back')}</a></p>
<h1>${say('security.title')}</h1>
${page.happened ? html`<p class="done" role="status">${say(`happened.${page.happened}`)}</p>` : ''}
<p class="lead">${say('security.lead', { bank: page.bank })}</p>
${page.duties.map((duty) => dutyPart(page, duty))}
${passwordPart(page)}
${codesPart(page)}`;
}

function dutyPart({ say, path, word }: SecurityPage, duty: Duty): Html {
  return html`<section class="duty">
<h2>${say(`security.${duty}`)}</h2>
<form method="post" action="${path}/${duty}">
<input type="hidden" name="word" value="${word}">
<p>${say(`security.${duty}_lead`)}</p>
<button class="primary">${say(`security.${duty}_done`)}</button>
</form>
</section>`;
}

function passwordPart({ say, path, word, own_password, problem }: SecurityPage): Html {
  const invalid = (field: string) =>
    problem?.field === field ? html`aria-invalid="true" aria-describedby="problem" autofocus` : '';
  return html`<section>
<h2>${say('security.password')}</h2>
<form method="post" action="${path}/password">
<input type="hidden" name="word" value="${word}">
${problem ? html`<p class="error" role="alert" id="problem">${problem.sentence}</p>` : ''}
${
  own_password
    ? html`<label for="current">${say('security.password_current')}</label>
<input id="current" name="current" type="password" required maxlength="${MAX_PASSWORD_LENGTH}" autocomplete="current-password" ${invalid('current')}>`
    : html`<p>${say('security.password_any')}</p>`
}
<label for="password">${say('security.password_new')}</label>
<input id="password" name="password" type="password" required maxlength="${MAX_PASSWORD_LENGTH}" autocomplete="new-password" ${invalid('password')}>
<p class="hint">${say('security.password_hint')}</p>
<button class="primary">${say('security.password_save')}</button>
</form>
</section>`;
}

function codesPart({ say, path, word, codes }: SecurityPage): Html {
  return html`<form method="post" action="${path}/codes" class="codes">
<input type="hidden" name="word" value="${word}">
<fieldset class="accounts">
<legend class="legend">${say('security.codes')}</legend>
${CODES.map(
  (choice) => html`<label class="account">
<input type="radio" name="codes" value="${choice}" ${choice === codes ? 'checked' : ''}>
<span class="account-name">${say(`codes.${choice}`)}</span>
<span class="account-kind">${say(`codes.${choice}_lead`)}</span>
</label>`,
)}
</fieldset>
<button class="primary">${say('action.save')}</button>
</form>`;
}
