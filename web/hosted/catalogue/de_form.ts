// German words for signing in on our own page, at banks that have none for it.
import type { enForm } from './en_form.ts';
import type { CatalogueOf } from './text.ts';

export const deForm: CatalogueOf<typeof enForm> = {
  'consent.next.form':
    'Danach melden Sie sich hier an, mit Ihrem Benutzernamen und Passwort für {bank}. Bis zum Abschluss ändert sich nichts.',
  'form.action.title': '{bank} möchte eine Bestätigung',
  'form.action.lead':
    'Es geht weiter, sobald Sie {bank} Folgendes bestätigt haben. Wenn Sie nicht wissen, was es bedeutet, fragen Sie zuerst bei {bank} nach.',
  'form.action.terms.title': 'Neue Bedingungen von {bank} annehmen',
  'form.action.terms.lead':
    '{bank} hat neue Bedingungen für das Onlinebanking. Es geht weiter, sobald Sie sie angenommen haben. Lesen können Sie sie bei {bank} selbst.',
  'form.action.profile.title': 'Ihre Angaben bei {bank} prüfen',
  'form.action.profile.lead':
    '{bank} fragt, ob Ihre Anschrift, E-Mail-Adresse und Telefonnummer dort noch stimmen. Wenn nicht, ändern Sie sie zuerst bei {bank} und kommen Sie dann zurück.',
  'form.words': 'Im Wortlaut von {bank}:',
  'form.test.action': 'Testmodus: keine echte Bank, also wird nirgendwo sonst etwas angenommen oder bestätigt.',
  'field.action': 'Worum {bank} bittet',
  'field.action.missing': 'Wählen Sie dies aus, wenn Sie einverstanden sind.',
  'error.no_accounts.lead.form': 'Sie sind angemeldet, aber {bank} führt für diese Anmeldung kein Konto.',
  'error.wrong_account.next.form':
    '{bank} zeigt uns die Konten der Anmeldung, die Sie verwendet haben. Versuchen Sie es noch einmal mit der, zu der {account} gehört.',
};
