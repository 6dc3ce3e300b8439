// French words for typing in the numbers of an account.
import type { enManual } from './en_manual.ts';
import type { CatalogueOf } from './text.ts';

export const frManual: CatalogueOf<typeof enManual> = {
  'manual.next': 'Ensuite, vous saisissez les numéros de votre compte. Rien n’est partagé avant la fin.',
  'manual.open': 'Saisir les coordonnées du compte',
  'manual.title': 'Saisissez les coordonnées du compte',
  'manual.lead':
    'Les deux numéros figurent sur un chèque de votre compte courant et dans l’application de votre banque.',
  'manual.routing': 'Code banque (routing number)',
  'manual.account': 'Numéro de compte',
  'manual.confirm': 'Numéro de compte, encore une fois',
  'manual.routing.missing': 'Saisissez le code banque : neuf chiffres.',
  'manual.routing.wrong': 'Ce n’est pas un code banque. Vérifiez les chiffres.',
  'manual.account.missing': 'Saisissez le numéro de compte : 4 à 17 chiffres.',
  'manual.confirm.differs': 'Les deux numéros de compte ne sont pas identiques.',
  'manual.not':
    '{merchant} peut utiliser ces numéros pour les paiements que vous acceptez, et ne voit rien d’autre du compte.',
  'manual.deposits':
    'Sous un à deux jours ouvrés, nous envoyons un petit dépôt. Il vous permet de montrer que le compte est à vous.',
  'manual.test': 'Utiliser le compte de test',
  'manual.submit': 'Ajouter le compte',
  'manual.back': 'Choisir plutôt une banque',
  'manual.done.title': 'Votre compte est ajouté',
  'manual.done.lead': '{merchant} dispose du compte se terminant par {last4}.',
  'manual.done.lead.deposits':
    'Il reste deux étapes avant que {merchant} puisse utiliser le compte se terminant par {last4}.',
  'manual.step.added': 'Saisir les coordonnées du compte',
  'manual.step.deposit': 'Repérer le petit dépôt sur votre compte, sous un à deux jours ouvrés',
  'manual.step.confirm': 'Le confirmer auprès de {merchant}',
};
