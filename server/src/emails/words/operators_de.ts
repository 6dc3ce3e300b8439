// German words of operators' mails.
import type { OperatorWords } from './operators_en.ts';

export const operatorsDe: OperatorWords = {
  'fact.line': '{label}: {value}',
  greeting: 'Guten Tag,',
  'member_invitation.subject': 'Einladung zu {merchant} auf Relink',
  'member_invitation.preheader': 'Nehmen Sie sie an, um die Bankverbindungen von {merchant} zu sehen.',
  'member_invitation.heading': '{merchant} auf Relink beitreten',
  'member_invitation.invited_by': '{member} lädt Sie in das Team von {merchant} ein.',
  'member_invitation.invited': 'Sie sind in das Team von {merchant} eingeladen.',
  'role.owner': 'Als Inhaber können Sie alles, auch Einstellungen, Schlüssel und Mitglieder ändern.',
  'role.operator': 'Als Bearbeiter können Sie alles ansehen und Neuverknüpfungen anfordern.',
  'role.viewer': 'Als Betrachter können Sie alles ansehen und nichts ändern.',
  'member_invitation.button': 'Einladung annehmen',
  'member_invitation.days.one': 'Der Link gilt einen Tag und nur einmal.',
  'member_invitation.days.other': 'Der Link gilt {days} Tage und nur einmal.',
  'member_invitation.unexpected': 'Sie haben das nicht erwartet? Dann tun Sie nichts, und Sie werden kein Mitglied.',

  'sign_in.subject': 'Bei {merchant} auf Relink anmelden',
  'sign_in.preheader': 'Der Link gilt einmal.',
  'sign_in.heading': 'Bei Relink anmelden',
  'sign_in.what':
    'Jemand, hoffentlich Sie, hat einen Link angefordert, um sich am Dashboard von {merchant} anzumelden.',
  'sign_in.button': 'Anmelden',
  'sign_in.minutes.one': 'Der Link gilt eine Minute und nur einmal. Geben Sie ihn nicht weiter.',
  'sign_in.minutes.other': 'Der Link gilt {minutes} Minuten und nur einmal. Geben Sie ihn nicht weiter.',
  'sign_in.unexpected': 'Das waren nicht Sie? Dann tun Sie nichts: Ohne den Link kommt niemand hinein.',

  'webhook_failing.subject': '{merchant}: Webhooks scheitern seit dem {day}',
  'webhook_failing.preheader': 'Bleibt es dabei, senden wir nicht mehr an diesen Endpunkt.',
  'webhook_failing.heading': 'Ihr Webhook-Endpunkt antwortet nicht',
  'webhook_failing.what':
    'Seit dem {moment} hat der Endpunkt unten kein einziges Ereignis angenommen. Ihre Systeme erfahren nicht, wenn Verbindungen abreißen oder repariert werden.',
  'webhook_failing.next':
    'Bleibt es dabei, schalten wir den Endpunkt ab. Die Zustellversuche zeigen, was er antwortet.',
  'webhook_disabled.subject': '{merchant}: Ein Webhook-Endpunkt wurde abgeschaltet',
  'webhook_disabled.preheader': 'Er hatte seit Tagen kein Ereignis angenommen.',
  'webhook_disabled.heading': 'Ihr Webhook-Endpunkt wurde abgeschaltet',
  'webhook_disabled.what':
    'Der Endpunkt unten hat seit dem {moment} kein einziges Ereignis angenommen; deshalb senden wir nicht mehr an ihn.',
  'webhook_disabled.next':
    'Antwortet er wieder, schalten Sie ihn ein und senden Sie erneut, was gescheitert ist. Ereignisse werden 30 Tage aufbewahrt.',
  'webhook.button': 'Endpunkt ansehen',
  'webhook.fact.url': 'Endpunkt',
  'webhook.fact.since': 'Scheitert seit',
  'webhook.fact.failed': 'Gescheiterte Zustellungen',

  'digest.subject': '{merchant}: Ihre Bankverbindungen, Woche ab {day}',
  'digest.preheader': 'Brauchen Neuverknüpfung: {needs_relink}. Repariert: {repaired}.',
  'digest.heading': 'Die Woche ab {day}',
  'digest.some': 'So stehen die Bankverbindungen Ihrer Kunden.',
  'digest.none': 'Alles in Ordnung: Keine Bankverbindung Ihrer Kunden braucht eine Neuverknüpfung.',
  'digest.fact.needs_relink': 'Brauchen jetzt Neuverknüpfung',
  'digest.fact.expiring': 'Laufen in 30 Tagen ab',
  'digest.fact.asked': 'Diese Woche angefragt',
  'digest.fact.repaired': 'Diese Woche repariert',
  'digest.button': 'Konten ansehen',
  'digest.unwanted': 'Jedes Mitglied kann diese E-Mail im Dashboard unter Einstellungen, Team abstellen.',

  'address.text': 'Öffnen Sie diese Adresse, um fortzufahren:',
  'address.html': 'Oder öffnen Sie diese Adresse:',
  footer: 'Sie bekommen diese E-Mail, weil diese Adresse zum Team von {merchant} gehört.',
  'footer.invitation': 'Sie bekommen diese E-Mail, weil ein Mitglied von {merchant} diese Adresse eingegeben hat.',
  ribbon: 'Testmodus. Keine echte Bank, kein echtes Geld.',
};
