// Paying by bank: an account is set up with a mandate in the browser, then the shop's server debits it.
import { $, button, element, post, say } from './page.js';

const NAME = 'Jenny Rosen';
const money = (cents) => `$${(cents / 100).toFixed(2)}`;
const named = ({ us_bank_account: bank }) => `${bank.bank_name ?? 'Bank account'} ····${bank.last4}`;

/** The account to pay with, and what became of the latest invoices. */
export function showWallet({ method, payments }, relink) {
  const blocked = method?.us_bank_account.status_details?.blocked ?? null;
  $('wallet').textContent =
    method === null
      ? 'Choose one of your accounts to pay with, or add one here.'
      : blocked === null
        ? `You pay with ${named(method)}.`
        : `${named(method)} is blocked (${blocked.network_code}): reconnect it above, and it pays again.`;
  $('pay').replaceChildren(
    ...(method === null ? [] : [button('Pay an invoice of $42.00', 'primary', () => pay(null))]),
    button('Add an account to pay with', '', () => addAccount(relink)),
  );
  $('payments').replaceChildren(...payments.map(paymentRow));
}

function paymentRow({ id, amount, status, problem }) {
  const words = { succeeded: 'Paid', processing: 'On its way', requires_payment_method: `Came back: ${problem}` };
  const row = element('li', { className: 'payment' }, `${money(amount)} · ${words[status] ?? status}`);
  if (status === 'requires_payment_method') row.append(button('Pay again', '', () => pay(id)));
  return row;
}

async function pay(invoice) {
  const { result } = await post('/pay', { invoice });
  if (result === 'blocked')
    say('The bank does not take debits for this account any more. Reconnect it, then pay again.');
}

/** The customer chooses an account at his bank or types it in; whoever leaves changes nothing. */
async function addAccount(relink) {
  const { client_secret: clientSecret } = await post('/setup');
  const { setupIntent, error } = await relink.collectBankAccountForSetup({
    clientSecret,
    params: {
      payment_method_type: 'us_bank_account',
      payment_method_data: { billing_details: { name: NAME, email: 'jenny.rosen@example.com' } },
    },
    expand: ['payment_method'],
  });
  if (error) return say(error.message);
  if (setupIntent.status === 'requires_payment_method') return say('No account was added.');
  await acceptMandate(relink, clientSecret, named(setupIntent.payment_method));
}

/** An account that is linked already needs the mandate only. */
export async function payWith(account, relink) {
  const { client_secret: clientSecret } = await post('/setup', { account: account.id, name: NAME });
  await acceptMandate(relink, clientSecret, `${account.institution_name} ····${account.last4}`);
}

/** Shows the mandate until the customer agrees or not. Agreeing is what confirms; the server notes when and from where. */
function acceptMandate(relink, clientSecret, account) {
  const form = $('mandate');
  form.querySelector('p').textContent =
    `By agreeing you allow Example Shop to debit ${account} for your invoices, until you take it back by writing to us.`;
  form.hidden = false;
  form.querySelector('button').focus();
  return new Promise((done) => {
    form.onreset = () => {
      form.hidden = true;
      done(say('Nothing was set up.'));
    };
    form.onsubmit = async (event) => {
      event.preventDefault();
      form.hidden = true;
      const { setupIntent, error } = await relink.confirmUsBankAccountSetup(clientSecret);
      done(error ? say(error.message) : tell(setupIntent));
    };
  });
}

function tell({ status, next_action: next }) {
  if (status === 'succeeded') return say('Your account is ready to pay with.');
  const href = next.verify_with_microdeposits.hosted_verification_url;
  const link = element('a', { href, target: '_blank', rel: 'noopener' }, 'Confirm the deposit');
  say('A small deposit is on its way to your account. Tell us its code when you see it.', [link]);
}
