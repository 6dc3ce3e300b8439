// Italian words for typing in the numbers of an account.
import type { enManual } from './en_manual.ts';
import type { CatalogueOf } from './text.ts';

export const itManual: CatalogueOf<typeof enManual> = {
  'manual.next': 'Poi inserirà i numeri del Suo conto. Nulla viene condiviso finché non termina.',
  'manual.open': 'Inserire i dati del conto',
  'manual.title': 'Inserisca i dati del Suo conto',
  'manual.lead': 'Entrambi i numeri sono su un assegno del Suo conto corrente e nell’app della Sua banca.',
  'manual.routing': 'Codice della banca (routing number)',
  'manual.account': 'Numero di conto',
  'manual.confirm': 'Numero di conto, ancora una volta',
  'manual.routing.missing': 'Inserisca il codice della banca: nove cifre.',
  'manual.routing.wrong': 'Questo non è un codice di banca. Controlli le cifre.',
  'manual.account.missing': 'Inserisca il numero di conto: da 4 a 17 cifre.',
  'manual.confirm.differs': 'I due numeri di conto non coincidono.',
  'manual.not': '{merchant} può usare questi numeri per i pagamenti che Lei accetta e non vede altro del conto.',
  'manual.deposits':
    'Entro uno o due giorni lavorativi inviamo un piccolo deposito. Con esso dimostra che il conto è Suo.',
  'manual.test': 'Usare il conto di prova',
  'manual.submit': 'Aggiungere il conto',
  'manual.back': 'Scegliere invece una banca',
  'manual.done.title': 'Il Suo conto è stato aggiunto',
  'manual.done.lead': '{merchant} ha il conto che termina con {last4}.',
  'manual.done.lead.deposits': 'Mancano due passi prima che {merchant} possa usare il conto che termina con {last4}.',
  'manual.step.added': 'Inserire i dati del conto',
  'manual.step.deposit': 'Trovare il piccolo deposito sul Suo conto, entro uno o due giorni lavorativi',
  'manual.step.confirm': 'Confermarlo presso {merchant}',
};
