// French words of the page for micro-deposits.
import type { enVerify } from './en_verify.ts';
import type { CatalogueOf } from './text.ts';

export const frVerify: CatalogueOf<typeof enVerify> = {
  'verify.title': 'Confirmez votre compte bancaire',
  'verify.lead': '{merchant} vous demande de montrer que le compte se terminant par {last4} est à vous.',
  'verify.lead.code':
    'Nous y avons déposé un centime. Dans l’application de votre banque, son libellé contient un code qui commence par SM.',
  'verify.lead.amounts':
    'Nous y avons fait deux dépôts de moins d’un dollar. Vous trouvez les deux dans l’application de votre banque.',
  'verify.arrives': 'Le dépôt arrive au plus tard le {date}. Vous pouvez répondre dès que vous le voyez.',
  'verify.code': 'Le code, six caractères',
  'verify.amounts.open': 'Je vois deux montants et aucun code',
  'verify.amount.first': 'Premier montant, en cents',
  'verify.amount.second': 'Second montant, en cents',
  'verify.submit': 'Confirmer',
  'verify.wrong.code': 'Ce n’est pas le code que nous avons envoyé.',
  'verify.wrong.amounts': 'Ce ne sont pas les montants que nous avons envoyés.',
  'verify.unreadable.code': 'Saisissez les six caractères du code, qui commence par SM.',
  'verify.unreadable.amounts': 'Saisissez les deux montants en cents, par exemple 32 et 45.',
  'verify.left': { one: 'Vous pouvez essayer encore une fois.', other: 'Vous pouvez essayer encore {count} fois.' },
  'verify.test': 'Mode test : le code SM11AA est juste, tout comme 32 et 45.',
  'verify.not': 'Il ne s’agit que de ce dépôt. {merchant} ne voit rien d’autre du compte.',
  'verify.done.title': 'Votre compte est confirmé',
  'verify.done.lead':
    '{merchant} peut désormais utiliser le compte se terminant par {last4} pour ce que vous avez accepté.',
  'verify.over.title': 'Ce compte ne peut pas être confirmé',
  'verify.over.attempts_exceeded': 'Il y a eu trop de réponses fausses.',
  'verify.over.timeout': 'Le délai de réponse est écoulé.',
  'verify.over.not_sent': 'Le dépôt n’a pas pu être envoyé : un chiffre des coordonnées est peut-être faux.',
  'verify.over.replaced': '{merchant} n’attend plus ce compte.',
  'verify.over.next': 'Retournez chez {merchant} et ajoutez-y un compte bancaire.',
};
