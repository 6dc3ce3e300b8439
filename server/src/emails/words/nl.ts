// Dutch words of customers' mails.
import type { CustomerWords } from './en.ts';

export const nl: CustomerWords = {
  'subject.reconnect': '{merchant}: verbind uw rekening bij {bank} opnieuw',
  'subject.renew': '{merchant}: vernieuw uw rekeningnummer bij {bank}',
  'subject.extend': '{merchant}: verleng uw verbinding met {bank}',
  'preheader.reconnect': 'Het duurt ongeveer een minuut en herstelt de koppeling die u al hebt.',
  'preheader.renew': 'Het duurt ongeveer een minuut en betalingen gaan door zoals altijd.',
  'preheader.extend': 'Het duurt ongeveer een minuut, en alles gaat door zoals nu.',
  'heading.reconnect': 'Verbind {bank} opnieuw',
  'heading.renew': 'Vernieuw uw rekeningnummer',
  'heading.extend': 'Verleng uw verbinding met {bank}',
  'greeting.name': 'Beste {customer},',
  'greeting.plain': 'Goedendag,',

  'why.access_expired':
    '{merchant} is de verbinding met uw rekening bij {bank} kwijt: de toestemming die u daar gaf, is verlopen. Dat gebeurt af en toe.',
  'why.access_denied':
    '{merchant} is de verbinding met uw rekening bij {bank} kwijt: de bank geeft geen toegang meer. Misschien is de toestemming bij de bank ingetrokken, of is uw wachtwoord daar gewijzigd.',
  'why.account_closed':
    '{bank} heeft {merchant} laten weten dat uw rekening is opgeheven. Is ze weer open, dan kunt u ze opnieuw verbinden.',
  'why.account_unavailable':
    '{bank} stelt uw rekening niet meer beschikbaar aan {merchant}. Hebt u ze nog, dan kunt u ze opnieuw verbinden.',
  'why.institution_requirement':
    '{merchant} is de verbinding met uw rekening bij {bank} kwijt: de bank vraagt u opnieuw in te loggen.',
  'why.unspecified':
    '{merchant} is de verbinding met uw rekening bij {bank} kwijt. Eén keer inloggen bij de bank herstelt die.',
  'why.access_expiring':
    '{merchant} is verbonden met uw rekening bij {bank}. De toestemming die u daar hebt gegeven, verloopt op {date}.',
  'why.requirement_ahead':
    '{merchant} is verbonden met uw rekening bij {bank}. De bank vraagt u vóór {date} opnieuw in te loggen.',
  'why.number_expiring': '{merchant} betaalt via een vervangend rekeningnummer van {bank}. Dat verloopt op {date}.',
  'why.number_expired': '{merchant} betaalt via een vervangend rekeningnummer van {bank}. Dat is verlopen.',
  'why.number_revoked':
    '{merchant} betaalt via een vervangend rekeningnummer van {bank}. De bank heeft het ingetrokken.',

  'otherwise.reconnect':
    'Totdat u de rekening opnieuw verbindt, kan {merchant} ze niet zien en kunnen betalingen ermee mislukken.',
  'otherwise.access_expiring':
    'Verleng deze voor die dag en er wordt niets onderbroken. Daarna kan {merchant} deze rekening niet zien en kunnen betalingen via deze rekening mislukken.',
  'otherwise.reconnect.data': 'Totdat u de rekening opnieuw verbindt, kan {merchant} ze niet zien.',
  'otherwise.access_expiring.data':
    'Verleng deze voor die dag en er wordt niets onderbroken. Daarna kan {merchant} deze rekening niet meer zien.',
  'otherwise.number_expiring':
    'Vernieuw het vóór die dag, dan wordt niets onderbroken. Daarna kunnen betalingen mislukken.',
  'otherwise.number_over': 'Totdat u het vernieuwt, kunnen betalingen met deze rekening mislukken.',

  'fact.line': '{label}: {value}',
  'fact.merchant': 'Wie vraagt',
  'fact.bank': 'Bank',
  'fact.account': 'Rekening',
  'subcategory.checking': 'Betaalrekening',
  'subcategory.savings': 'Spaarrekening',
  'subcategory.credit_card': 'Creditcard',
  'subcategory.mortgage': 'Hypotheek',
  'subcategory.line_of_credit': 'Kredietlijn',
  'subcategory.other': 'Rekening',
  tokenized:
    'De laatste cijfers kunnen afwijken van het nummer op uw afschrift: ze horen bij het vervangende nummer. Dat hoort zo.',

  'button.reconnect': '{bank} opnieuw verbinden',
  'button.renew': 'Rekeningnummer vernieuwen',
  'button.extend': 'Verbinding verlengen',
  'address.text': 'Open dit adres om verder te gaan:',
  'address.html': 'Of open dit adres:',
  host: 'Het adres hoort bij {host}, waar {merchant} zijn bankkoppelingen beheert.',
  steps: 'U ziet wie het vraagt en waarvoor, logt dan in bij {bank} en kiest weer dezelfde rekening.',
  'steps.form':
    'U ziet wie het vraagt en waarvoor, en logt dan in met de gebruikersnaam en het wachtwoord die u bij {bank} hebt.',
  until: 'De link werkt tot en met {date}. Daarna biedt de pagina u een nieuwe aan.',
  promise:
    'Niemand vraagt per e-mail naar uw wachtwoord. Uw inloggegevens gaan alleen naar {bank}; {merchant} ziet ze nooit.',
  'support.known': 'Niet zeker of deze e-mail echt is? Vraag het aan {merchant}: {support}',
  'support.unknown': 'Niet zeker of deze e-mail echt is? Vraag het {merchant} zoals u dat gewend bent.',
  footer: 'U krijgt deze e-mail omdat u uw rekening bij {bank} met {merchant} hebt verbonden.',
  ribbon: 'Testmodus. Geen echte bank, geen echt geld.',
};
