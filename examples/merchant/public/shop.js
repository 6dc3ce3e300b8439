// The shop's page: opens the flow and decides by its result, as the relink guides do.
import { $, afterEach, button, element, post, say } from './page.js';
import { payWith, showWallet } from './pay.js';

let state = null;
let relink = null;

async function refresh() {
  state = await (await fetch('/state')).json();
  relink ??= window.Relink(state.publishable_key, { apiBase: state.api_base });
  $('accounts').replaceChildren(...state.accounts.map(accountRow));
  showWallet(state, relink);
  $('notices').replaceChildren(
    ...state.notices.map(({ type, text }) => element('li', {}, text ? `${type}: ${text}` : type)),
  );
}

function accountRow(account) {
  const broken = account.status === 'inactive';
  const [number] = account.account_numbers ?? [];
  const dead = number !== undefined && number.status !== 'transactable';
  const repairable =
    state.to_relink.includes(account.id) || account.status_details?.inactive?.action === 'relink_required';
  const words = broken
    ? repairable
      ? 'Connection lost'
      : 'Closed at the bank'
    : account.status !== 'active'
      ? 'Removed'
      : dead
        ? 'Its account number has run out'
        : 'Connected';
  const row = element('li', { className: broken ? 'account broken' : 'account' });
  const label = element('div');
  label.append(
    element('span', {}, `${account.institution_name} · ${account.display_name} ····${account.last4}`),
    element('small', {}, words),
  );
  row.append(label);
  if (broken ? repairable : dead) row.append(button('Reconnect', 'primary', () => reconnect(account, false)));
  if (account.status === 'active') row.append(...activeButtons(account, number, dead));
  return row;
}

/** Paying, and what the bank or the customer would do there; only a sandbox has the latter. */
function activeButtons(account, number, dead) {
  const breaks = button('Break it (sandbox)', '', () => post('/break', { authorization: account.authorization }));
  if (number === undefined || dead) return [breaks];
  const pays = button('Pay with it', '', () => payWith(account, relink));
  if (number.identifier_type !== 'tokenized_account_number') return [pays, breaks];
  return [pays, breaks, button('End its number (sandbox)', '', () => post('/end-number', { account: account.id }))];
}

/** A first link: resolves with the accounts, or with none when the customer left. */
async function linkAccount() {
  const { client_secret: clientSecret } = await post('/sessions', {});
  const { financialConnectionsSession, error } = await relink.collectFinancialConnectionsAccounts({ clientSecret });
  if (error) return say(error.message);
  const count = financialConnectionsSession.accounts.length;
  say(count === 0 ? 'Nothing was linked.' : `${count} ${count === 1 ? 'account is' : 'accounts are'} linked.`);
}

/** A relink of exactly this account, or of any at the same bank. */
async function reconnect(account, any) {
  const existing = state.accounts.map(({ id }) => id);
  const { client_secret: clientSecret } = await post('/sessions', { account: account.id, any });
  const { financialConnectionsSession: session, error } = await relink.collectFinancialConnectionsAccounts({
    clientSecret,
  });
  if (error) return say(error.message);
  const { relink_options: options, relink_result: result } = session;
  if (any) {
    if (!result.authorization) return failed(account, result.failure_reason);
    const [linked] = session.accounts;
    const isNew = !existing.includes(linked.id);
    const same = result.authorization === options.authorization ? '' : ' It came with another sign-in at the bank.';
    return say(
      isNew ? `A new account was linked: ${linked.display_name}.${same}` : `${linked.display_name} works again.${same}`,
    );
  }
  if (result.account) return say(`${session.accounts[0].display_name} works again.`);
  failed(account, result.failure_reason);
}

function failed(account, reason) {
  switch (reason) {
    case 'no_account':
      return say('You signed in, but with another account than this one. How do you want to go on?', [
        button('Use any account at this bank', 'primary', () => reconnect(account, true)),
        button('Link a different account', '', linkAccount),
      ]);
    case 'no_authorization':
      return say('You did not finish signing in at your bank. The account is as it was.', [
        button('Try again', 'primary', () => reconnect(account, false)),
      ]);
    default:
      return say('Something unexpected happened. The account is as it was; please try again later.');
  }
}

afterEach(refresh);
// Only then is there something to open the flow with.
await refresh();
const first = button('Link a bank account', 'primary', linkAccount);
first.id = 'link';
$('link').replaceWith(first);
// Webhooks arrive when they arrive; the page looks now and then.
setInterval(() => refresh().catch(() => {}), 3000);
