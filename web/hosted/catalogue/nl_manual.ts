// Dutch words for typing in the numbers of an account.
import type { enManual } from './en_manual.ts';
import type { CatalogueOf } from './text.ts';

export const nlManual: CatalogueOf<typeof enManual> = {
  'manual.next': 'Daarna vult u de nummers van uw rekening in. Er wordt niets gedeeld tot u klaar bent.',
  'manual.open': 'Rekeninggegevens zelf invullen',
  'manual.title': 'Vul uw rekeninggegevens in',
  'manual.lead': 'Beide nummers staan op een cheque van uw betaalrekening en in de app van uw bank.',
  'manual.routing': 'Banknummer (routing number)',
  'manual.account': 'Rekeningnummer',
  'manual.confirm': 'Rekeningnummer nog een keer',
  'manual.routing.missing': 'Vul het banknummer in: negen cijfers.',
  'manual.routing.wrong': 'Dit is geen banknummer. Controleer de cijfers.',
  'manual.account.missing': 'Vul het rekeningnummer in: 4 tot 17 cijfers.',
  'manual.confirm.differs': 'De twee rekeningnummers zijn niet gelijk.',
  'manual.not':
    '{merchant} kan deze nummers gebruiken voor betalingen waarmee u instemt en ziet verder niets van de rekening.',
  'manual.deposits':
    'Binnen een tot twee werkdagen sturen we een klein bedrag. Daarmee laat u zien dat de rekening van u is.',
  'manual.test': 'Testrekening gebruiken',
  'manual.submit': 'Rekening toevoegen',
  'manual.back': 'Liever een bank kiezen',
  'manual.done.title': 'Uw rekening is toegevoegd',
  'manual.done.lead': '{merchant} heeft de rekening die eindigt op {last4}.',
  'manual.done.lead.deposits':
    'Er zijn nog twee stappen voordat {merchant} de rekening die eindigt op {last4} kan gebruiken.',
  'manual.step.added': 'Rekeninggegevens invullen',
  'manual.step.deposit': 'Het kleine bedrag op uw rekening vinden, binnen een tot twee werkdagen',
  'manual.step.confirm': 'Het bij {merchant} bevestigen',
};
