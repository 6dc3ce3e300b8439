// The few pages of ours that a customer passes on the way to his bank and back: plain HTML that works without script.
import { createHash } from 'node:crypto';

export type PageName = 'returned' | 'already_opened' | 'other_browser' | 'unknown';

interface Words {
  title: string;
  text: string;
}

const WORDS: Record<'en' | 'de', Record<PageName, Words>> = {
  en: {
    returned: {
      title: 'You can close this window',
      text: 'Your bank has answered. Go back to the page you came from; it goes on there.',
    },
    already_opened: {
      title: 'This step was already opened',
      text: 'Nothing was changed. Go back to the page you came from and open your bank from there again.',
    },
    other_browser: {
      title: 'Please continue in your first window',
      text: 'This step was started in another browser, so it cannot be finished here. Nothing was changed. Go back to the page you came from.',
    },
    unknown: {
      title: 'This step is no longer open',
      text: 'It was finished or took longer than ten minutes. Nothing was changed. Go back to the page you came from and try again.',
    },
  },
  de: {
    returned: {
      title: 'Sie können dieses Fenster schließen',
      text: 'Ihre Bank hat geantwortet. Gehen Sie zurück zur vorherigen Seite; dort geht es weiter.',
    },
    already_opened: {
      title: 'Dieser Schritt wurde bereits geöffnet',
      text: 'Es wurde nichts geändert. Gehen Sie zurück zur vorherigen Seite und öffnen Sie Ihre Bank von dort erneut.',
    },
    other_browser: {
      title: 'Bitte machen Sie in Ihrem ersten Fenster weiter',
      text: 'Dieser Schritt wurde in einem anderen Browser begonnen und kann hier nicht beendet werden. Es wurde nichts geändert. Gehen Sie zurück zur vorherigen Seite.',
    },
    unknown: {
      title: 'Dieser Schritt ist nicht mehr offen',
      text: 'Er wurde abgeschlossen oder hat länger als zehn Minuten gedauert. Es wurde nichts geändert. Gehen Sie zurück zur vorherigen Seite und versuchen Sie es erneut.',
    },
  },
};

const STYLE = `:root{color-scheme:light dark}body{margin:0;min-height:100svh;display:grid;place-items:center;font:16px/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}
main{max-width:400px;padding:32px 24px;text-align:center}h1{font-size:22px;line-height:1.3;margin:0 0 12px}p{margin:0;opacity:.8}`;

/** A hint only: the page that waits reads the truth from the server. */
const RETURNED_SCRIPT = `const hint={type:'relink:bank-returned'};new BroadcastChannel('relink').postMessage(hint);if(window.opener)window.opener.postMessage(hint,location.origin);setTimeout(()=>window.close(),300);`;

const STATUS: Record<PageName, number> = { returned: 200, already_opened: 410, other_browser: 400, unknown: 400 };

/** `locale` is a BCP-47 tag; anything but German reads English. */
export function bankPage(name: PageName, locale: string | null): Response {
  const language = locale?.toLowerCase().startsWith('de') ? 'de' : 'en';
  const { title, text } = WORDS[language][name];
  const script = name === 'returned' ? `<script>${RETURNED_SCRIPT}</script>` : '';
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1><p>${text}</p></main>${script}</body></html>`;
  return new Response(html, { status: STATUS[name], headers: pageHeaders() });
}

export function pageHeaders(): Headers {
  const policy = `default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(RETURNED_SCRIPT)}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return new Headers({
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': policy,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
