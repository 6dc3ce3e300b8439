// The mailbox's pages: plain HTML without script, as wide as the window, light and dark.
import { createHash } from 'node:crypto';
import type { Mail } from '#domain/mails/outcome.ts';
import { WORDS, type Words } from './words.ts';

export type Language = keyof typeof WORDS;

const STYLE = `:root{color-scheme:light dark;--ink:light-dark(#16201d,#eef2f0);--soft:light-dark(#55605c,#aab5b0);--line:light-dark(#dfe3e0,#333b3e);--ground:light-dark(#fff,#15191c);--sunken:light-dark(#f5f6f4,#1e2427);--accent:light-dark(#0f6a5b,#63c3b0)}
*{box-sizing:border-box}body{margin:0;font:14px/1.5 system-ui,sans-serif;background:var(--ground);color:var(--ink)}
main{max-width:1100px;margin:0 auto;padding:24px 20px 48px}h1{font-size:22px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}h2{font-size:16px;margin:32px 0 8px}p{margin:0 0 16px;max-width:65ch}
nav{display:flex;gap:16px;margin:0 0 20px}a{color:var(--accent)}a:focus-visible,button:focus-visible,input:focus-visible,iframe:focus-visible,pre:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
form{display:flex;flex-wrap:wrap;gap:8px;align-items:end;margin:16px 0 20px}label{display:grid;gap:2px;flex:1 1 220px;max-width:360px;color:var(--soft)}
input,button{font:inherit;min-height:40px;padding:6px 12px;border:1px solid var(--line);border-radius:8px;background:var(--ground);color:var(--ink)}button{cursor:pointer;font-weight:600}
.soft{color:var(--soft)}ol{list-style:none;margin:0;padding:0;border-top:1px solid var(--line)}li{border-bottom:1px solid var(--line)}
li a{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr) 150px 170px;gap:4px 16px;padding:10px 4px;color:inherit;text-decoration:none}li a:hover{background:var(--sunken)}
li b{overflow-wrap:anywhere}li span{color:var(--soft);overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 20px;margin:16px 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
iframe{display:block;width:100%;height:min(900px,80vh);border:1px solid var(--line);border-radius:10px;background:#fff;resize:vertical}
pre,code{font-family:ui-monospace,monospace;font-size:13px}pre{margin:0;padding:16px;border:1px solid var(--line);border-radius:10px;background:var(--sunken);white-space:pre-wrap;overflow-wrap:anywhere}
@media (max-width:700px){li a{grid-template-columns:minmax(0,1fr)}dl{grid-template-columns:minmax(0,1fr)}dd{margin:0 0 8px}}`;

const EXAMPLE = `stripe.financialConnections.sessions.create({
  account_holder: { type: 'customer', customer },
  permissions: ['payment_method'],
  relink_options: { authorization, account },
  ui_mode: 'hosted',
  hosted: { delivery_method: 'email' },
});`;

/** `older`: the address of the next page, or null. */
export function listPage(
  language: Language,
  view: { mails: Mail[]; to: string | null; older: string | null; first: boolean },
): Response {
  const words = WORDS[language];
  const { mails, to, older, first } = view;
  const list = mails.length === 0 ? emptyList(words, to) : `<ol>${mails.map((mail) => row(words, mail)).join('')}</ol>`;
  const steps = [
    ...(first ? [] : [`<a href="/mailbox${to === null ? '' : `?to=${encodeURIComponent(to)}`}">${words.newest}</a>`]),
    ...(older === null ? [] : [`<a href="${escaped(older)}" rel="next">${words.older}</a>`]),
  ];
  const filter = `<form method="get"><label>${words.filter}<input type="email" name="to" value="${escaped(to ?? '')}" autocomplete="off"></label><button>${words.show}</button>${to === null ? '' : `<a href="/mailbox">${words.all}</a>`}</form>`;
  const more = steps.length === 0 ? '' : `<nav>${steps.join('')}</nav>`;
  const top = `<nav><a href="/dashboard">${words.dashboard}</a></nav><h1>${words.title}</h1><p class="soft">${words.lead}</p>`;
  return page(200, language, words.title, `${top}${filter}${list}<br>${more}`);
}

export function mailPage(language: Language, mail: Mail, text: string): Response {
  const words = WORDS[language];
  const subject = mail.subject ?? '';
  const facts: [string, string][] = [
    [words.to, escaped(mail.recipient)],
    [words.type, words[`type.${mail.type}`]],
    [words.created, time(mail.created)],
    [words.state, escaped(stateOf(words, mail))],
    ...(mail.session === null ? [] : [[words.session, `<code>${mail.session}</code>`] as [string, string]]),
    ...(mail.message_id === null
      ? []
      : [[words.message_id, `<code>${escaped(mail.message_id)}</code>`] as [string, string]]),
  ];
  const alone = `/mailbox/${mail.id}/html`;
  const body = `<nav><a href="/mailbox">${words.back}</a><a href="/dashboard">${words.dashboard}</a></nav><h1>${escaped(subject)}</h1>
<dl>${facts.map(([term, value]) => `<dt>${term}</dt><dd>${value}</dd>`).join('')}</dl>
<h2>${words.html}</h2><p><a href="${alone}" target="_blank" rel="noreferrer">${words.html_alone}</a></p>
<iframe src="${alone}" title="${words.html_frame}" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
<h2>${words.text}</h2><pre tabindex="0">${escaped(text)}</pre>`;
  return page(200, language, subject, body);
}

const NOTICES = { 401: 'sign_in', 404: 'unknown', 500: 'broken', 503: 'away' } as const;

export function notice(language: Language, status: keyof typeof NOTICES): Response {
  const words = WORDS[language];
  const name = NOTICES[status];
  const [title, lead] = [words[name], words[`${name}_lead`]];
  const ways = status === 401 ? '' : `<a href="/mailbox">${words.back}</a>`;
  const body = `<h1>${title}</h1><p>${lead}</p><nav>${ways}<a href="/dashboard">${words.dashboard}</a></nav>`;
  return page(status, language, title, body);
}

/** The mail itself: an origin of its own, no script, no picture from elsewhere; its links open beside it. */
export function mailAlone(html: string, pictures: string): Response {
  const policy = `sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src ${pictures}; frame-ancestors 'self'`;
  return new Response(html.replace('<head>', '<head><base target="_blank">'), {
    status: 200,
    headers: headers(policy),
  });
}

function emptyList(words: Words, to: string | null): string {
  if (to !== null) return `<h2>${escaped(words.none.replace('{to}', to))}</h2><p>${words.none_lead}</p>`;
  return `<h2>${words.empty}</h2><p>${words.empty_lead}</p><pre tabindex="0">${escaped(EXAMPLE)}</pre>`;
}

function row(words: Words, mail: Mail): string {
  return `<li><a href="/mailbox/${mail.id}"><b>${escaped(mail.subject ?? '')}</b><span>${escaped(mail.recipient)}</span><span>${words[`state.${mail.state}`]}</span><span>${time(mail.created)}</span></a></li>`;
}

function stateOf(words: Words, mail: Mail): string {
  const state = words[`state.${mail.state}`];
  return mail.detail === null ? state : `${state}: ${mail.detail}`;
}

function time(instant: Date): string {
  const iso = instant.toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
}

function page(status: number, language: Language, title: string, body: string): Response {
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;
  const style = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${style}'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;
  return new Response(html, { status, headers: headers(policy) });
}

function headers(policy: string): Record<string, string> {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': policy,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
