// German words of the page for micro-deposits.
import type { enVerify } from './en_verify.ts';
import type { CatalogueOf } from './text.ts';

export const deVerify: CatalogueOf<typeof enVerify> = {
  'verify.title': 'Bankkonto bestätigen',
  'verify.lead': '{merchant} bittet Sie zu zeigen, dass das Konto mit den Endziffern {last4} Ihnen gehört.',
  'verify.lead.code':
    'Wir haben einen Cent darauf überwiesen. In der App Ihrer Bank steht beim Verwendungszweck ein Code, der mit SM beginnt.',
  'verify.lead.amounts':
    'Wir haben zwei Beträge unter einem Dollar darauf überwiesen. Sie finden beide in der App Ihrer Bank.',
  'verify.arrives': 'Der Betrag kommt bis {date} an. Sie können antworten, sobald Sie ihn sehen.',
  'verify.code': 'Der Code, sechs Zeichen',
  'verify.amounts.open': 'Ich sehe zwei Beträge und keinen Code',
  'verify.amount.first': 'Erster Betrag, in Cent',
  'verify.amount.second': 'Zweiter Betrag, in Cent',
  'verify.submit': 'Bestätigen',
  'verify.wrong.code': 'Das ist nicht der Code, den wir gesendet haben.',
  'verify.wrong.amounts': 'Das sind nicht die Beträge, die wir gesendet haben.',
  'verify.unreadable.code': 'Geben Sie die sechs Zeichen des Codes ein; er beginnt mit SM.',
  'verify.unreadable.amounts': 'Geben Sie beide Beträge in Cent ein, zum Beispiel 32 und 45.',
  'verify.left': { one: 'Sie können es noch einmal versuchen.', other: 'Sie können es noch {count} Mal versuchen.' },
  'verify.test': 'Testmodus: Der Code SM11AA ist richtig, ebenso 32 und 45.',
  'verify.not': 'Es geht nur um diesen Betrag. {merchant} sieht sonst nichts vom Konto.',
  'verify.done.title': 'Ihr Konto ist bestätigt',
  'verify.done.lead':
    '{merchant} kann das Konto mit den Endziffern {last4} jetzt verwenden, wofür Sie zugestimmt haben.',
  'verify.over.title': 'Dieses Konto lässt sich nicht bestätigen',
  'verify.over.attempts_exceeded': 'Es gab zu viele falsche Antworten.',
  'verify.over.timeout': 'Die Zeit für die Antwort ist abgelaufen.',
  'verify.over.not_sent': 'Der Betrag ließ sich nicht senden: Vielleicht stimmt eine Ziffer der Kontodaten nicht.',
  'verify.over.replaced': '{merchant} wartet nicht mehr auf dieses Konto.',
  'verify.over.next': 'Gehen Sie zurück zu {merchant} und fügen Sie dort ein Bankkonto hinzu.',
};
