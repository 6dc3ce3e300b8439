// Italian words for signing in on our own page, at banks that have none for it.
import type { enForm } from './en_form.ts';
import type { CatalogueOf } from './text.ts';

export const itForm: CatalogueOf<typeof enForm> = {
  'consent.next.form':
    'Poi accede qui, con il nome utente e la password di {bank}. Nulla cambia finché non ha concluso.',
  'form.action.title': '{bank} chiede una conferma',
  'form.action.lead':
    '{bank} continua quando ha confermato quanto segue. Se non sa che cosa significa, chieda prima a {bank}.',
  'form.action.terms.title': 'Accettare le nuove condizioni di {bank}',
  'form.action.terms.lead':
    '{bank} ha nuove condizioni per il servizio online e continua quando le ha accettate. Può leggerle presso {bank}.',
  'form.action.profile.title': 'Controllare i Suoi dati presso {bank}',
  'form.action.profile.lead':
    '{bank} chiede se il Suo indirizzo, la Sua e-mail e il Suo numero di telefono sono ancora corretti. Se non lo sono, li modifichi prima presso {bank} e poi torni qui.',
  'form.words': 'Nelle parole di {bank}:',
  'form.test.action': 'Modalità di prova: nessuna banca reale, quindi altrove non viene accettato né confermato nulla.',
  'field.action': 'Che cosa chiede {bank}',
  'field.action.missing': 'Scelga questo se è d’accordo.',
  'error.no_accounts.lead.form': 'L’accesso è riuscito, ma {bank} non ha alcun conto per questo nome utente.',
  'error.wrong_account.next.form':
    '{bank} ci mostra i conti del nome utente che ha usato. Riprovi con quello a cui appartiene {account}.',
};
