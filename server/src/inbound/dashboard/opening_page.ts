// The page behind a sign-in link. The token stands behind `#` and never reaches a server by itself; the button sends it.
import { createHash } from 'node:crypto';

interface Words {
  title: string;
  text: string;
  button: string;
  working: string;
  over: string;
  failed: string;
  again: string;
  no_script: string;
}

const WORDS: Record<'en' | 'de', Words> = {
  en: {
    title: 'Sign in to Relink',
    text: 'This link signs you in on this browser. It works once.',
    button: 'Sign in',
    working: 'Signing in …',
    over: 'This link was used before, or its time is over.',
    failed: 'That did not work. Please try again in a moment.',
    again: 'Ask for a new link',
    no_script: 'The Dashboard needs JavaScript. Please allow it for this address.',
  },
  de: {
    title: 'Bei Relink anmelden',
    text: 'Dieser Link meldet Sie in diesem Browser an. Er gilt einmal.',
    button: 'Anmelden',
    working: 'Sie werden angemeldet …',
    over: 'Dieser Link wurde schon benutzt oder ist abgelaufen.',
    failed: 'Das hat nicht geklappt. Bitte versuchen Sie es gleich noch einmal.',
    again: 'Neuen Link anfordern',
    no_script: 'Das Dashboard braucht JavaScript. Bitte erlauben Sie es für diese Adresse.',
  },
};

const STYLE = `:root{color-scheme:light dark;--accent:light-dark(#0f6b5c,#63c2b0);--on:light-dark(#fff,#06231d)}
body{margin:0;min-height:100svh;display:grid;place-items:center;font:15px/1.5 system-ui,sans-serif;background:light-dark(#fff,#12171a);color:light-dark(#161c1f,#eef2f2)}
main{box-sizing:border-box;width:100%;max-width:380px;padding:32px 24px}h1{font-size:20px;line-height:1.3;margin:0 0 8px}p{margin:0 0 20px}
button,a{display:block;box-sizing:border-box;width:100%;min-height:44px;padding:10px 16px;border:0;border-radius:10px;background:var(--accent);color:var(--on);font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
button:disabled{opacity:.6;cursor:default}button:focus-visible,a:focus-visible{outline:3px solid var(--accent);outline-offset:3px}`;

/** A link of the terminal may go on by itself: no mail scanner ever sees it. One of a mail waits for the button. */
const SCRIPT = `const b=document.querySelector('button'),p=document.querySelector('p'),w=b.dataset,token=location.hash.slice(1);
history.replaceState(null,'',location.pathname);
function over(){const a=document.createElement('a');a.href='/dashboard';a.textContent=w.again;p.textContent=w.over;b.replaceWith(a);a.focus()}
async function go(){b.disabled=true;b.textContent=w.working;let s=0;
try{s=(await fetch('/dashboard/auth/open',{method:'POST',headers:{'Content-Type':'application/json'},body:JSON.stringify({token,start:!!w.start})})).status}catch{}
if(s===200)return location.replace('/dashboard');
if(s===400||s===410)return over();
b.disabled=false;b.textContent=w.button;p.textContent=w.failed}
b.addEventListener('click',go);if(!token)over();else if(w.now)go();`;

/** `start`: takes links of the terminal only. `now`: goes on without a press of the button. */
export function openingPage({ start, now }: { start: boolean; now: boolean }, accepted: string | null): Response {
  const language = /^\s*de\b/i.test(accepted ?? '') ? 'de' : 'en';
  const words = WORDS[language];
  const data = `data-button="${words.button}" data-working="${words.working}" data-over="${words.over}" data-failed="${words.failed}" data-again="${words.again}"${start ? ' data-start="1"' : ''}${now ? ' data-now="1"' : ''}`;
  const body = `<main><h1>${words.title}</h1><p role="status">${words.text}</p><button type="button" ${data}>${words.button}</button><noscript><p>${words.no_script}</p></noscript></main>`;
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${words.title}</title><style>${STYLE}</style></head><body>${body}<script>${SCRIPT}</script></body></html>`;
  const policy = `default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return new Response(html, {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': policy,
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Robots-Tag': 'noindex',
    },
  });
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
