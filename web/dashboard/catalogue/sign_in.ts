// Words of the sign-in page.
import { words } from './words.ts';

export const signInWords = words(
  {
    title: 'Sign in',
    heading: 'Sign in to Relink',
    lead: 'We e-mail you a link that signs you in. There is no password.',
    email: 'E-mail address',
    email_missing: 'Enter your e-mail address.',
    send: 'Send me a link',
    or: 'or',
    passkey: 'Use a passkey',
    passkey_failed: 'The passkey did not work. You can have a link sent instead.',
    sent_heading: 'Look into your inbox',
    sent_text:
      'If {email} belongs to a member, a link is on its way. It works once, within 15 minutes, in the browser that opens it.',
    sent_nothing: 'Nothing there? Look into the spam folder, or ask an owner of your business to invite you.',
    again: 'Use another address',
    local_hint: 'Do you run this sandbox? Its terminal shows a link that signs you in at once:',
  },
  {
    title: 'Anmelden',
    heading: 'Bei Relink anmelden',
    lead: 'Sie erhalten per E-Mail einen Link, der Sie anmeldet. Ein Passwort gibt es nicht.',
    email: 'E-Mail-Adresse',
    email_missing: 'Geben Sie Ihre E-Mail-Adresse ein.',
    send: 'Link senden',
    or: 'oder',
    passkey: 'Passkey verwenden',
    passkey_failed: 'Der Passkey hat nicht funktioniert. Sie können sich stattdessen einen Link senden lassen.',
    sent_heading: 'Sehen Sie in Ihr Postfach',
    sent_text:
      'Wenn {email} zu einem Mitglied gehört, ist ein Link unterwegs. Er gilt einmal, 15 Minuten lang, in dem Browser, der ihn öffnet.',
    sent_nothing:
      'Nichts angekommen? Sehen Sie im Spam-Ordner nach oder bitten Sie einen Inhaber Ihres Unternehmens um eine Einladung.',
    again: 'Andere Adresse verwenden',
    local_hint: 'Betreiben Sie diese Sandbox selbst? Im Terminal steht ein Link, der Sie sofort anmeldet:',
  },
);
