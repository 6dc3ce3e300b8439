// The page that asks a customer once more before an app sees nothing any more.
import { html } from 'hono/html';
import type { Connection } from '#customers/connections.ts';
import type { Html } from '#pages/layout.ts';
import type { Say } from '#pages/say.ts';

export interface StopPage {
  say: Say;
  bank: string;
  action: string;
  /** Where the customer goes who thinks better of it. */
  back: string;
  word: string;
  its: Connection;
}

export function stopPage({ say, bank, action, back, word, its }: StopPage): Html {
  const { app } = its;
  return html`<form method="post" action="${action}">
<input type="hidden" name="word" value="${word}">
<h1>${say('stop.title', { app })}</h1>
<p class="lead">${say('stop.lead', { app, bank })}</p>
<p class="terms">${say('stop.undo', { app })}</p>
<div class="actions">
<button class="primary danger">${say('action.stop')}</button>
<a class="quiet button" href="${back}">${say('action.cancel')}</a>
</div>
</form>`;
}
