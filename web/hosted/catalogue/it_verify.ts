// Italian words of the page for micro-deposits.
import type { enVerify } from './en_verify.ts';
import type { CatalogueOf } from './text.ts';

export const itVerify: CatalogueOf<typeof enVerify> = {
  'verify.title': 'Confermi il Suo conto bancario',
  'verify.lead': '{merchant} Le chiede di mostrare che il conto che termina con {last4} è Suo.',
  'verify.lead.code':
    'Vi abbiamo depositato un centesimo. Nell’app della Sua banca, la causale contiene un codice che inizia con SM.',
  'verify.lead.amounts':
    'Vi abbiamo fatto due depositi di meno di un dollaro. Li trova entrambi nell’app della Sua banca.',
  'verify.arrives': 'Il deposito arriva entro il {date}. Può rispondere non appena lo vede.',
  'verify.code': 'Il codice, sei caratteri',
  'verify.amounts.open': 'Vedo due importi e nessun codice',
  'verify.amount.first': 'Primo importo, in centesimi',
  'verify.amount.second': 'Secondo importo, in centesimi',
  'verify.submit': 'Confermare',
  'verify.wrong.code': 'Non è il codice che abbiamo inviato.',
  'verify.wrong.amounts': 'Non sono gli importi che abbiamo inviato.',
  'verify.unreadable.code': 'Inserisca i sei caratteri del codice, che inizia con SM.',
  'verify.unreadable.amounts': 'Inserisca entrambi gli importi in centesimi, per esempio 32 e 45.',
  'verify.left': { one: 'Può provare ancora una volta.', other: 'Può provare ancora {count} volte.' },
  'verify.test': 'Modalità di prova: il codice SM11AA è giusto, e anche 32 e 45.',
  'verify.not': 'Si tratta solo di questo deposito. {merchant} non vede altro del conto.',
  'verify.done.title': 'Il Suo conto è confermato',
  'verify.done.lead': '{merchant} può ora usare il conto che termina con {last4} per ciò che Lei ha accettato.',
  'verify.over.title': 'Questo conto non si può confermare',
  'verify.over.attempts_exceeded': 'Ci sono state troppe risposte sbagliate.',
  'verify.over.timeout': 'Il tempo per rispondere è scaduto.',
  'verify.over.not_sent': 'Non è stato possibile inviare il deposito: forse una cifra dei dati è sbagliata.',
  'verify.over.replaced': '{merchant} non attende più questo conto.',
  'verify.over.next': 'Torni da {merchant} e aggiunga lì un conto bancario.',
};
