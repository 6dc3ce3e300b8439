// What the bank's pages say in English; the keys here are the keys of every language.

/** A sentence with {placeholders}, or one per plural form of `count`. */
export type Phrase = string | { one: string; other: string };

export const en = {
  'bank.test': 'Test bank. No real money, no real people.',
  'bank.secure': 'Online banking',
  'action.cancel': 'Cancel',
  'action.continue': 'Continue',
  'action.sign_in': 'Sign in',
  'action.save': 'Save',
  'action.stop': 'Stop sharing',
  'action.sign_out': 'Sign out',
  'action.back': 'All connections',
  'action.allow': 'Allow access',
  'action.change_accounts': 'Change accounts',
  'step.progress': 'Step {step} of {steps}',
  'language.other': 'Deutsch',

  'sign_in.title': 'Sign in to {bank}',
  'sign_in.lead': '{client} asks to see information about your accounts. Sign in to choose what it may see.',
  'sign_in.lead_own': 'See which apps have access to your accounts, and end it whenever you like.',
  'sign_in.wrong': 'That user name and password don’t match.',
  'sign_in.user': 'User name',
  'sign_in.password': 'Password',
  'sign_in.hint': 'Any user name and any password work here. The same user name always opens the same accounts.',
  'sign_in.promise': '{client} never learns your password.',
  'sign_in.user_missing': 'Enter a user name.',
  'sign_in.user_long': 'A user name has at most {max} characters.',
  'sign_in.incorrect': {
    one: 'That user name and password don’t match. You can try once more.',
    other: 'That user name and password don’t match. You can try {count} more times.',
  },

  'accounts.title': 'Choose accounts to share',
  'accounts.lead': '{client} will see only the accounts you choose.',
  'accounts.legend': 'Your accounts at {bank}',
  'accounts.closed': 'Closed',
  'accounts.shared': 'Shared before',
  'accounts.asked': '{client} asks for this one',
  'accounts.missing': 'Choose at least one account.',
  'accounts.number': 'ending in {last4}',

  'consent.title': 'Allow {client} to see your data?',
  'consent.will_see': 'What {client} will see',
  'consent.accounts': { one: 'From this account', other: 'From these {count} accounts' },
  'consent.wont': '{client} can’t move money, and can’t change anything at {bank}.',
  'consent.wont_numbers': '{client} can’t sign in as you, and can’t change anything at {bank}.',
  'consent.until': 'Access ends on {date}.',
  'consent.endless': 'Access stays until you end it.',
  'consent.end': 'You can end it at any time, here at {bank} or at {client}.',
  'consent.signed_in': 'Signed in as {user}',

  'cluster.ACCOUNT_BASIC': 'Account names and types',
  'cluster.ACCOUNT_DETAILED': 'Account details and balances',
  'cluster.PAYMENT_SUPPORT': 'Account and routing numbers, for payments',
  'cluster.CUSTOMER_CONTACT': 'Names and contact details of the owners',
  'cluster.TRANSACTIONS': 'Past and upcoming transactions',

  'type.CHECKING': 'Checking',
  'type.SAVINGS': 'Savings',
  'type.CREDITCARD': 'Credit card',
  'type.MORTGAGE': 'Mortgage',
  'type.LINEOFCREDIT': 'Line of credit',
  'type.BROKERAGEPRODUCT': 'Investment',

  'overview.title': 'Connected apps',
  'overview.lead': 'These apps may see information about your accounts at {bank}.',
  'overview.none': 'No app has access to your accounts.',
  'overview.accounts': 'Your accounts',
  'overview.ended': 'Ended connections',
  'overview.stopped': 'Access has ended. The app sees nothing any more.',
  'overview.changed': 'Saved. The app no longer sees the accounts you removed.',

  'connection.accounts': { one: 'One account', other: '{count} accounts' },
  'connection.since': 'Connected on {date}.',
  'connection.sees': 'What {app} sees',
  'connection.last_read': 'Last access: {time}.',
  'connection.never_read': 'Not used yet.',
  'connection.asks_sign_in': '{app} waits for you to sign in again.',
  'connection.sign_in_from': 'From {date} on, {app} sees nothing until you have signed in again there.',
  'connection.hint': 'Untick an account to stop sharing it, then save. To share it again, connect it again in {app}.',
  'connection.none_left': 'Nothing was changed. To remove every account, stop sharing with {app} altogether.',

  'stop.title': 'Stop sharing with {app}?',
  'stop.lead': '{app} will see nothing of your accounts at {bank} any more, from this moment on.',
  'stop.undo':
    'What {app} has already received stays there. Payments you agreed to may fail. To share again, connect again in {app}.',

  'status.CLOSED': 'Closed',
  'status.RESTRICTED': 'Restricted',
  'status.PENDINGCLOSE': 'Being closed',
  'status.PENDINGOPEN': 'Being opened',
  'ended_by.you': 'You ended access on {date}.',
  'ended_by.app': '{app} ended access on {date}.',
  'ended_by.bank': 'The bank ended access on {date}.',
  'ended_by.time': 'Access ran out on {date}.',
  'ended_by.newer': 'A newer connection took its place on {date}.',

  'ended.title': 'This sign-in has ended',
  'ended.lead':
    'Nothing was shared and nothing was changed. A sign-in ends after 30 minutes, or once it has been used.',
  'ended.back': 'Go back to the app that sent you here and start again, or close this window.',
  'request.title': 'This request can’t be used',
  'request.lead':
    'The app that sent you here asked in a way {bank} doesn’t accept. Nothing was shared and nothing was changed.',
  'request.detail': 'For the app’s developers: {detail}',
  'outage.title': '{bank} is not available right now',
  'outage.planned': 'We are working on our systems. Sign-in is expected to be back on {time}.',
  'outage.unplanned': 'Something is wrong on our side. Nothing was shared and nothing was changed.',
  'outage.back': 'Try again later, or close this window and choose another bank.',
} as const satisfies Record<string, Phrase>;

/** The name of a phrase. */
export type PhraseKey = keyof typeof en;
export type Catalogue = Record<PhraseKey, Phrase>;
