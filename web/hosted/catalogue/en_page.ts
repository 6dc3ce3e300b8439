// English words of the customer's own page around the flow. Whole sentences with named placeholders; the shape of the other languages.
import { enVerify } from './en_verify.ts';

export const enPage = {
  ...enVerify,
  'ask.same_account': 'Please choose exactly this account at {bank}.',
  'ask.form':
    'There is no account to choose at {bank}: it shows us all of yours. {merchant} sees only those that are connected with it.',
  'ask.agree': 'Agree and go to {bank}',
  'ask.decline': 'I don’t want to',
  'ask.taken': 'This was begun in another browser. If you go on here, it stops there.',
  'ask.why': 'Why am I here?',
  'ask.why.text':
    '{merchant} sent you here with a personal link, because the connection to this account needs you. This page never asks for your password; you enter it at {bank} only.',
  'ask.why.text.form':
    '{merchant} sent you here with a personal link, because the connection to this account needs you. {bank} has no page of its own for this, so you enter your user name and password here. They go to {bank} only: {merchant} never sees them, and your password is not kept.',
  'renewal.title': 'Renew your connection to {bank}',
  'renewal.lead':
    '{merchant} is connected to your account at {bank}. The permission you gave there runs out on {date}. Renew it now and nothing is interrupted.',
  'renewal.lead.requirement':
    '{merchant} is connected to your account at {bank}. The bank asks you to sign in again before {date}. Renew the connection now and nothing is interrupted.',
  'decline.title': 'Leave it as it is?',
  'decline.lead':
    'Nothing changes at {bank}. {merchant} stays without a connection to this account, and this link can’t be used again.',
  'decline.lead.number':
    'Nothing changes at {bank}. {merchant} gets no new account number for this account, and this link can’t be used again.',
  'decline.lead.renewal':
    'Nothing changes at {bank}. {merchant} stays connected to this account until {date}, and this link can’t be used again.',
  'decline.stay': 'Back',
  'decline.leave': 'Leave it as it is',
  'at_bank.title': 'Go on at {bank}',
  'at_bank.lead.opened':
    'You have opened {bank} from here, and it has not sent you back yet. Finish there, or open it again from here.',
  'at_bank.lead.ready': '{bank} is ready for you to sign in.',
  'at_bank.open': 'Go to {bank}',
  'at_bank.again': 'Open {bank} again',
  'working.slow': 'This page goes on by itself.',
  'working.no_script':
    'To answer your bank’s questions here, this page needs JavaScript. Please switch it on and load the page again.',
  'problem.retry': 'Try again',
  'renewal.done.title': 'Your connection to {bank} is renewed',
  'renewal.done.lead': '{merchant} stays connected. There is nothing else to do.',
  'renewal.done.lead.next': '{merchant} stays connected.',
  'success.repair.lead.next': 'The connection to {merchant} is repaired.',
  'success.new_number.lead.next': '{merchant} can go on with payments.',
  'success.close': 'You can close this page.',
  'success.back': 'Back to {merchant}',
  'success.next': { one: 'One more account needs you', other: '{count} more accounts need you' },
  'success.next.lead': '{merchant} needs your sign-in here, too.',
  'success.next.button': 'Reconnect {account}',
  'elsewhere.title': 'This goes on in another browser',
  'elsewhere.lead': 'You opened the link there, too, and went on. Only one browser at a time can be signed in for it.',
  'elsewhere.back': 'Go on here instead',
  'repaired.title': 'This connection works again',
  'repaired.lead': '{merchant} can reach the account at {bank} already. There is nothing to do for you.',
  'used.title': 'This link has done its work',
  'used.lead':
    'The connection to {merchant} was repaired with it, and it can’t be used a second time. There is nothing to do for you.',
  'superseded.title': 'There is a newer e-mail',
  'superseded.lead':
    '{merchant} has written to you again since. Please use the link in the newest e-mail; this one is no longer in use.',
  'expired.title': 'This link has run out',
  'expired.lead.url': 'For your safety it works for 30 days only. You can have a new one right away.',
  'expired.lead.email': 'For your safety it works for 30 days only. We can send a new one to {email}.',
  'expired.button.url': 'Get a new link',
  'expired.button.email': 'Send me a new link',
  'renewed.title': 'Look into your mailbox',
  'renewed.lead.fresh': 'A new link is on its way to {email}. It takes a minute or two.',
  'renewed.lead.earlier':
    'We sent a new link to {email} within the last hour. Please use that one, and look into your spam folder, too.',
  'unsent.title': 'We can’t send you a new link',
  'unsent.lead':
    '{merchant} has no e-mail address of yours that we may write to. Please ask {merchant} for a new link.',
  'declined.title': 'It stays as it is',
  'declined.lead': 'Nothing was changed. If you change your mind, {merchant} can send you a new link.',
  'ended.title': 'This link is no longer in use',
  'ended.lead': 'The request behind it has ended, and nothing was changed. {merchant} can send you a new one.',
  'gone.title': 'There is nothing to reconnect',
  'gone.lead.disconnected':
    'This account is no longer connected to {merchant}. To use it there again, connect it anew at {merchant}.',
  'gone.lead.closed':
    '{bank} has told {merchant} that this account can’t be reached any more. Please talk to {merchant} about another account.',
  'shut_out.title': '{bank} does not let us in right now',
  'shut_out.lead':
    'If {bank} has locked your online banking, unlock it there, on its website or by phone. Then come back: this link stays good.',
  'shut_out.again': 'Look again',
  'too_often.title': 'That was tried very often',
  'too_often.lead': 'To protect your account, this link goes no further. {merchant} can send you a new one.',
  'unknown.title': 'We don’t know this link',
  'unknown.lead':
    'It may be incomplete: some mail programs cut long addresses. Open the link from the e-mail once more, or copy it as a whole.',
  'refused.title': 'Please press the button once more',
  'refused.lead': 'The page was open for a long time, or your browser keeps no cookies for it. Nothing was changed.',
  'refused.button': 'Load the page again',
  'broken.title': 'Something went wrong',
  'broken.lead': 'It was not your mistake, and nothing was changed. Please try again in a moment.',
  'away.title': 'Just a moment, please',
  'away.lead':
    'This page cannot be shown right now. It is not your mistake, and nothing you did is lost. Please try again in a moment.',
} as const;
