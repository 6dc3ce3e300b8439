// The bank's sign-in page.
import { html } from 'hono/html';
import type { Html } from '#pages/layout.ts';
import type { Say } from '#pages/say.ts';

export interface SignInPage {
  say: Say;
  action: string;
  /** Who asks for data; null where the customer comes for himself. */
  client: string | null;
  bank: string;
  user: string;
  /** Whether a customer may set a password of his own here. */
  own_password?: boolean;
  /** What is wrong, as a finished sentence, and whether it is about both fields; or null. */
  error: { sentence: string; both: boolean } | null;
}

const INVALID = html`aria-invalid="true" aria-describedby="problem"`;

export function signInPage({ say, action, client, bank, user, own_password, error }: SignInPage): Html {
  return html`<form method="post" action="${action}" id="sign_in">
<h1>${say('sign_in.title', { bank })}</h1>
<p class="lead">${client === null ? say('sign_in.lead_own') : say('sign_in.lead', { client })}</p>
${error ? html`<p class="error" role="alert" id="problem">${error.sentence}</p>` : ''}
<label for="user">${say('sign_in.user')}</label>
<input id="user" name="user" value="${user}" required maxlength="255" autocomplete="username" autocapitalize="none"
  spellcheck="false" ${error ? INVALID : ''} ${user ? '' : html`autofocus`}>
<label for="password">${say('sign_in.password')}</label>
<input id="password" name="password" type="password" maxlength="1024" autocomplete="current-password" ${error?.both ? INVALID : ''} ${user ? html`autofocus` : ''}>
<p class="hint">${say(own_password ? 'sign_in.hint_own' : 'sign_in.hint')}</p>
<div class="actions">
<button class="primary" name="decision" value="go">${say('action.sign_in')}</button>
${client === null ? '' : html`<button class="quiet" name="decision" value="cancel" formnovalidate>${say('action.cancel')}</button>`}
</div>
${client === null ? '' : html`<p class="promise">${say('sign_in.promise', { client })}</p>`}
</form>`;
}
