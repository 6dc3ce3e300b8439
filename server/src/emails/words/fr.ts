// French words of customers' mails.
import type { CustomerWords } from './en.ts';

export const fr: CustomerWords = {
  'subject.reconnect': '{merchant} : veuillez reconnecter votre compte chez {bank}',
  'subject.renew': '{merchant} : veuillez renouveler votre numéro de compte chez {bank}',
  'subject.extend': '{merchant} : veuillez prolonger votre connexion à {bank}',
  'preheader.reconnect': 'Cela prend environ une minute et répare la connexion que vous avez déjà.',
  'preheader.renew': 'Cela prend environ une minute, et les paiements continuent comme avant.',
  'preheader.extend': 'Cela prend environ une minute, et tout continue comme avant.',
  'heading.reconnect': 'Veuillez reconnecter {bank}',
  'heading.renew': 'Veuillez renouveler votre numéro de compte',
  'heading.extend': 'Veuillez prolonger votre connexion à {bank}',
  'greeting.name': 'Bonjour {customer},',
  'greeting.plain': 'Bonjour,',

  'why.access_expired':
    '{merchant} a perdu la connexion à votre compte chez {bank} : l’autorisation que vous y avez donnée a expiré. Cela arrive de temps en temps.',
  'why.access_denied':
    '{merchant} a perdu la connexion à votre compte chez {bank} : la banque ne donne plus accès. Peut-être l’autorisation y a-t-elle été retirée, ou votre mot de passe changé.',
  'why.account_closed':
    '{bank} a indiqué à {merchant} que votre compte était clôturé. S’il est de nouveau ouvert, vous pouvez le reconnecter.',
  'why.account_unavailable':
    '{bank} ne met plus votre compte à la disposition de {merchant}. Si vous l’avez toujours, vous pouvez le reconnecter.',
  'why.institution_requirement':
    '{merchant} a perdu la connexion à votre compte chez {bank} : la banque vous demande de vous identifier à nouveau.',
  'why.unspecified':
    '{merchant} a perdu la connexion à votre compte chez {bank}. Il suffit de vous y identifier une fois pour la réparer.',
  'why.access_expiring':
    '{merchant} est connecté à votre compte chez {bank}. L’autorisation que vous y avez donnée expire le {date}.',
  'why.requirement_ahead':
    '{merchant} est connecté à votre compte chez {bank}. La banque vous demande de vous identifier à nouveau avant le {date}.',
  'why.number_expiring':
    '{merchant} effectue les paiements avec un numéro de compte de substitution fourni par {bank}. Il expire le {date}.',
  'why.number_expired':
    '{merchant} effectue les paiements avec un numéro de compte de substitution fourni par {bank}. Il a expiré.',
  'why.number_revoked':
    '{merchant} effectue les paiements avec un numéro de compte de substitution fourni par {bank}. La banque l’a retiré.',

  'otherwise.reconnect':
    'Tant que vous ne le reconnectez pas, {merchant} ne voit pas ce compte et les paiements qui passent par lui peuvent échouer.',
  'otherwise.access_expiring':
    'Prolongez-la avant cette date et rien ne sera interrompu. Après ce jour, {merchant} ne verra plus ce compte, et les paiements qui passent par lui pourront échouer.',
  'otherwise.reconnect.data': 'Tant que vous ne le reconnectez pas, {merchant} ne voit pas ce compte.',
  'otherwise.access_expiring.data':
    'Prolongez-la avant cette date et rien ne sera interrompu. Après ce jour, {merchant} ne verra plus ce compte.',
  'otherwise.number_expiring':
    'Si vous le renouvelez avant cette date, rien n’est interrompu. Ensuite, des paiements peuvent échouer.',
  'otherwise.number_over': 'Tant que vous ne le renouvelez pas, les paiements avec ce compte peuvent échouer.',

  'fact.line': '{label} : {value}',
  'fact.merchant': 'Qui demande',
  'fact.bank': 'Banque',
  'fact.account': 'Compte',
  'subcategory.checking': 'Compte courant',
  'subcategory.savings': 'Compte d’épargne',
  'subcategory.credit_card': 'Carte de crédit',
  'subcategory.mortgage': 'Prêt immobilier',
  'subcategory.line_of_credit': 'Ligne de crédit',
  'subcategory.other': 'Compte',
  tokenized:
    'Les derniers chiffres peuvent différer de ceux de votre relevé : ce sont ceux du numéro de substitution. C’est normal.',

  'button.reconnect': 'Reconnecter {bank}',
  'button.renew': 'Renouveler le numéro de compte',
  'button.extend': 'Prolonger la connexion',
  'address.text': 'Ouvrez cette adresse pour continuer :',
  'address.html': 'Ou ouvrez cette adresse :',
  host: 'L’adresse appartient à {host}, où {merchant} gère ses connexions bancaires.',
  steps:
    'Vous voyez qui demande et pourquoi, puis vous vous identifiez chez {bank} et choisissez de nouveau le même compte.',
  'steps.form':
    'Vous voyez qui demande et pourquoi, puis vous vous identifiez avec l’identifiant et le mot de passe que vous avez chez {bank}.',
  until: 'Le lien est valable jusqu’au {date}. Ensuite, sa page vous en propose un nouveau.',
  promise:
    'Personne ne demande votre mot de passe par e-mail. Vos identifiants ne sont transmis qu’à {bank} ; {merchant} ne les voit jamais.',
  'support.known': 'Vous doutez de l’authenticité de cet e-mail ? Demandez à {merchant} : {support}',
  'support.unknown':
    'Vous doutez de l’authenticité de cet e-mail ? Contactez {merchant} comme vous le faites d’habitude.',
  footer: 'Vous recevez cet e-mail parce que vous avez connecté votre compte chez {bank} à {merchant}.',
  ribbon: 'Mode test. Aucune vraie banque, aucun argent réel.',
};
