// The few pages of ours that a customer passes on the way to his bank and back: plain HTML that works without script.
import { createHash } from 'node:crypto';
import { LAUNCH, type Language, languageOf, NOTICES, type NoticeName } from './words.ts';

const STYLE = `:root{color-scheme:light dark;--accent:light-dark(#0f6b5c,#63c2b0);--on:light-dark(#fff,#06231d)}
body{margin:0;min-height:100svh;display:grid;place-items:center;font:16px/1.5 system-ui,sans-serif;background:light-dark(#fff,#12171a);color:light-dark(#161c1f,#eef2f2)}
main{max-width:400px;padding:32px 24px;text-align:center}h1{font-size:22px;line-height:1.3;margin:0 0 12px;text-wrap:balance}p{margin:0 0 24px}
button,a{display:block;box-sizing:border-box;width:100%;min-height:48px;padding:12px 20px;border:0;border-radius:14px;background:var(--accent);color:var(--on);font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
button:focus-visible,a:focus-visible{outline:3px solid var(--accent);outline-offset:3px}`;

/** A hint only: the page that waits reads the truth from the server. */
const RETURNED_SCRIPT = `const hint={type:'relink:bank-returned'};new BroadcastChannel('relink').postMessage(hint);if(window.opener)window.opener.postMessage(hint,location.origin);setTimeout(()=>window.close(),300);`;

/**
 * Goes on by itself only for the flow that opened this very link: no page of another origin can read or fake the property,
 * and a link that somebody sent has no opener.
 */
const LAUNCH_SCRIPT = `try{if(window.opener&&window.opener.relinkLaunch===location.pathname)document.forms[0].submit()}catch{}`;

const STATUS: Record<NoticeName, number> = {
  returned: 200,
  already_opened: 410,
  other_browser: 400,
  unknown: 400,
  trouble: 503,
};

/** A page that says how a step ended. */
export function noticePage(name: NoticeName, locale: string | null): Response {
  const language = languageOf(locale);
  const { title, text } = NOTICES[language][name];
  const body = `<h1>${escaped(title)}</h1><p>${escaped(text)}</p>`;
  return page(STATUS[name], language, title, body, name === 'returned' ? RETURNED_SCRIPT : null);
}

/** Says who asks and where it goes; only its button acts, so a link scanner or a sent link changes nothing. */
export function launchPage(names: { merchant: string; bank: string }, locale: string | null): Response {
  const language = languageOf(locale);
  const words = LAUNCH[language];
  const title = words.title(names.bank);
  const button = `<form method="post"><button>${escaped(words.button(names.bank))}</button></form>`;
  const body = `<h1>${escaped(title)}</h1><p>${escaped(words.text(names.merchant, names.bank))}</p>${button}`;
  const response = page(200, language, title, body, LAUNCH_SCRIPT);
  // Under no-referrer a browser posts with `Origin: null`, and the post could not show that it came from this page.
  response.headers.set('Referrer-Policy', 'same-origin');
  return response;
}

/** Goes to the bank by itself. Not a redirect, because `form-action` would have to name every address a bank may pass on to. */
export function leavingPage(bank: string, url: string, locale: string | null): Response {
  const language = languageOf(locale);
  const words = LAUNCH[language];
  const title = words.leaving(bank);
  const body = `<h1>${escaped(title)}</h1><a href="${escaped(url)}" rel="noreferrer">${escaped(words.button(bank))}</a>`;
  return page(200, language, title, body, null, `<meta http-equiv="refresh" content="0;url=${escaped(url)}">`);
}

function page(
  status: number,
  language: Language,
  title: string,
  body: string,
  script: string | null,
  head = '',
): Response {
  const code = script === null ? '' : `<script>${script}</script>`;
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">${head}<title>${escaped(title)}</title><style>${STYLE}</style></head><body><main>${body}</main>${code}</body></html>`;
  return new Response(html, { status, headers: pageHeaders(script) });
}

function pageHeaders(script: string | null): Headers {
  const scripts = script === null ? '' : ` script-src '${hashOf(script)}';`;
  return new Headers({
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': `default-src 'none'; style-src '${hashOf(STYLE)}';${scripts} base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
    // The address of a callback holds a code: nobody is told of it.
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
