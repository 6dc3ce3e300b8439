// Dutch words for signing in on our own page, at banks that have none for it.
import type { enForm } from './en_form.ts';
import type { CatalogueOf } from './text.ts';

export const nlForm: CatalogueOf<typeof enForm> = {
  'consent.next.form':
    'Daarna logt u hier in, met uw gebruikersnaam en wachtwoord van {bank}. Er verandert niets tot u klaar bent.',
  'form.action.title': '{bank} vraagt om een bevestiging',
  'form.action.lead':
    '{bank} gaat verder zodra u het volgende hebt bevestigd. Weet u niet wat het betekent, vraag het dan eerst aan {bank}.',
  'form.action.terms.title': 'De nieuwe voorwaarden van {bank} accepteren',
  'form.action.terms.lead':
    '{bank} heeft nieuwe voorwaarden voor online bankieren en gaat verder zodra u ze hebt geaccepteerd. U kunt ze bij {bank} zelf lezen.',
  'form.action.profile.title': 'Uw gegevens bij {bank} controleren',
  'form.action.profile.lead':
    '{bank} vraagt of uw adres, e-mailadres en telefoonnummer daar nog kloppen. Zo niet, wijzig ze dan eerst bij {bank} en kom daarna terug.',
  'form.words': 'In de woorden van {bank}:',
  'form.test.action': 'Testmodus: geen echte bank, dus er wordt nergens anders iets geaccepteerd of bevestigd.',
  'field.action': 'Wat {bank} vraagt',
  'field.action.missing': 'Kies dit als u het ermee eens bent.',
  'error.no_accounts.lead.form': 'U bent ingelogd, maar {bank} heeft geen rekening bij deze inloggegevens.',
  'error.wrong_account.next.form':
    '{bank} toont ons de rekeningen van de inloggegevens die u hebt gebruikt. Probeer het opnieuw met die waar {account} bij hoort.',
};
