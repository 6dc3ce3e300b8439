// German words of the customer's own page around the flow ("Sie").

import { deVerify } from './de_verify.ts';
import type { PageCatalogue } from './page_text.ts';

export const dePage: PageCatalogue = {
  ...deVerify,
  'ask.same_account': 'Bitte wählen Sie bei {bank} genau dieses Konto.',
  'ask.form':
    'Bei {bank} ist kein Konto auszuwählen: Die Bank zeigt uns alle Ihre Konten. {merchant} sieht nur die, die damit verbunden sind.',
  'ask.agree': 'Zustimmen und zu {bank}',
  'ask.decline': 'Ich möchte das nicht',
  'ask.taken': 'Das wurde in einem anderen Browser begonnen. Machen Sie hier weiter, endet es dort.',
  'ask.why': 'Warum bin ich hier?',
  'ask.why.text':
    '{merchant} hat Ihnen einen persönlichen Link geschickt, weil die Verbindung zu diesem Konto Sie braucht. Diese Seite fragt nie nach Ihrem Passwort; Sie geben es nur bei {bank} ein.',
  'ask.why.text.form':
    '{merchant} hat Ihnen einen persönlichen Link geschickt, weil die Verbindung zu diesem Konto Sie braucht. {bank} hat dafür keine eigene Seite, deshalb geben Sie Benutzername und Passwort hier ein. Sie gehen nur an {bank}: {merchant} sieht sie nie, und Ihr Passwort wird nicht gespeichert.',
  'renewal.title': 'Verbindung zu {bank} verlängern',
  'renewal.lead':
    '{merchant} ist mit Ihrem Konto bei {bank} verbunden. Die Erlaubnis, die Sie dort gegeben haben, läuft am {date} ab. Verlängern Sie sie jetzt, dann gibt es keine Unterbrechung.',
  'renewal.lead.requirement':
    '{merchant} ist mit Ihrem Konto bei {bank} verbunden. Die Bank bittet Sie, sich vor dem {date} noch einmal anzumelden. Verlängern Sie die Verbindung jetzt, dann gibt es keine Unterbrechung.',
  'decline.title': 'Alles so lassen?',
  'decline.lead':
    'Bei {bank} ändert sich nichts. {merchant} bleibt ohne Verbindung zu diesem Konto, und dieser Link lässt sich nicht noch einmal verwenden.',
  'decline.lead.number':
    'Bei {bank} ändert sich nichts. {merchant} bekommt keine neue Kontonummer für dieses Konto, und dieser Link lässt sich nicht noch einmal verwenden.',
  'decline.lead.renewal':
    'Bei {bank} ändert sich nichts. {merchant} bleibt bis zum {date} mit diesem Konto verbunden, und dieser Link lässt sich nicht noch einmal verwenden.',
  'decline.stay': 'Zurück',
  'decline.leave': 'So lassen',
  'at_bank.title': 'Weiter bei {bank}',
  'at_bank.lead.opened':
    'Sie haben {bank} von hier aus geöffnet und sind noch nicht zurück. Schließen Sie den Vorgang dort ab oder öffnen Sie die Bank von hier aus erneut.',
  'at_bank.lead.ready': '{bank} ist bereit für Ihre Anmeldung.',
  'at_bank.open': 'Zu {bank}',
  'at_bank.again': '{bank} erneut öffnen',
  'working.slow': 'Diese Seite geht von selbst weiter.',
  'working.no_script':
    'Um hier die Fragen Ihrer Bank zu beantworten, braucht diese Seite JavaScript. Bitte schalten Sie es ein und laden Sie die Seite neu.',
  'problem.retry': 'Noch einmal versuchen',
  'renewal.done.title': 'Ihre Verbindung zu {bank} ist verlängert',
  'renewal.done.lead': '{merchant} bleibt verbunden. Sie müssen nichts weiter tun.',
  'renewal.done.lead.next': '{merchant} bleibt verbunden.',
  'success.repair.lead.next': 'Die Verbindung zu {merchant} ist repariert.',
  'success.new_number.lead.next': '{merchant} kann weiter darüber zahlen.',
  'success.close': 'Sie können diese Seite schließen.',
  'success.back': 'Zurück zu {merchant}',
  'success.next': {
    one: 'Bei einem weiteren Konto ist Ihre Anmeldung nötig',
    other: 'Bei {count} weiteren Konten ist Ihre Anmeldung nötig',
  },
  'success.next.lead': '{merchant} braucht auch hier Ihre Anmeldung.',
  'success.next.button': '{account} wieder verbinden',
  'elsewhere.title': 'Das geht in einem anderen Browser weiter',
  'elsewhere.lead':
    'Sie haben den Link auch dort geöffnet und weitergemacht. Dafür kann immer nur ein Browser angemeldet sein.',
  'elsewhere.back': 'Stattdessen hier weitermachen',
  'repaired.title': 'Diese Verbindung funktioniert wieder',
  'repaired.lead': '{merchant} erreicht das Konto bei {bank} bereits. Für Sie gibt es nichts zu tun.',
  'used.title': 'Dieser Link hat seinen Zweck erfüllt',
  'used.lead':
    'Die Verbindung zu {merchant} wurde damit repariert; ein zweites Mal lässt er sich nicht verwenden. Für Sie gibt es nichts zu tun.',
  'superseded.title': 'Es gibt eine neuere E-Mail',
  'superseded.lead':
    '{merchant} hat Ihnen seither noch einmal geschrieben. Bitte verwenden Sie den Link in der neuesten E-Mail; dieser gilt nicht mehr.',
  'expired.title': 'Dieser Link ist abgelaufen',
  'expired.lead.url': 'Zu Ihrer Sicherheit gilt er nur 30 Tage. Sie können sofort einen neuen bekommen.',
  'expired.lead.email': 'Zu Ihrer Sicherheit gilt er nur 30 Tage. Wir können einen neuen an {email} senden.',
  'expired.button.url': 'Neuen Link holen',
  'expired.button.email': 'Neuen Link senden',
  'renewed.title': 'Sehen Sie in Ihr Postfach',
  'renewed.lead.fresh': 'Ein neuer Link ist unterwegs an {email}. Das dauert ein bis zwei Minuten.',
  'renewed.lead.earlier':
    'Wir haben in der letzten Stunde einen neuen Link an {email} gesendet. Bitte verwenden Sie diesen, und sehen Sie auch im Spam-Ordner nach.',
  'unsent.title': 'Wir können Ihnen keinen neuen Link senden',
  'unsent.lead':
    '{merchant} hat keine E-Mail-Adresse von Ihnen, an die wir schreiben dürfen. Bitte fragen Sie {merchant} nach einem neuen Link.',
  'declined.title': 'Es bleibt, wie es ist',
  'declined.lead':
    'Es wurde nichts geändert. Überlegen Sie es sich anders, kann {merchant} Ihnen einen neuen Link senden.',
  'ended.title': 'Dieser Link gilt nicht mehr',
  'ended.lead':
    'Die Anfrage dahinter ist beendet, und es wurde nichts geändert. {merchant} kann Ihnen einen neuen Link senden.',
  'gone.title': 'Hier gibt es nichts zu verbinden',
  'gone.lead.disconnected':
    'Dieses Konto ist nicht mehr mit {merchant} verbunden. Um es dort wieder zu nutzen, verbinden Sie es bei {merchant} neu.',
  'gone.lead.closed':
    '{bank} hat {merchant} mitgeteilt, dass dieses Konto nicht mehr erreichbar ist. Bitte sprechen Sie mit {merchant} über ein anderes Konto.',
  'shut_out.title': '{bank} lässt uns gerade nicht hinein',
  'shut_out.lead':
    'Wenn {bank} Ihr Onlinebanking gesperrt hat, entsperren Sie es dort, auf der Website oder per Telefon. Kommen Sie dann zurück: Dieser Link bleibt gültig.',
  'shut_out.again': 'Noch einmal nachsehen',
  'too_often.title': 'Das wurde sehr oft versucht',
  'too_often.lead': 'Zum Schutz Ihres Kontos führt dieser Link nicht weiter. {merchant} kann Ihnen einen neuen senden.',
  'unknown.title': 'Diesen Link kennen wir nicht',
  'unknown.lead':
    'Vielleicht ist er unvollständig: Manche Mailprogramme kürzen lange Adressen. Öffnen Sie den Link aus der E-Mail noch einmal oder kopieren Sie ihn ganz.',
  'refused.title': 'Bitte drücken Sie noch einmal',
  'refused.lead':
    'Die Seite war lange offen, oder Ihr Browser speichert keine Cookies für sie. Es wurde nichts geändert.',
  'refused.button': 'Seite neu laden',
  'broken.title': 'Etwas ist schiefgegangen',
  'broken.lead': 'Es lag nicht an Ihnen, und es wurde nichts geändert. Bitte versuchen Sie es gleich noch einmal.',
  'away.title': 'Einen Moment bitte',
  'away.lead':
    'Diese Seite kann gerade nicht gezeigt werden. Es liegt nicht an Ihnen, und nichts von dem, was Sie getan haben, ist verloren. Bitte versuchen Sie es gleich noch einmal.',
};
