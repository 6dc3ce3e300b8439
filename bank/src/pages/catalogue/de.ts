// What the bank's pages say in German.
import type { Catalogue } from '#pages/catalogue/en.ts';

export const de: Catalogue = {
  'bank.test': 'Testbank. Kein echtes Geld, keine echten Personen.',
  'bank.secure': 'Online-Banking',
  'action.cancel': 'Abbrechen',
  'action.continue': 'Weiter',
  'action.sign_in': 'Anmelden',
  'action.save': 'Speichern',
  'action.stop': 'Zugriff beenden',
  'action.sign_out': 'Abmelden',
  'action.back': 'Alle Verbindungen',
  'action.allow': 'Zugriff erlauben',
  'action.change_accounts': 'Konten ändern',
  'step.progress': 'Schritt {step} von {steps}',
  'language.other': 'English',

  'sign_in.title': 'Bei {bank} anmelden',
  'sign_in.lead': '{client} möchte Daten zu Ihren Konten sehen. Melden Sie sich an, um zu bestimmen, welche.',
  'sign_in.lead_own': 'Sehen Sie, welche Apps Zugriff auf Ihre Konten haben, und beenden Sie ihn, wann Sie wollen.',
  'sign_in.wrong': 'Benutzername und Passwort passen nicht zusammen.',
  'sign_in.user': 'Benutzername',
  'sign_in.password': 'Passwort',
  'sign_in.hint':
    'Hier gelten jeder Benutzername und jedes Passwort. Derselbe Benutzername öffnet immer dieselben Konten.',
  'sign_in.promise': '{client} erfährt Ihr Passwort nie.',
  'sign_in.user_missing': 'Geben Sie einen Benutzernamen ein.',
  'sign_in.user_long': 'Ein Benutzername hat höchstens {max} Zeichen.',
  'sign_in.incorrect': {
    one: 'Benutzername und Passwort passen nicht zusammen. Sie haben noch einen Versuch.',
    other: 'Benutzername und Passwort passen nicht zusammen. Sie haben noch {count} Versuche.',
  },

  'accounts.title': 'Konten auswählen',
  'accounts.lead': '{client} sieht nur die Konten, die Sie auswählen.',
  'accounts.legend': 'Ihre Konten bei {bank}',
  'accounts.closed': 'Geschlossen',
  'accounts.shared': 'Bereits geteilt',
  'accounts.asked': '{client} bittet um dieses Konto',
  'accounts.missing': 'Wählen Sie mindestens ein Konto aus.',
  'accounts.number': 'endet auf {last4}',

  'consent.title': 'Darf {client} Ihre Daten sehen?',
  'consent.will_see': 'Das sieht {client}',
  'consent.accounts': { one: 'Von diesem Konto', other: 'Von diesen {count} Konten' },
  'consent.wont': '{client} kann kein Geld bewegen und bei {bank} nichts ändern.',
  'consent.wont_numbers': '{client} kann sich nicht in Ihrem Namen anmelden und bei {bank} nichts ändern.',
  'consent.until': 'Der Zugriff endet am {date}.',
  'consent.endless': 'Der Zugriff gilt, bis Sie ihn beenden.',
  'consent.end': 'Sie können ihn jederzeit beenden, hier bei {bank} oder bei {client}.',
  'consent.signed_in': 'Angemeldet als {user}',

  'cluster.ACCOUNT_BASIC': 'Namen und Arten der Konten',
  'cluster.ACCOUNT_DETAILED': 'Kontodetails und Kontostände',
  'cluster.PAYMENT_SUPPORT': 'Konto- und Bankleitzahlen für Zahlungen',
  'cluster.CUSTOMER_CONTACT': 'Namen und Kontaktdaten der Inhaber',
  'cluster.TRANSACTIONS': 'Vergangene und anstehende Umsätze',

  'type.CHECKING': 'Girokonto',
  'type.SAVINGS': 'Sparkonto',
  'type.CREDITCARD': 'Kreditkarte',
  'type.MORTGAGE': 'Hypothek',
  'type.LINEOFCREDIT': 'Kreditlinie',
  'type.BROKERAGEPRODUCT': 'Geldanlage',

  'overview.title': 'Verbundene Apps',
  'overview.lead': 'Diese Apps dürfen Daten zu Ihren Konten bei {bank} sehen.',
  'overview.none': 'Keine App hat Zugriff auf Ihre Konten.',
  'overview.accounts': 'Ihre Konten',
  'overview.ended': 'Beendete Verbindungen',
  'overview.stopped': 'Der Zugriff ist beendet. Die App sieht nichts mehr.',
  'overview.changed': 'Gespeichert. Die App sieht die entfernten Konten nicht mehr.',

  'connection.accounts': { one: 'Ein Konto', other: '{count} Konten' },
  'connection.since': 'Verbunden am {date}.',
  'connection.sees': 'Das sieht {app}',
  'connection.last_read': 'Letzter Zugriff: {time}.',
  'connection.never_read': 'Noch nicht verwendet.',
  'connection.asks_sign_in': '{app} wartet darauf, dass Sie sich neu anmelden.',
  'connection.sign_in_from': 'Ab dem {date} sieht {app} nichts mehr, bis Sie sich von dort aus neu angemeldet haben.',
  'connection.hint':
    'Entfernen Sie das Häkchen eines Kontos, um es nicht mehr zu teilen, und speichern Sie. Um es wieder zu teilen, verbinden Sie es in {app} neu.',
  'connection.none_left':
    'Es wurde nichts geändert. Um alle Konten zu entfernen, beenden Sie den Zugriff von {app} ganz.',

  'stop.title': 'Zugriff von {app} beenden?',
  'stop.lead': '{app} sieht von diesem Moment an nichts mehr von Ihren Konten bei {bank}.',
  'stop.undo':
    'Was {app} schon erhalten hat, bleibt dort. Zahlungen, denen Sie zugestimmt haben, können scheitern. Um wieder zu teilen, verbinden Sie sich in {app} neu.',

  'status.CLOSED': 'Geschlossen',
  'status.RESTRICTED': 'Eingeschränkt',
  'status.PENDINGCLOSE': 'Wird geschlossen',
  'status.PENDINGOPEN': 'Wird eröffnet',
  'ended_by.you': 'Sie haben den Zugriff am {date} beendet.',
  'ended_by.app': '{app} hat den Zugriff am {date} beendet.',
  'ended_by.bank': 'Die Bank hat den Zugriff am {date} beendet.',
  'ended_by.time': 'Der Zugriff ist am {date} abgelaufen.',
  'ended_by.newer': 'Am {date} ist eine neuere Verbindung an seine Stelle getreten.',

  'ended.title': 'Diese Anmeldung ist beendet',
  'ended.lead':
    'Es wurde nichts geteilt und nichts geändert. Eine Anmeldung endet nach 30 Minuten oder sobald sie verwendet wurde.',
  'ended.back':
    'Gehen Sie zurück zur App, von der Sie kommen, und beginnen Sie neu, oder schließen Sie dieses Fenster.',
  'request.title': 'Diese Anfrage ist nicht verwendbar',
  'request.lead':
    'Die App, von der Sie kommen, hat auf eine Weise gefragt, die {bank} nicht annimmt. Es wurde nichts geteilt und nichts geändert.',
  'request.detail': 'Für die Entwickler der App: {detail}',
  'outage.title': '{bank} ist gerade nicht erreichbar',
  'outage.planned': 'Wir arbeiten an unseren Systemen. Die Anmeldung ist voraussichtlich wieder möglich: {time}.',
  'outage.unplanned': 'Bei uns ist etwas nicht in Ordnung. Es wurde nichts geteilt und nichts geändert.',
  'outage.back':
    'Versuchen Sie es später noch einmal, oder schließen Sie dieses Fenster und wählen Sie eine andere Bank.',
};
