// Italian words of the customer's own page around the flow ("Lei").

import { itVerify } from './it_verify.ts';
import type { PageCatalogue } from './page_text.ts';

export const itPage: PageCatalogue = {
  ...itVerify,
  'ask.same_account': 'Presso {bank} scelga esattamente questo conto.',
  'ask.form':
    'Presso {bank} non c’è alcun conto da scegliere: la banca ci mostra tutti i Suoi. {merchant} vede solo quelli collegati.',
  'ask.agree': 'Acconsento, vai a {bank}',
  'ask.decline': 'Non lo desidero',
  'ask.taken': 'È stato iniziato in un altro browser. Se prosegue qui, lì si interrompe.',
  'ask.why': 'Perché sono qui?',
  'ask.why.text':
    '{merchant} L’ha inviata qui con un link personale, perché il collegamento con questo conto ha bisogno di Lei. Questa pagina non Le chiede mai la password; la inserisce solo presso {bank}.',
  'ask.why.text.form':
    '{merchant} L’ha inviata qui con un link personale, perché il collegamento con questo conto ha bisogno di Lei. {bank} non ha una pagina propria per questo, perciò inserisce qui nome utente e password. Vanno solo a {bank}: {merchant} non li vede mai, e la Sua password non viene conservata.',
  'renewal.title': 'Rinnovare il collegamento a {bank}',
  'renewal.lead':
    '{merchant} è collegato al Suo conto presso {bank}. L’autorizzazione che ha dato alla banca scade il {date}. La rinnovi ora e nulla si interromperà.',
  'renewal.lead.requirement':
    '{merchant} è collegato al Suo conto presso {bank}. La banca Le chiede di accedere di nuovo prima del {date}. Rinnovi ora il collegamento e nulla si interromperà.',
  'decline.title': 'Lasciare tutto com’è?',
  'decline.lead':
    'Presso {bank} non cambia nulla. {merchant} resta senza collegamento con questo conto, e questo link non potrà più essere usato.',
  'decline.lead.number':
    'Presso {bank} non cambia nulla. {merchant} non riceve un nuovo numero per questo conto, e questo link non potrà più essere usato.',
  'decline.lead.renewal':
    'Presso {bank} non cambia nulla. {merchant} resta collegato a questo conto fino al {date}, e questo link non potrà più essere usato.',
  'decline.stay': 'Indietro',
  'decline.leave': 'Lascia com’è',
  'at_bank.title': 'Prosegua presso {bank}',
  'at_bank.lead.opened':
    'Ha aperto {bank} da qui e non è ancora tornato. Concluda lì, oppure apra di nuovo la banca da qui.',
  'at_bank.lead.ready': '{bank} è pronta per il Suo accesso.',
  'at_bank.open': 'Vai a {bank}',
  'at_bank.again': 'Apri di nuovo {bank}',
  'working.slow': 'Questa pagina avanza da sola.',
  'working.no_script':
    'Per rispondere qui alle domande della Sua banca, questa pagina ha bisogno di JavaScript. Lo attivi e ricarichi la pagina.',
  'problem.retry': 'Riprova',
  'renewal.done.title': 'Il Suo collegamento con {bank} è rinnovato',
  'renewal.done.lead': '{merchant} resta collegato. Non c’è altro da fare.',
  'renewal.done.lead.next': '{merchant} resta collegato.',
  'success.repair.lead.next': 'Il collegamento con {merchant} è riparato.',
  'success.new_number.lead.next': '{merchant} può proseguire con i pagamenti.',
  'success.close': 'Può chiudere questa pagina.',
  'success.back': 'Torna a {merchant}',
  'success.next': {
    one: 'Un altro conto richiede il Suo accesso',
    other: 'Altri {count} conti richiedono il Suo accesso',
  },
  'success.next.lead': '{merchant} ha bisogno del Suo accesso anche qui.',
  'success.next.button': 'Ricollega {account}',
  'elsewhere.title': 'Si prosegue in un altro browser',
  'elsewhere.lead': 'Ha aperto il link anche lì e ha continuato. È possibile farlo in un solo browser alla volta.',
  'elsewhere.back': 'Prosegui invece qui',
  'repaired.title': 'Questo collegamento funziona di nuovo',
  'repaired.lead': '{merchant} raggiunge già il conto presso {bank}. Lei non deve fare nulla.',
  'used.title': 'Questo link ha svolto il suo compito',
  'used.lead':
    'È servito a riparare il collegamento con {merchant} e non può essere usato una seconda volta. Lei non deve fare nulla.',
  'superseded.title': 'C’è un’e-mail più recente',
  'superseded.lead':
    'Nel frattempo {merchant} Le ha scritto di nuovo. Usi il link dell’e-mail più recente; questo non è più valido.',
  'expired.title': 'Questo link è scaduto',
  'expired.lead.url': 'Per la Sua sicurezza vale solo 30 giorni. Può averne subito uno nuovo.',
  'expired.lead.email': 'Per la Sua sicurezza vale solo 30 giorni. Possiamo inviarne uno nuovo a {email}.',
  'expired.button.url': 'Ottieni un nuovo link',
  'expired.button.email': 'Inviami un nuovo link',
  'renewed.title': 'Controlli la Sua posta',
  'renewed.lead.fresh': 'Un nuovo link è in viaggio verso {email}. Ci vogliono uno o due minuti.',
  'renewed.lead.earlier':
    'Abbiamo inviato un nuovo link a {email} nell’ultima ora. Usi quello e guardi anche nella posta indesiderata.',
  'unsent.title': 'Non possiamo inviarLe un nuovo link',
  'unsent.lead':
    '{merchant} non ha un Suo indirizzo e-mail a cui possiamo scrivere. Chieda a {merchant} un nuovo link.',
  'declined.title': 'Resta tutto com’è',
  'declined.lead': 'Non è stato modificato nulla. Se cambia idea, {merchant} può inviarLe un nuovo link.',
  'ended.title': 'Questo link non è più valido',
  'ended.lead':
    'La richiesta corrispondente è terminata e non è stato modificato nulla. {merchant} può inviarLe un nuovo link.',
  'gone.title': 'Non c’è nulla da ricollegare',
  'gone.lead.disconnected':
    'Questo conto non è più collegato a {merchant}. Per usarlo di nuovo, lo colleghi da capo presso {merchant}.',
  'gone.lead.closed':
    '{bank} ha comunicato a {merchant} che questo conto non è più raggiungibile. Parli con {merchant} di un altro conto.',
  'shut_out.title': '{bank} per ora non ci lascia entrare',
  'shut_out.lead':
    'Se {bank} ha bloccato il Suo accesso online, lo sblocchi lì, sul suo sito o per telefono. Poi torni qui: questo link resta valido.',
  'shut_out.again': 'Controlla di nuovo',
  'too_often.title': 'È stato tentato molte volte',
  'too_often.lead': 'Per proteggere il Suo conto, questo link non porta oltre. {merchant} può inviarLe un nuovo link.',
  'unknown.title': 'Non conosciamo questo link',
  'unknown.lead':
    'Forse è incompleto: alcuni programmi di posta tagliano gli indirizzi lunghi. Apra di nuovo il link dell’e-mail o lo copi per intero.',
  'refused.title': 'Prema ancora una volta, per favore',
  'refused.lead':
    'La pagina è rimasta aperta a lungo, oppure il Suo browser non ne conserva i cookie. Non è stato modificato nulla.',
  'refused.button': 'Ricarica la pagina',
  'broken.title': 'Qualcosa non ha funzionato',
  'broken.lead': 'Non è stata colpa Sua e non è stato modificato nulla. Riprovi tra un momento.',
  'away.title': 'Un momento, per favore',
  'away.lead':
    'Questa pagina non può essere mostrata in questo momento. Non è colpa Sua e nulla di ciò che ha fatto è andato perso. Riprovi tra un momento.',
};
