// Words of the list of connected accounts and of the page of one.
import { words } from './words.ts';

export const connectedWords = words(
  {
    title: 'Connected accounts',
    lead: 'The accounts of your platform’s users. Links that one of them holds are yours: here is how it is reached about them.',
    search: 'Search by name, e-mail address or id',
    empty: 'No connected account yet',
    empty_lead:
      'Your server makes them. Then a link can belong to one, and you can act as it with the header Stripe-Account.',
    nothing: 'No connected account matches “{query}”',
    nothing_lead: 'Search finds the beginning of any word of a name, a whole e-mail address or a whole id.',

    back: 'Connected accounts',
    missing: 'No connected account has this id',
    missing_lead: 'The account may belong to another platform or was deleted.',
    'field.name': 'Name of the business',
    type: 'Type',
    country: 'Country',
    language: 'Language of e-mails',
    language_default: 'As in the settings ({language})',
    accounts_empty: 'This connected account holds no linked account.',
    accounts_teach: 'Make a session for it and open it in your page:',
    accounts_all: 'All accounts that it holds',
    events: 'Events about its links',
    events_empty: 'No event about its links has been recorded.',
    events_own: 'What happens in connected accounts',
  },
  {
    title: 'Verbundene Konten',
    lead: 'Die Konten der Nutzer Ihrer Plattform. Verknüpfungen, die einem davon gehören, sind Ihre: Hier steht, wie es dazu erreicht wird.',
    search: 'Nach Namensanfang, E-Mail-Adresse oder ID suchen',
    empty: 'Noch kein verbundenes Konto',
    empty_lead:
      'Ihr Server legt sie an. Dann kann einem davon eine Verknüpfung gehören, und Sie können mit dem Header Stripe-Account für es handeln.',
    nothing: 'Kein verbundenes Konto passt zu „{query}“',
    nothing_lead: 'Die Suche findet den Anfang eines Wortes im Namen, eine ganze E-Mail-Adresse oder eine ganze ID.',

    back: 'Verbundene Konten',
    missing: 'Kein verbundenes Konto hat diese ID',
    missing_lead: 'Das Konto gehört vielleicht zu einer anderen Plattform oder wurde gelöscht.',
    'field.name': 'Name des Unternehmens',
    type: 'Art',
    country: 'Land',
    language: 'Sprache der E-Mails',
    language_default: 'Wie in den Einstellungen ({language})',
    accounts_empty: 'Diesem verbundenen Konto gehört kein verknüpftes Konto.',
    accounts_teach: 'Erstellen Sie eine Sitzung dafür und öffnen Sie sie in Ihrer Seite:',
    accounts_all: 'Alle Konten, die ihm gehören',
    events: 'Ereignisse zu seinen Verknüpfungen',
    events_empty: 'Zu seinen Verknüpfungen ist kein Ereignis verzeichnet.',
    events_own: 'Was in verbundenen Konten geschieht',
  },
);
