// The page of a customer who is locked out: a code proves who he is, and he may set another password.
import { html } from 'hono/html';
import type { Html } from '#pages/layout.ts';
import type { Say } from '#pages/say.ts';
import { MAX_PASSWORD_LENGTH } from '#store/online_access.ts';
import { MAX_USER_LENGTH } from '#store/people.ts';

export interface UnlockPage {
  say: Say;
  action: string;
  user: string;
  /** What is wrong, as a finished sentence, and about which of the fields; or null. */
  problem: { sentence: string; field: 'code' | 'password' } | null;
}

export function unlockPage({ say, action, user, problem }: UnlockPage): Html {
  const invalid = (field: string) =>
    problem?.field === field ? html`aria-invalid="true" aria-describedby="problem" autofocus` : '';
  return html`<form method="post" action="${action}">
<h1>${say('unlock.title')}</h1>
<p class="lead">${say('unlock.lead')}</p>
${problem ? html`<p class="error" role="alert" id="problem">${problem.sentence}</p>` : ''}
<label for="user">${say('sign_in.user')}</label>
<input id="user" name="user" value="${user}" required maxlength="${MAX_USER_LENGTH}" autocomplete="username" autocapitalize="none" spellcheck="false">
<label for="code">${say('unlock.code')}</label>
<input id="code" name="code" required maxlength="20" inputmode="numeric" autocomplete="one-time-code" ${problem ? invalid('code') : 'autofocus'}>
<p class="hint">${say('unlock.code_hint')}</p>
<label for="password">${say('security.password_new')}</label>
<input id="password" name="password" type="password" maxlength="${MAX_PASSWORD_LENGTH}" autocomplete="new-password" ${invalid('password')}>
<p class="hint">${say('unlock.password_hint')}</p>
<div class="actions">
<button class="primary">${say('unlock.submit')}</button>
</div>
</form>`;
}
