// A merchant's page on an origin of its own, written like the guides' client code: only the constructor differs.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const OFFERS_MAX = 1_000;

export interface Offer {
  client_secret: string | null;
  publishable_key: string;
  locale?: string;
  /** The page wants a token for payouts. */
  token?: boolean;
}

export interface Shop {
  origin: string;
  /** The address of a page whose button opens this session. */
  offer(offer: Offer): string;
  close(): Promise<void>;
}

/** As strict as a careful merchant's: the flow needs its script and its frame, what confirms a payment method a connection, and no inline style. */
const POLICY = (api: string) =>
  `default-src 'none'; script-src 'self' ${api}; frame-src ${api}; connect-src 'self' ${api}; style-src 'self'; img-src data:; base-uri 'none'`;

const PAGE = (api: string, offer: Offer) => `<!doctype html>
<html lang="en" data-key="${offer.publishable_key}" data-api="${api}" data-locale="${offer.locale ?? 'auto'}"${offer.token ? ' data-token="yes"' : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A shop</title>
<link rel="icon" href="data:,">
<script src="${api}/v1/relink.js"></script>
<script src="/page.js" defer></script>
</head>
<body>
<main>
<h1>Your bank account</h1>
<button id="open" type="button">Go to my bank</button>
<p>Behind the flow stands a <a href="#elsewhere">link</a>.</p>
<form id="mandate" hidden>
<p>By pressing "Agree" I allow this shop to debit my bank account for what I buy.</p>
<button type="submit">Agree</button>
</form>
<pre id="result" role="status"></pre>
</main>
</body>
</html>`;

const SCRIPT = `const { key, api, locale, token } = document.documentElement.dataset;
const button = document.getElementById('open');
const show = (result) => { document.getElementById('result').textContent = JSON.stringify(result); };
button.addEventListener('click', async () => {
  try {
    const stripe = Relink(key, { apiBase: api, locale });
    const { client_secret: clientSecret } = await (await fetch('/sessions' + location.pathname, { method: 'POST' })).json();
    Object.assign(window, { stripe, clientSecret });
    if (/^(seti|pi)_/.test(clientSecret)) return await setUp(stripe, clientSecret);
    if (token) return show(await stripe.collectBankAccountToken({ clientSecret }));
    const { financialConnectionsSession, error } = await stripe.collectFinancialConnectionsAccounts({ clientSecret });
    show({ financialConnectionsSession, error });
  } catch (problem) {
    show({ thrown: problem.name + ': ' + problem.message });
  }
});
async function setUp(stripe, clientSecret) {
  const [collect, confirm] = clientSecret.startsWith('seti_')
    ? [stripe.collectBankAccountForSetup, stripe.confirmUsBankAccountSetup]
    : [stripe.collectBankAccountForPayment, stripe.confirmUsBankAccountPayment];
  const payment_method_data = { billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com' } };
  const params = { payment_method_type: 'us_bank_account', payment_method_data };
  const result = await collect({ clientSecret, params, expand: ['payment_method'] });
  show(result);
  const form = document.getElementById('mandate');
  form.hidden = (result.setupIntent ?? result.paymentIntent)?.status !== 'requires_confirmation';
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    show(await confirm(clientSecret));
  });
}`;

/** Opens the shop on a port of its own; it is another site than the API, as in life. */
export async function openShop(api: string): Promise<Shop> {
  const offers: Offer[] = [];
  const server = createServer((request, response) => {
    const [, first = '', second = ''] = (request.url ?? '').split('?')[0]!.split('/');
    if (first === 'page.js') return send(response, 'text/javascript', SCRIPT);
    const wanted = offers[Number(first === 'sessions' ? second : first)];
    if (wanted === undefined) return send(response, 'text/plain', 'not here', 404);
    if (request.method === 'POST') {
      return send(response, 'application/json', JSON.stringify({ client_secret: wanted.client_secret }));
    }
    response.setHeader('content-security-policy', POLICY(api));
    send(response, 'text/html; charset=utf-8', PAGE(api, wanted));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    offer(offer) {
      if (offers.length >= OFFERS_MAX) throw new Error('this shop has made too many offers');
      offers.push(offer);
      return `${origin}/${offers.length - 1}`;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, type: string, body: string, status = 200): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}
