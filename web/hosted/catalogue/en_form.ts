// English words for signing in on our own page, at banks that have none for it.

export const enForm = {
  'consent.next.form':
    'Next you sign in here, with your user name and password for {bank}. Nothing changes until you finish.',
  'form.action.title': '{bank} wants something confirmed',
  'form.action.lead':
    '{bank} goes on when you have confirmed the following. If you don’t know what it means, ask {bank} first.',
  'form.action.terms.title': 'Accept the new terms of {bank}',
  'form.action.terms.lead':
    '{bank} has new terms for its online banking and goes on when you have accepted them. You can read them at {bank} itself.',
  'form.action.profile.title': 'Check what {bank} knows of you',
  'form.action.profile.lead':
    '{bank} asks whether your address, e-mail address and phone number are still right there. If they are not, change them at {bank} first; then come back.',
  'form.words': 'In the words of {bank}:',
  'form.test.action': 'Test mode: no real bank, so nothing is accepted or confirmed anywhere else.',
  'field.action': 'What {bank} asks',
  'field.action.missing': 'Choose this if you agree to it.',
  'error.no_accounts.lead.form': 'You are signed in, but {bank} has no account for this sign-in.',
  'error.wrong_account.next.form':
    '{bank} shows us the accounts of the sign-in you used. Try again with the one that {account} belongs to.',
} as const;
