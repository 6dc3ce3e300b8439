// French words of the customer's own page around the flow ("vous").

import { frVerify } from './fr_verify.ts';
import type { PageCatalogue } from './page_text.ts';

export const frPage: PageCatalogue = {
  ...frVerify,
  'ask.same_account': 'Chez {bank}, veuillez choisir exactement ce compte.',
  'ask.form':
    'Chez {bank}, il n’y a pas de compte à choisir : la banque nous montre tous les vôtres. {merchant} ne voit que ceux qui y sont connectés.',
  'ask.agree': 'Accepter et aller chez {bank}',
  'ask.decline': 'Je ne le souhaite pas',
  'ask.taken': 'Cela a été commencé dans un autre navigateur. Si vous continuez ici, cela s’arrête là-bas.',
  'ask.why': 'Pourquoi suis-je ici ?',
  'ask.why.text':
    '{merchant} vous a envoyé ici avec un lien personnel, parce que la connexion à ce compte a besoin de vous. Cette page ne demande jamais votre mot de passe ; vous ne le saisissez que chez {bank}.',
  'ask.why.text.form':
    '{merchant} vous a envoyé ici avec un lien personnel, parce que la connexion à ce compte a besoin de vous. {bank} n’a pas de page pour cela : vous saisissez donc ici votre identifiant et votre mot de passe. Ils sont transmis à {bank} uniquement : {merchant} ne les voit jamais, et votre mot de passe n’est pas conservé.',
  'renewal.title': 'Prolonger la connexion à {bank}',
  'renewal.lead':
    '{merchant} est connecté à votre compte chez {bank}. L’autorisation que vous y avez donnée expire le {date}. Prolongez-la maintenant et rien ne sera interrompu.',
  'renewal.lead.requirement':
    '{merchant} est connecté à votre compte chez {bank}. La banque vous demande de vous identifier à nouveau avant le {date}. Prolongez la connexion maintenant et rien ne sera interrompu.',
  'decline.title': 'Tout laisser en l’état ?',
  'decline.lead':
    'Rien ne change chez {bank}. {merchant} reste sans connexion à ce compte, et ce lien ne pourra plus être utilisé.',
  'decline.lead.number':
    'Rien ne change chez {bank}. {merchant} n’obtient pas de nouveau numéro pour ce compte, et ce lien ne pourra plus être utilisé.',
  'decline.lead.renewal':
    'Rien ne change chez {bank}. {merchant} reste connecté à ce compte jusqu’au {date}, et ce lien ne pourra plus être utilisé.',
  'decline.stay': 'Retour',
  'decline.leave': 'Laisser en l’état',
  'at_bank.title': 'Poursuivez chez {bank}',
  'at_bank.lead.opened':
    'Vous avez ouvert {bank} d’ici et n’en êtes pas encore revenu. Terminez là-bas, ou ouvrez à nouveau la banque d’ici.',
  'at_bank.lead.ready': '{bank} est prête pour votre identification.',
  'at_bank.open': 'Aller chez {bank}',
  'at_bank.again': 'Rouvrir {bank}',
  'working.slow': 'Cette page avance d’elle-même.',
  'working.no_script':
    'Pour répondre ici aux questions de votre banque, cette page a besoin de JavaScript. Activez-le, puis rechargez la page.',
  'problem.retry': 'Réessayer',
  'renewal.done.title': 'Votre connexion avec {bank} est renouvelée',
  'renewal.done.lead': '{merchant} reste connecté. Il n’y a rien d’autre à faire.',
  'renewal.done.lead.next': '{merchant} reste connecté.',
  'success.repair.lead.next': 'La connexion avec {merchant} est réparée.',
  'success.new_number.lead.next': '{merchant} peut poursuivre les paiements.',
  'success.close': 'Vous pouvez fermer cette page.',
  'success.back': 'Retour à {merchant}',
  'success.next': {
    one: 'Un autre compte requiert votre identification',
    other: '{count} autres comptes requièrent votre identification',
  },
  'success.next.lead': '{merchant} a besoin de votre identification ici aussi.',
  'success.next.button': 'Reconnecter {account}',
  'elsewhere.title': 'Cela continue dans un autre navigateur',
  'elsewhere.lead':
    'Vous y avez également ouvert le lien et continué. Un seul navigateur à la fois peut être utilisé pour cela.',
  'elsewhere.back': 'Continuer plutôt ici',
  'repaired.title': 'Cette connexion fonctionne à nouveau',
  'repaired.lead': '{merchant} accède déjà au compte chez {bank}. Vous n’avez rien à faire.',
  'used.title': 'Ce lien a rempli son rôle',
  'used.lead':
    'Il a servi à réparer la connexion avec {merchant} et ne peut pas servir une seconde fois. Vous n’avez rien à faire.',
  'superseded.title': 'Il existe un e-mail plus récent',
  'superseded.lead':
    '{merchant} vous a écrit à nouveau depuis. Utilisez le lien de l’e-mail le plus récent ; celui-ci n’est plus valable.',
  'expired.title': 'Ce lien a expiré',
  'expired.lead.url': 'Pour votre sécurité, il n’est valable que 30 jours. Vous pouvez en obtenir un nouveau aussitôt.',
  'expired.lead.email':
    'Pour votre sécurité, il n’est valable que 30 jours. Nous pouvons en envoyer un nouveau à {email}.',
  'expired.button.url': 'Obtenir un nouveau lien',
  'expired.button.email': 'M’envoyer un nouveau lien',
  'renewed.title': 'Consultez votre messagerie',
  'renewed.lead.fresh': 'Un nouveau lien est en route vers {email}. Cela prend une à deux minutes.',
  'renewed.lead.earlier':
    'Nous avons envoyé un nouveau lien à {email} il y a moins d’une heure. Utilisez celui-ci et regardez aussi dans les courriers indésirables.',
  'unsent.title': 'Nous ne pouvons pas vous envoyer de nouveau lien',
  'unsent.lead':
    '{merchant} n’a pas d’adresse e-mail à laquelle nous pouvons vous écrire. Demandez un nouveau lien à {merchant}.',
  'declined.title': 'Tout reste en l’état',
  'declined.lead': 'Rien n’a été modifié. Si vous changez d’avis, {merchant} peut vous envoyer un nouveau lien.',
  'ended.title': 'Ce lien n’est plus valable',
  'ended.lead':
    'La demande correspondante a pris fin, et rien n’a été modifié. {merchant} peut vous en envoyer une nouvelle.',
  'gone.title': 'Il n’y a rien à reconnecter',
  'gone.lead.disconnected':
    'Ce compte n’est plus connecté à {merchant}. Pour l’y utiliser à nouveau, connectez-le de nouveau chez {merchant}.',
  'gone.lead.closed':
    '{bank} a indiqué à {merchant} que ce compte n’est plus accessible. Parlez à {merchant} d’un autre compte.',
  'shut_out.title': '{bank} ne nous laisse pas entrer pour le moment',
  'shut_out.lead':
    'Si {bank} a bloqué votre banque en ligne, débloquez-la là-bas, sur son site ou par téléphone. Revenez ensuite : ce lien reste valable.',
  'shut_out.again': 'Vérifier à nouveau',
  'too_often.title': 'De très nombreux essais ont été faits',
  'too_often.lead':
    'Pour protéger votre compte, ce lien ne mène pas plus loin. {merchant} peut vous en envoyer un nouveau.',
  'unknown.title': 'Nous ne connaissons pas ce lien',
  'unknown.lead':
    'Il est peut-être incomplet : certaines messageries coupent les longues adresses. Ouvrez à nouveau le lien de l’e-mail ou copiez-le en entier.',
  'refused.title': 'Veuillez appuyer encore une fois',
  'refused.lead':
    'La page est restée longtemps ouverte, ou votre navigateur ne garde pas ses cookies. Rien n’a été modifié.',
  'refused.button': 'Recharger la page',
  'broken.title': 'Un problème est survenu',
  'broken.lead': 'Ce n’était pas votre faute, et rien n’a été modifié. Veuillez réessayer dans un instant.',
  'away.title': 'Un instant, s’il vous plaît',
  'away.lead':
    'Cette page ne peut pas être affichée pour le moment. Ce n’est pas votre faute, et rien de ce que vous avez fait n’est perdu. Veuillez réessayer dans un instant.',
};
