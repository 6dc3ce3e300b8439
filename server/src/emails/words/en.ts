// English words of customers' mails. Whole sentences with named places; the shape every other language must have.

export const en = {
  'subject.reconnect': '{merchant}: please reconnect your account at {bank}',
  'subject.renew': '{merchant}: please renew your account number at {bank}',
  'subject.extend': '{merchant}: please renew your connection to {bank}',
  'preheader.reconnect': 'It takes about a minute and repairs the connection that you already have.',
  'preheader.renew': 'It takes about a minute, and payments go on as before.',
  'preheader.extend': 'It takes about a minute, and everything goes on as before.',
  'heading.reconnect': 'Please reconnect {bank}',
  'heading.renew': 'Please renew your account number',
  'heading.extend': 'Please renew your connection to {bank}',
  'greeting.name': 'Hello {customer},',
  'greeting.plain': 'Hello,',

  'why.access_expired':
    '{merchant} has lost its connection to your account at {bank}: the permission you gave there has run out. That happens from time to time.',
  'why.access_denied':
    '{merchant} has lost its connection to your account at {bank}: the bank no longer gives access. Perhaps the permission was withdrawn at the bank, or your password there was changed.',
  'why.account_closed':
    '{bank} told {merchant} that your account was closed. If it is open again, you can reconnect it.',
  'why.account_unavailable':
    '{bank} no longer offers your account to {merchant}. If you still have it, you can reconnect it.',
  'why.institution_requirement':
    '{merchant} has lost its connection to your account at {bank}: the bank asks you to sign in again.',
  'why.unspecified': '{merchant} has lost its connection to your account at {bank}. Signing in there once repairs it.',
  'why.access_expiring':
    '{merchant} is connected to your account at {bank}. The permission you gave there runs out on {date}.',
  'why.requirement_ahead':
    '{merchant} is connected to your account at {bank}. The bank asks you to sign in again before {date}.',
  'why.number_expiring': '{merchant} pays through a stand-in account number from {bank}. It runs out on {date}.',
  'why.number_expired': '{merchant} pays through a stand-in account number from {bank}. It has run out.',
  'why.number_revoked': '{merchant} pays through a stand-in account number from {bank}. The bank has withdrawn it.',

  'otherwise.reconnect': 'Until you reconnect it, {merchant} can’t see this account, and payments through it may fail.',
  'otherwise.access_expiring':
    'Renew it before then and nothing is interrupted. After that day {merchant} can’t see this account, and payments through it may fail.',
  'otherwise.reconnect.data': 'Until you reconnect it, {merchant} can’t see this account.',
  'otherwise.access_expiring.data':
    'Renew it before then and nothing is interrupted. After that day {merchant} can’t see this account.',
  'otherwise.number_expiring': 'Renew it before then and nothing is interrupted. After that day payments may fail.',
  'otherwise.number_over': 'Until you renew it, payments through this account may fail.',

  'fact.line': '{label}: {value}',
  'fact.merchant': 'Who asks',
  'fact.bank': 'Bank',
  'fact.account': 'Account',
  'subcategory.checking': 'Checking account',
  'subcategory.savings': 'Savings account',
  'subcategory.credit_card': 'Credit card',
  'subcategory.mortgage': 'Mortgage',
  'subcategory.line_of_credit': 'Line of credit',
  'subcategory.other': 'Account',
  tokenized:
    'The last digits can differ from the number on your statement: they belong to the stand-in number. That is intended.',

  'button.reconnect': 'Reconnect {bank}',
  'button.renew': 'Renew the account number',
  'button.extend': 'Renew the connection',
  'address.text': 'Open this address to go on:',
  'address.html': 'Or open this address:',
  host: 'The address belongs to {host}, where {merchant} keeps its bank connections.',
  steps: 'You see who asks and what for, then you sign in at {bank} and choose the same account again.',
  'steps.form': 'You see who asks and what for, then you sign in with the user name and password you have at {bank}.',
  until: 'The link works until {date}. After that, its page offers you a new one.',
  promise:
    'Nobody asks for your password by e-mail. Your sign-in details go to {bank} only; {merchant} never sees them.',
  'support.known': 'Not sure whether this e-mail is real? Ask {merchant}: {support}',
  'support.unknown': 'Not sure whether this e-mail is real? Ask {merchant} the way you usually do.',
  footer: 'You get this e-mail because you connected your account at {bank} with {merchant}.',
  ribbon: 'Test mode. No real bank, no real money.',
} as const;

/** The words of one language. */
export type CustomerWords = Record<keyof typeof en, string>;
