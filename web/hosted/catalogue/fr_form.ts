// French words for signing in on our own page, at banks that have none for it.
import type { enForm } from './en_form.ts';
import type { CatalogueOf } from './text.ts';

export const frForm: CatalogueOf<typeof enForm> = {
  'consent.next.form':
    'Ensuite, vous vous identifiez ici, avec votre identifiant et votre mot de passe de {bank}. Rien ne change tant que vous n’avez pas terminé.',
  'form.action.title': '{bank} demande une confirmation',
  'form.action.lead':
    '{bank} continue dès que vous avez confirmé ce qui suit. Si vous ne savez pas ce que cela signifie, demandez d’abord à {bank}.',
  'form.action.terms.title': 'Accepter les nouvelles conditions de {bank}',
  'form.action.terms.lead':
    '{bank} a de nouvelles conditions pour sa banque en ligne et continue dès que vous les avez acceptées. Vous pouvez les lire chez {bank}.',
  'form.action.profile.title': 'Vérifier vos coordonnées chez {bank}',
  'form.action.profile.lead':
    '{bank} demande si votre adresse, votre adresse e-mail et votre numéro de téléphone y sont encore exacts. Sinon, modifiez-les d’abord chez {bank}, puis revenez.',
  'form.words': 'Dans les termes de {bank} :',
  'form.test.action': 'Mode test : aucune vraie banque, donc rien n’est accepté ni confirmé ailleurs.',
  'field.action': 'Ce que demande {bank}',
  'field.action.missing': 'Choisissez ceci si vous êtes d’accord.',
  'error.no_accounts.lead.form': 'Vous êtes identifié, mais {bank} n’a aucun compte pour cet identifiant.',
  'error.wrong_account.next.form':
    '{bank} nous montre les comptes de l’identifiant utilisé. Réessayez avec celui auquel appartient {account}.',
};
