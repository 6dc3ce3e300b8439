// Pages that end a visit: a sign-in that is over, a request that cannot be used, a bank that is down.
import { html } from 'hono/html';
import type { Html } from '#pages/layout.ts';

/** A page of plain sentences: what happened, that nothing was changed, what to do now. */
export function noticePage(title: string, paragraphs: readonly string[], detail?: string): Html {
  return html`<article class="notice">
<h1>${title}</h1>
${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}
${detail ? html`<p class="hint">${detail}</p>` : ''}
</article>`;
}
