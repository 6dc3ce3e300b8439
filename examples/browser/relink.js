// What a merchant's page does with the result of a relink: one function for each of the guides' three decisions.

/**
 * After a session for exactly one account (`relink_options.account`). Resolves with what to do:
 * `{ outcome: 'relinked', account }`, or an outcome with the ways on that the customer may be offered.
 */
export async function relinkThisAccount(relink, clientSecret) {
  const { financialConnectionsSession: session, error } = await relink.collectFinancialConnectionsAccounts({
    clientSecret,
  });
  if (error) return { outcome: 'error', message: error.message, ways_on: ['try_again'] };
  if (session.relink_result.account) return { outcome: 'relinked', account: session.accounts[0] };
  return notRelinked(session.relink_result.failure_reason);
}

/** After a session for any account at the same bank; `existing` are the ids of the accounts that the customer had before. */
export async function relinkAnyAccount(relink, clientSecret, existing) {
  const { financialConnectionsSession: session, error } = await relink.collectFinancialConnectionsAccounts({
    clientSecret,
  });
  if (error) return { outcome: 'error', message: error.message, ways_on: ['try_again'] };
  const [account] = session.accounts;
  if (!account) return notRelinked(session.relink_result.failure_reason);
  // What was made from an existing account goes on by itself; a new account needs a new payment method.
  return existing.includes(account.id) ? { outcome: 'relinked', account } : { outcome: 'new_account', account };
}

/** After a session for all accounts of a link, for their data. */
export async function relinkData(relink, clientSecret, existing) {
  const { financialConnectionsSession: session, error } = await relink.collectFinancialConnectionsAccounts({
    clientSecret,
  });
  if (error) return { outcome: 'error', message: error.message, ways_on: ['try_again'] };
  const { relink_options: options, relink_result: result, accounts } = session;
  if (!result.authorization) return notRelinked(result.failure_reason);
  const back = accounts.map(({ id }) => id);
  return {
    // Another authorization: the customer signed in at the bank as somebody else than before.
    outcome: result.authorization === options.authorization ? 'relinked' : 'another_authorization',
    accounts,
    missing: existing.filter((id) => !back.includes(id)),
    added: back.filter((id) => !existing.includes(id)),
  };
}

function notRelinked(reason) {
  switch (reason) {
    case 'no_account':
      // Signed in, but with another account. Both ways on are the guides'.
      return { outcome: reason, ways_on: ['any_account_at_this_bank', 'another_payment_method'] };
    case 'no_authorization':
      return { outcome: reason, ways_on: ['try_again'] };
    default:
      return { outcome: 'other', ways_on: ['try_again'] };
  }
}
