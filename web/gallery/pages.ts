// The gallery's own pages: its index, a merchant's page with the SDK, and a bank that only says yes or no.

function page(title: string, body: string, script = ''): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/gallery.css"><body>${body}${script}</body></html>`;
}

export const GALLERY_CSS = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1.25rem}
li{margin:.25rem 0}button{font:inherit;padding:.75rem 1.25rem}pre{white-space:pre-wrap}`;

const LOCALES = ['en', 'de', 'fr', 'es', 'it', 'nl'];

/** The list of everything there is to see. */
export function indexPage(flow: readonly string[], pages: Record<'relink' | 'verify', readonly string[]>): string {
  const list = (names: readonly string[], address: (name: string) => string) => {
    const to = (name: string, locale: string) => `<a href="${address(name)}locale=${locale}">${locale}</a>`;
    return `<ul>${names.map((name) => `<li>${name} ${LOCALES.map((locale) => to(name, locale)).join(' ')}</li>`).join('')}</ul>`;
  };
  return page(
    'Gallery',
    `<h1>Gallery of the flow</h1>${list(flow, (name) => `/shop?view=${name}&amp;`)}<h1>The customer’s own page</h1>${list(pages.relink, (name) => `/relink/${name}?`)}<h1>The page for micro-deposits</h1>${list(pages.verify, (name) => `/verify/${name}?`)}`,
  );
}

/** A merchant's page. The script reads the view's name from the address, as a real one would fetch a client secret. */
export function shopPage(apiOrigin: string): string {
  return page(
    'Example Shop',
    '<main><h1>Example Shop</h1><p>Your bank account needs your attention.</p><p><button id="open">Reconnect</button></p><pre id="result"></pre></main>',
    `<script src="${apiOrigin}/v1/relink.js"></script><script src="/shop.js"></script>`,
  );
}

export const SHOP_JS = `const wanted = new URLSearchParams(location.search);
const relink = Relink('pk_test_gallery', { locale: wanted.get('locale') ?? 'auto', stripeAccount: wanted.get('account') });
const clientSecret = 'fcsess_client_secret_' + (wanted.get('view') ?? 'story_relink');
document.getElementById('open').addEventListener('click', async () => {
  const result = await relink.collectFinancialConnectionsAccounts({ clientSecret });
  document.getElementById('result').textContent = JSON.stringify(result, null, 2);
});`;

/** The bank of the gallery. */
export function bankPage(token: string): string {
  const to = (answer: string, words: string) =>
    `<p><a id="${answer}" href="/banks/gallery/callback?token=${token}&amp;answer=${answer}">${words}</a></p>`;
  return page('Riverbank', `<h1>Riverbank</h1>${to('approve', 'Approve')}${to('cancel', 'Cancel')}`);
}

/** Where the bank sends the customer back to. */
export function callbackPage(): string {
  return page('Done', '<h1>You can close this window</h1>', '<script src="/callback.js"></script>');
}

export const CALLBACK_JS = `const message = { type: 'relink:bank-returned' };
new BroadcastChannel('relink').postMessage(message);
if (window.opener) window.opener.postMessage(message, location.origin);
window.close();`;
