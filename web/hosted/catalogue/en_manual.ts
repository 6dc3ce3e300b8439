// English words for typing in the numbers of an account.

export const enManual = {
  'manual.next': 'Next you enter the numbers of your account. Nothing is shared until you finish.',
  'manual.open': 'Enter account details instead',
  'manual.title': 'Enter your account details',
  'manual.lead': 'Both numbers are on a check of your checking account, and in your bank’s app.',
  'manual.routing': 'Routing number',
  'manual.account': 'Account number',
  'manual.confirm': 'Account number once more',
  'manual.routing.missing': 'Enter the routing number: nine digits.',
  'manual.routing.wrong': 'This is not a routing number. Check the digits.',
  'manual.account.missing': 'Enter the account number: 4 to 17 digits.',
  'manual.confirm.differs': 'The two account numbers are not the same.',
  'manual.not': '{merchant} can use these numbers for payments you agree to, and sees nothing else of the account.',
  'manual.deposits':
    'Within one to two business days we send a small deposit. With it you show that the account is yours.',
  'manual.test': 'Use test account',
  'manual.submit': 'Add account',
  'manual.back': 'Choose a bank instead',
  'manual.done.title': 'Your account is added',
  'manual.done.lead': '{merchant} has the account ending in {last4}.',
  'manual.done.lead.deposits': 'Two things are left before {merchant} can use the account ending in {last4}.',
  'manual.step.added': 'Enter the account details',
  'manual.step.deposit': 'Find the small deposit in your account, in one to two business days',
  'manual.step.confirm': 'Confirm it with {merchant}',
} as const;
