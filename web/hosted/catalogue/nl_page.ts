// Dutch words of the customer's own page around the flow ("u").

import { nlVerify } from './nl_verify.ts';
import type { PageCatalogue } from './page_text.ts';

export const nlPage: PageCatalogue = {
  ...nlVerify,
  'ask.same_account': 'Kies bij {bank} precies deze rekening.',
  'ask.form':
    'Bij {bank} hoeft u geen rekening te kiezen: de bank toont ons al uw rekeningen. {merchant} ziet alleen de rekeningen die ermee verbonden zijn.',
  'ask.agree': 'Akkoord en naar {bank}',
  'ask.decline': 'Ik wil dit niet',
  'ask.taken': 'Dit is in een andere browser begonnen. Gaat u hier verder, dan stopt het daar.',
  'ask.why': 'Waarom ben ik hier?',
  'ask.why.text':
    '{merchant} heeft u hierheen gestuurd met een persoonlijke link, omdat de verbinding met deze rekening u nodig heeft. Deze pagina vraagt nooit om uw wachtwoord; dat voert u alleen bij {bank} in.',
  'ask.why.text.form':
    '{merchant} heeft u hierheen gestuurd met een persoonlijke link, omdat de verbinding met deze rekening u nodig heeft. {bank} heeft hiervoor geen eigen pagina, dus voert u uw gebruikersnaam en wachtwoord hier in. Ze gaan alleen naar {bank}: {merchant} ziet ze nooit, en uw wachtwoord wordt niet bewaard.',
  'renewal.title': 'Verbinding met {bank} verlengen',
  'renewal.lead':
    '{merchant} is verbonden met uw rekening bij {bank}. De toestemming die u daar hebt gegeven, verloopt op {date}. Verleng deze nu en er wordt niets onderbroken.',
  'renewal.lead.requirement':
    '{merchant} is verbonden met uw rekening bij {bank}. De bank vraagt u vóór {date} opnieuw in te loggen. Verleng de verbinding nu en er wordt niets onderbroken.',
  'decline.title': 'Alles laten zoals het is?',
  'decline.lead':
    'Bij {bank} verandert er niets. {merchant} blijft zonder verbinding met deze rekening, en deze link kan niet opnieuw worden gebruikt.',
  'decline.lead.number':
    'Bij {bank} verandert er niets. {merchant} krijgt geen nieuw nummer voor deze rekening, en deze link kan niet opnieuw worden gebruikt.',
  'decline.lead.renewal':
    'Bij {bank} verandert er niets. {merchant} blijft tot {date} verbonden met deze rekening, en deze link kan niet opnieuw worden gebruikt.',
  'decline.stay': 'Terug',
  'decline.leave': 'Zo laten',
  'at_bank.title': 'Ga verder bij {bank}',
  'at_bank.lead.opened':
    'U hebt {bank} vanaf hier geopend en bent nog niet terug. Rond het daar af, of open de bank vanaf hier opnieuw.',
  'at_bank.lead.ready': '{bank} staat klaar om u te laten inloggen.',
  'at_bank.open': 'Naar {bank}',
  'at_bank.again': '{bank} opnieuw openen',
  'working.slow': 'Deze pagina gaat vanzelf verder.',
  'working.no_script':
    'Om hier de vragen van uw bank te beantwoorden, heeft deze pagina JavaScript nodig. Schakel het in en laad de pagina opnieuw.',
  'problem.retry': 'Opnieuw proberen',
  'renewal.done.title': 'Uw verbinding met {bank} is verlengd',
  'renewal.done.lead': '{merchant} blijft verbonden. U hoeft verder niets te doen.',
  'renewal.done.lead.next': '{merchant} blijft verbonden.',
  'success.repair.lead.next': 'De verbinding met {merchant} is hersteld.',
  'success.new_number.lead.next': '{merchant} kan doorgaan met betalingen.',
  'success.close': 'U kunt deze pagina sluiten.',
  'success.back': 'Terug naar {merchant}',
  'success.next': {
    one: 'Voor nog één rekening is uw inlog nodig',
    other: 'Voor nog {count} rekeningen is uw inlog nodig',
  },
  'success.next.lead': '{merchant} heeft ook hier uw inlog nodig.',
  'success.next.button': '{account} opnieuw verbinden',
  'elsewhere.title': 'Dit gaat verder in een andere browser',
  'elsewhere.lead': 'U hebt de link ook daar geopend en bent daar verdergegaan. Dat kan maar in één browser tegelijk.',
  'elsewhere.back': 'Toch hier verdergaan',
  'repaired.title': 'Deze verbinding werkt weer',
  'repaired.lead': '{merchant} kan de rekening bij {bank} al bereiken. U hoeft niets te doen.',
  'used.title': 'Deze link heeft zijn werk gedaan',
  'used.lead':
    'De verbinding met {merchant} is ermee hersteld; een tweede keer kan hij niet worden gebruikt. U hoeft niets te doen.',
  'superseded.title': 'Er is een nieuwere e-mail',
  'superseded.lead':
    '{merchant} heeft u sindsdien opnieuw geschreven. Gebruik de link in de nieuwste e-mail; deze is niet meer geldig.',
  'expired.title': 'Deze link is verlopen',
  'expired.lead.url': 'Voor uw veiligheid werkt hij maar 30 dagen. U kunt meteen een nieuwe krijgen.',
  'expired.lead.email': 'Voor uw veiligheid werkt hij maar 30 dagen. We kunnen een nieuwe sturen naar {email}.',
  'expired.button.url': 'Nieuwe link ophalen',
  'expired.button.email': 'Stuur mij een nieuwe link',
  'renewed.title': 'Kijk in uw mailbox',
  'renewed.lead.fresh': 'Een nieuwe link is onderweg naar {email}. Dat duurt één à twee minuten.',
  'renewed.lead.earlier':
    'We hebben het afgelopen uur een nieuwe link gestuurd naar {email}. Gebruik die, en kijk ook in uw spammap.',
  'unsent.title': 'We kunnen u geen nieuwe link sturen',
  'unsent.lead':
    '{merchant} heeft geen e-mailadres van u waarnaar we mogen schrijven. Vraag {merchant} om een nieuwe link.',
  'declined.title': 'Het blijft zoals het is',
  'declined.lead': 'Er is niets gewijzigd. Bedenkt u zich, dan kan {merchant} u een nieuwe link sturen.',
  'ended.title': 'Deze link is niet meer geldig',
  'ended.lead': 'Het verzoek erachter is beëindigd, en er is niets gewijzigd. {merchant} kan u een nieuwe link sturen.',
  'gone.title': 'Er is niets om opnieuw te verbinden',
  'gone.lead.disconnected':
    'Deze rekening is niet meer met {merchant} verbonden. Wilt u ze daar weer gebruiken, koppel ze dan opnieuw bij {merchant}.',
  'gone.lead.closed':
    '{bank} heeft {merchant} laten weten dat deze rekening niet meer bereikbaar is. Overleg met {merchant} over een andere rekening.',
  'shut_out.title': '{bank} laat ons op dit moment niet binnen',
  'shut_out.lead':
    'Heeft {bank} uw toegang tot online bankieren geblokkeerd, deblokkeer die dan daar, op de website of per telefoon. Kom daarna terug: deze link blijft geldig.',
  'shut_out.again': 'Opnieuw kijken',
  'too_often.title': 'Dit is heel vaak geprobeerd',
  'too_often.lead': 'Om uw rekening te beschermen gaat deze link niet verder. {merchant} kan u een nieuwe sturen.',
  'unknown.title': 'Deze link kennen we niet',
  'unknown.lead':
    'Misschien is hij onvolledig: sommige mailprogramma’s knippen lange adressen af. Open de link uit de e-mail opnieuw of kopieer hem helemaal.',
  'refused.title': 'Druk nog één keer op de knop',
  'refused.lead': 'De pagina stond lang open, of uw browser bewaart er geen cookies voor. Er is niets gewijzigd.',
  'refused.button': 'Pagina opnieuw laden',
  'broken.title': 'Er is iets misgegaan',
  'broken.lead': 'Het lag niet aan u, en er is niets gewijzigd. Probeer het zo meteen opnieuw.',
  'away.title': 'Een ogenblik geduld',
  'away.lead':
    'Deze pagina kan nu niet worden getoond. Het ligt niet aan u, en niets van wat u hebt gedaan is verloren. Probeer het zo meteen opnieuw.',
};
