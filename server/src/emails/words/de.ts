// German words of customers' mails.
import type { CustomerWords } from './en.ts';

export const de: CustomerWords = {
  'subject.reconnect': '{merchant}: Bitte verbinden Sie Ihr Konto bei {bank} wieder',
  'subject.renew': '{merchant}: Bitte erneuern Sie Ihre Kontonummer bei {bank}',
  'subject.extend': '{merchant}: Bitte verlängern Sie Ihre Verbindung zu {bank}',
  'preheader.reconnect': 'Das dauert etwa eine Minute und repariert die Verbindung, die Sie schon haben.',
  'preheader.renew': 'Das dauert etwa eine Minute, und Zahlungen laufen weiter wie bisher.',
  'preheader.extend': 'Es dauert etwa eine Minute, und alles läuft weiter wie bisher.',
  'heading.reconnect': 'Bitte verbinden Sie {bank} wieder',
  'heading.renew': 'Bitte erneuern Sie Ihre Kontonummer',
  'heading.extend': 'Bitte verlängern Sie Ihre Verbindung zu {bank}',
  'greeting.name': 'Guten Tag {customer},',
  'greeting.plain': 'Guten Tag,',

  'why.access_expired':
    '{merchant} hat die Verbindung zu Ihrem Konto bei {bank} verloren: Die Erlaubnis, die Sie dort gegeben haben, ist abgelaufen. Das kommt von Zeit zu Zeit vor.',
  'why.access_denied':
    '{merchant} hat die Verbindung zu Ihrem Konto bei {bank} verloren: Die Bank gibt keinen Zugang mehr. Vielleicht wurde die Erlaubnis dort zurückgezogen oder Ihr Passwort geändert.',
  'why.account_closed':
    '{bank} hat {merchant} mitgeteilt, dass Ihr Konto geschlossen wurde. Ist es wieder offen, können Sie es wieder verbinden.',
  'why.account_unavailable':
    '{bank} stellt {merchant} Ihr Konto nicht mehr bereit. Haben Sie es noch, können Sie es wieder verbinden.',
  'why.institution_requirement':
    '{merchant} hat die Verbindung zu Ihrem Konto bei {bank} verloren: Die Bank bittet Sie, sich noch einmal anzumelden.',
  'why.unspecified':
    '{merchant} hat die Verbindung zu Ihrem Konto bei {bank} verloren. Eine Anmeldung dort repariert sie.',
  'why.access_expiring':
    '{merchant} ist mit Ihrem Konto bei {bank} verbunden. Die Erlaubnis, die Sie dort gegeben haben, läuft am {date} ab.',
  'why.requirement_ahead':
    '{merchant} ist mit Ihrem Konto bei {bank} verbunden. Die Bank bittet Sie, sich vor dem {date} noch einmal anzumelden.',
  'why.number_expiring': '{merchant} zahlt über eine Ersatz-Kontonummer von {bank}. Sie läuft am {date} ab.',
  'why.number_expired': '{merchant} zahlt über eine Ersatz-Kontonummer von {bank}. Sie ist abgelaufen.',
  'why.number_revoked': '{merchant} zahlt über eine Ersatz-Kontonummer von {bank}. Die Bank hat sie zurückgezogen.',

  'otherwise.reconnect':
    'Bis Sie es wieder verbinden, sieht {merchant} dieses Konto nicht, und Zahlungen darüber können scheitern.',
  'otherwise.access_expiring':
    'Verlängern Sie sie vorher, dann gibt es keine Unterbrechung. Nach diesem Tag sieht {merchant} dieses Konto nicht mehr, und Zahlungen darüber können scheitern.',
  'otherwise.reconnect.data': 'Bis Sie es wieder verbinden, sieht {merchant} dieses Konto nicht.',
  'otherwise.access_expiring.data':
    'Verlängern Sie sie vorher, dann gibt es keine Unterbrechung. Nach diesem Tag sieht {merchant} dieses Konto nicht mehr.',
  'otherwise.number_expiring':
    'Erneuern Sie sie vorher, läuft alles ohne Unterbrechung weiter. Nach diesem Tag können Zahlungen scheitern.',
  'otherwise.number_over': 'Bis Sie sie erneuern, können Zahlungen über dieses Konto scheitern.',

  'fact.line': '{label}: {value}',
  'fact.merchant': 'Wer fragt',
  'fact.bank': 'Bank',
  'fact.account': 'Konto',
  'subcategory.checking': 'Girokonto',
  'subcategory.savings': 'Sparkonto',
  'subcategory.credit_card': 'Kreditkarte',
  'subcategory.mortgage': 'Hypothek',
  'subcategory.line_of_credit': 'Kreditrahmen',
  'subcategory.other': 'Konto',
  tokenized:
    'Die letzten Ziffern können von der Nummer auf Ihrem Kontoauszug abweichen: Sie gehören zur Ersatz-Kontonummer. Das ist so gewollt.',

  'button.reconnect': '{bank} wieder verbinden',
  'button.renew': 'Kontonummer erneuern',
  'button.extend': 'Verbindung verlängern',
  'address.text': 'Öffnen Sie diese Adresse, um fortzufahren:',
  'address.html': 'Oder öffnen Sie diese Adresse:',
  host: 'Die Adresse gehört zu {host}, wo {merchant} seine Bankverbindungen verwaltet.',
  steps: 'Sie sehen, wer fragt und wofür, melden sich dann bei {bank} an und wählen wieder dasselbe Konto.',
  'steps.form':
    'Sie sehen, wer fragt und wofür, und melden sich dann mit dem Benutzernamen und Passwort an, die Sie bei {bank} haben.',
  until: 'Der Link gilt bis zum {date}. Danach bietet Ihnen seine Seite einen neuen an.',
  promise:
    'Niemand fragt Sie per E-Mail nach Ihrem Passwort. Ihre Anmeldedaten gehen nur an {bank}; {merchant} sieht sie nie.',
  'support.known': 'Nicht sicher, ob diese E-Mail echt ist? Fragen Sie {merchant}: {support}',
  'support.unknown': 'Nicht sicher, ob diese E-Mail echt ist? Fragen Sie {merchant} auf dem Weg, den Sie kennen.',
  footer: 'Sie bekommen diese E-Mail, weil Sie Ihr Konto bei {bank} mit {merchant} verbunden haben.',
  ribbon: 'Testmodus. Keine echte Bank, kein echtes Geld.',
};
