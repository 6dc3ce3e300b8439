// Dutch words of the page for micro-deposits.
import type { enVerify } from './en_verify.ts';
import type { CatalogueOf } from './text.ts';

export const nlVerify: CatalogueOf<typeof enVerify> = {
  'verify.title': 'Bevestig uw bankrekening',
  'verify.lead': '{merchant} vraagt u te laten zien dat de rekening die eindigt op {last4} van u is.',
  'verify.lead.code':
    'We hebben er één cent naar overgemaakt. In de app van uw bank staat bij de omschrijving een code die begint met SM.',
  'verify.lead.amounts':
    'We hebben er twee bedragen van minder dan een dollar naar overgemaakt. U vindt beide in de app van uw bank.',
  'verify.arrives': 'Het bedrag komt uiterlijk op {date} aan. U kunt antwoorden zodra u het ziet.',
  'verify.code': 'De code, zes tekens',
  'verify.amounts.open': 'Ik zie twee bedragen en geen code',
  'verify.amount.first': 'Eerste bedrag, in cent',
  'verify.amount.second': 'Tweede bedrag, in cent',
  'verify.submit': 'Bevestigen',
  'verify.wrong.code': 'Dat is niet de code die we hebben gestuurd.',
  'verify.wrong.amounts': 'Dat zijn niet de bedragen die we hebben gestuurd.',
  'verify.unreadable.code': 'Vul de zes tekens van de code in, die begint met SM.',
  'verify.unreadable.amounts': 'Vul beide bedragen in centen in, bijvoorbeeld 32 en 45.',
  'verify.left': { one: 'U kunt het nog één keer proberen.', other: 'U kunt het nog {count} keer proberen.' },
  'verify.test': 'Testmodus: de code SM11AA is goed, en 32 en 45 ook.',
  'verify.not': 'Het gaat alleen om dit bedrag. {merchant} ziet verder niets van de rekening.',
  'verify.done.title': 'Uw rekening is bevestigd',
  'verify.done.lead': '{merchant} kan de rekening die eindigt op {last4} nu gebruiken waarvoor u hebt ingestemd.',
  'verify.over.title': 'Deze rekening kan niet worden bevestigd',
  'verify.over.attempts_exceeded': 'Er zijn te veel verkeerde antwoorden gegeven.',
  'verify.over.timeout': 'De tijd om te antwoorden is om.',
  'verify.over.not_sent': 'Het bedrag kon niet worden verstuurd: misschien klopt een cijfer van de gegevens niet.',
  'verify.over.replaced': '{merchant} wacht niet meer op deze rekening.',
  'verify.over.next': 'Ga terug naar {merchant} en voeg daar een bankrekening toe.',
};
