// Italian words of customers' mails.
import type { CustomerWords } from './en.ts';

export const it: CustomerWords = {
  'subject.reconnect': '{merchant}: ricolleghi il Suo conto presso {bank}',
  'subject.renew': '{merchant}: rinnovi il Suo numero di conto presso {bank}',
  'subject.extend': '{merchant}: rinnovi il Suo collegamento a {bank}',
  'preheader.reconnect': 'Richiede circa un minuto e ripara il collegamento che ha già.',
  'preheader.renew': 'Richiede circa un minuto e i pagamenti continuano come prima.',
  'preheader.extend': 'Richiede circa un minuto e tutto continua come prima.',
  'heading.reconnect': 'Ricolleghi {bank}',
  'heading.renew': 'Rinnovi il Suo numero di conto',
  'heading.extend': 'Rinnovi il Suo collegamento a {bank}',
  'greeting.name': 'Buongiorno {customer},',
  'greeting.plain': 'Buongiorno,',

  'why.access_expired':
    '{merchant} ha perso il collegamento con il Suo conto presso {bank}: l’autorizzazione che aveva dato lì è scaduta. Succede di tanto in tanto.',
  'why.access_denied':
    '{merchant} ha perso il collegamento con il Suo conto presso {bank}: la banca non dà più accesso. Forse l’autorizzazione è stata revocata presso la banca, oppure lì è stata cambiata la Sua password.',
  'why.account_closed':
    '{bank} ha comunicato a {merchant} che il Suo conto è stato chiuso. Se è di nuovo aperto, può ricollegarlo.',
  'why.account_unavailable':
    '{bank} non mette più il Suo conto a disposizione di {merchant}. Se lo ha ancora, può ricollegarlo.',
  'why.institution_requirement':
    '{merchant} ha perso il collegamento con il Suo conto presso {bank}: la banca Le chiede di accedere di nuovo.',
  'why.unspecified':
    '{merchant} ha perso il collegamento con il Suo conto presso {bank}. Basta accedere lì una volta per ripararlo.',
  'why.access_expiring':
    '{merchant} è collegato al Suo conto presso {bank}. L’autorizzazione che ha dato alla banca scade il {date}.',
  'why.requirement_ahead':
    '{merchant} è collegato al Suo conto presso {bank}. La banca Le chiede di accedere di nuovo prima del {date}.',
  'why.number_expiring': '{merchant} esegue i pagamenti con un numero di conto sostitutivo di {bank}. Scade il {date}.',
  'why.number_expired': '{merchant} esegue i pagamenti con un numero di conto sostitutivo di {bank}. È scaduto.',
  'why.number_revoked':
    '{merchant} esegue i pagamenti con un numero di conto sostitutivo di {bank}. La banca lo ha revocato.',

  'otherwise.reconnect':
    'Finché non lo ricollega, {merchant} non può vedere questo conto e i pagamenti che lo usano possono non riuscire.',
  'otherwise.access_expiring':
    'La rinnovi prima di allora e nulla si interromperà. Dopo quel giorno {merchant} non potrà vedere questo conto e i pagamenti tramite esso potrebbero non riuscire.',
  'otherwise.reconnect.data': 'Finché non lo ricollega, {merchant} non può vedere questo conto.',
  'otherwise.access_expiring.data':
    'La rinnovi prima di allora e nulla si interromperà. Dopo quel giorno {merchant} non potrà vedere questo conto.',
  'otherwise.number_expiring':
    'Se lo rinnova prima, nulla si interrompe. Dopo quel giorno i pagamenti possono non riuscire.',
  'otherwise.number_over': 'Finché non lo rinnova, i pagamenti con questo conto possono non riuscire.',

  'fact.line': '{label}: {value}',
  'fact.merchant': 'Chi lo chiede',
  'fact.bank': 'Banca',
  'fact.account': 'Conto',
  'subcategory.checking': 'Conto corrente',
  'subcategory.savings': 'Conto di risparmio',
  'subcategory.credit_card': 'Carta di credito',
  'subcategory.mortgage': 'Mutuo',
  'subcategory.line_of_credit': 'Linea di credito',
  'subcategory.other': 'Conto',
  tokenized:
    'Le ultime cifre possono essere diverse da quelle del Suo estratto conto: sono quelle del numero sostitutivo. È previsto così.',

  'button.reconnect': 'Ricollegare {bank}',
  'button.renew': 'Rinnovare il numero di conto',
  'button.extend': 'Rinnovare il collegamento',
  'address.text': 'Apra questo indirizzo per continuare:',
  'address.html': 'Oppure apra questo indirizzo:',
  host: 'L’indirizzo appartiene a {host}, dove {merchant} gestisce i suoi collegamenti bancari.',
  steps: 'Vede chi lo chiede e perché, poi accede a {bank} e sceglie di nuovo lo stesso conto.',
  'steps.form': 'Vede chi lo chiede e perché, poi accede con il nome utente e la password che ha presso {bank}.',
  until: 'Il link è valido fino al {date}. Dopo, la sua pagina Le offre un nuovo link.',
  promise:
    'Nessuno Le chiede la password per e-mail. I Suoi dati di accesso vanno solo a {bank}; {merchant} non li vede mai.',
  'support.known': 'Non è sicuro che questa e-mail sia autentica? Chieda a {merchant}: {support}',
  'support.unknown': 'Non è sicuro che questa e-mail sia autentica? Chieda a {merchant} nel modo abituale.',
  footer: 'Riceve questa e-mail perché ha collegato il Suo conto presso {bank} a {merchant}.',
  ribbon: 'Modalità di prova. Nessuna banca vera, nessun denaro vero.',
};
