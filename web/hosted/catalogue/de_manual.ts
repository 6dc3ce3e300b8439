// German words for typing in the numbers of an account.
import type { enManual } from './en_manual.ts';
import type { CatalogueOf } from './text.ts';

export const deManual: CatalogueOf<typeof enManual> = {
  'manual.next': 'Danach geben Sie die Nummern Ihres Kontos ein. Bis zum Abschluss wird nichts geteilt.',
  'manual.open': 'Kontodaten selbst eingeben',
  'manual.title': 'Kontodaten eingeben',
  'manual.lead': 'Beide Nummern stehen auf einem Scheck Ihres Girokontos und in der App Ihrer Bank.',
  'manual.routing': 'Bankleitzahl (Routing Number)',
  'manual.account': 'Kontonummer',
  'manual.confirm': 'Kontonummer noch einmal',
  'manual.routing.missing': 'Geben Sie die Bankleitzahl ein: neun Ziffern.',
  'manual.routing.wrong': 'Das ist keine Bankleitzahl. Prüfen Sie die Ziffern.',
  'manual.account.missing': 'Geben Sie die Kontonummer ein: 4 bis 17 Ziffern.',
  'manual.confirm.differs': 'Die beiden Kontonummern stimmen nicht überein.',
  'manual.not':
    '{merchant} kann diese Nummern für Zahlungen verwenden, denen Sie zustimmen, und sieht sonst nichts vom Konto.',
  'manual.deposits':
    'In ein bis zwei Bankarbeitstagen senden wir einen kleinen Betrag. Damit zeigen Sie, dass das Konto Ihnen gehört.',
  'manual.test': 'Testkonto verwenden',
  'manual.submit': 'Konto hinzufügen',
  'manual.back': 'Lieber eine Bank auswählen',
  'manual.done.title': 'Ihr Konto ist hinzugefügt',
  'manual.done.lead': '{merchant} hat das Konto mit den Endziffern {last4}.',
  'manual.done.lead.deposits':
    'Zwei Schritte fehlen noch, bis {merchant} das Konto mit den Endziffern {last4} verwenden kann.',
  'manual.step.added': 'Kontodaten eingeben',
  'manual.step.deposit': 'In ein bis zwei Bankarbeitstagen den kleinen Betrag auf Ihrem Konto finden',
  'manual.step.confirm': 'Bei {merchant} bestätigen',
};
