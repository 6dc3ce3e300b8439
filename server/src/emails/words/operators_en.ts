// English words of operators' mails. The shape that the German ones must have.

export const operatorsEn = {
  'fact.line': '{label}: {value}',
  greeting: 'Hello,',
  'member_invitation.subject': 'Invitation to {merchant} on Relink',
  'member_invitation.preheader': 'Accept it to see the bank connections of {merchant}.',
  'member_invitation.heading': 'Join {merchant} on Relink',
  'member_invitation.invited_by': '{member} invites you to the team of {merchant}.',
  'member_invitation.invited': 'You are invited to the team of {merchant}.',
  'role.owner': 'As an owner you can do everything, the settings, keys and members included.',
  'role.operator': 'As an operator you can look at everything and ask customers to relink.',
  'role.viewer': 'As a viewer you can look at everything and change nothing.',
  'member_invitation.button': 'Accept the invitation',
  'member_invitation.days.one': 'The link works for one day, and only once.',
  'member_invitation.days.other': 'The link works for {days} days, and only once.',
  'member_invitation.unexpected': 'You did not expect this? Then do nothing, and you will not be a member.',

  'sign_in.subject': 'Sign in to {merchant} on Relink',
  'sign_in.preheader': 'The link works once.',
  'sign_in.heading': 'Sign in to Relink',
  'sign_in.what': 'Somebody, we hope you, asked for a link to sign in to the Dashboard of {merchant}.',
  'sign_in.button': 'Sign in',
  'sign_in.minutes.one': 'The link works for one minute, and only once. Do not pass it on.',
  'sign_in.minutes.other': 'The link works for {minutes} minutes, and only once. Do not pass it on.',
  'sign_in.unexpected': 'It was not you? Then do nothing: without the link nobody gets in.',

  'webhook_failing.subject': '{merchant}: webhooks have been failing since {day}',
  'webhook_failing.preheader': 'If it goes on like this, we will stop sending to that endpoint.',
  'webhook_failing.heading': 'Your webhook endpoint does not answer',
  'webhook_failing.what':
    'Since {moment} the endpoint below has not accepted a single event. Your systems do not hear of links that break or are repaired.',
  'webhook_failing.next':
    'If it goes on like this, we will disable the endpoint. Look at the attempts to see what it answers.',
  'webhook_disabled.subject': '{merchant}: a webhook endpoint was disabled',
  'webhook_disabled.preheader': 'It had not accepted an event for days.',
  'webhook_disabled.heading': 'Your webhook endpoint was disabled',
  'webhook_disabled.what':
    'The endpoint below has not accepted a single event since {moment}, so we have stopped sending to it.',
  'webhook_disabled.next': 'Once it answers again, enable it and resend what failed. Events are kept for 30 days.',
  'webhook.button': 'Look at the endpoint',
  'webhook.fact.url': 'Endpoint',
  'webhook.fact.since': 'Failing since',
  'webhook.fact.failed': 'Failed deliveries',

  'digest.subject': '{merchant}: your bank connections, week of {day}',
  'digest.preheader': 'Needs a relink: {needs_relink}. Repaired: {repaired}.',
  'digest.heading': 'The week of {day}',
  'digest.some': 'This is how the bank connections of your customers stand.',
  'digest.none': 'All is well: no bank connection of your customers needs a relink.',
  'digest.fact.needs_relink': 'Need a relink now',
  'digest.fact.expiring': 'Expire within 30 days',
  'digest.fact.asked': 'Relinks requested this week',
  'digest.fact.repaired': 'Repaired this week',
  'digest.button': 'See the accounts',
  'digest.unwanted': 'Each member can switch this e-mail off in the Dashboard under Settings, Team.',

  'address.text': 'Open this address to go on:',
  'address.html': 'Or open this address:',
  footer: 'You get this e-mail because this address belongs to the team of {merchant}.',
  'footer.invitation': 'You get this e-mail because a member of {merchant} entered this address.',
  ribbon: 'Test mode. No real bank, no real money.',
} as const;

/** The words of one language. */
export type OperatorWords = Record<keyof typeof operatorsEn, string>;
