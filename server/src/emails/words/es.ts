// Spanish words of customers' mails.
import type { CustomerWords } from './en.ts';

export const es: CustomerWords = {
  'subject.reconnect': '{merchant}: vuelva a conectar su cuenta de {bank}',
  'subject.renew': '{merchant}: renueve su número de cuenta de {bank}',
  'subject.extend': '{merchant}: renueve su conexión con {bank}',
  'preheader.reconnect': 'Se tarda alrededor de un minuto y repara la conexión que ya tiene.',
  'preheader.renew': 'Se tarda alrededor de un minuto y los pagos siguen como siempre.',
  'preheader.extend': 'Lleva un minuto más o menos, y todo sigue como hasta ahora.',
  'heading.reconnect': 'Vuelva a conectar {bank}',
  'heading.renew': 'Renueve su número de cuenta',
  'heading.extend': 'Renueve su conexión con {bank}',
  'greeting.name': 'Hola, {customer}:',
  'greeting.plain': 'Hola:',

  'why.access_expired':
    '{merchant} ha perdido la conexión con su cuenta de {bank}: el permiso que usted dio allí ha caducado. Es algo que ocurre de vez en cuando.',
  'why.access_denied':
    '{merchant} ha perdido la conexión con su cuenta de {bank}: el banco ya no da acceso. Quizá se retiró el permiso en el banco o se cambió allí su contraseña.',
  'why.account_closed':
    '{bank} ha comunicado a {merchant} que su cuenta se cerró. Si vuelve a estar abierta, puede conectarla de nuevo.',
  'why.account_unavailable':
    '{bank} ya no ofrece su cuenta a {merchant}. Si todavía la tiene, puede conectarla de nuevo.',
  'why.institution_requirement':
    '{merchant} ha perdido la conexión con su cuenta de {bank}: el banco le pide que vuelva a identificarse.',
  'why.unspecified':
    '{merchant} ha perdido la conexión con su cuenta de {bank}. Basta con identificarse allí una vez para repararla.',
  'why.access_expiring':
    '{merchant} está conectado a su cuenta en {bank}. El permiso que usted dio allí caduca el {date}.',
  'why.requirement_ahead':
    '{merchant} está conectado a su cuenta en {bank}. El banco le pide que vuelva a identificarse antes del {date}.',
  'why.number_expiring': '{merchant} hace los pagos con un número de cuenta sustituto de {bank}. Caduca el {date}.',
  'why.number_expired': '{merchant} hace los pagos con un número de cuenta sustituto de {bank}. Ha caducado.',
  'why.number_revoked':
    '{merchant} hace los pagos con un número de cuenta sustituto de {bank}. El banco lo ha retirado.',

  'otherwise.reconnect':
    'Hasta que la conecte de nuevo, {merchant} no puede ver esta cuenta y los pagos con ella pueden fallar.',
  'otherwise.access_expiring':
    'Renuévelo antes y nada se interrumpirá. Después de ese día {merchant} no podrá ver esta cuenta y los pagos a través de ella podrían fallar.',
  'otherwise.reconnect.data': 'Hasta que la conecte de nuevo, {merchant} no puede ver esta cuenta.',
  'otherwise.access_expiring.data':
    'Renuévelo antes y nada se interrumpirá. Después de ese día {merchant} no podrá ver esta cuenta.',
  'otherwise.number_expiring':
    'Si lo renueva antes, no se interrumpe nada. Después de ese día, los pagos pueden fallar.',
  'otherwise.number_over': 'Hasta que lo renueve, los pagos con esta cuenta pueden fallar.',

  'fact.line': '{label}: {value}',
  'fact.merchant': 'Quién lo pide',
  'fact.bank': 'Banco',
  'fact.account': 'Cuenta',
  'subcategory.checking': 'Cuenta corriente',
  'subcategory.savings': 'Cuenta de ahorro',
  'subcategory.credit_card': 'Tarjeta de crédito',
  'subcategory.mortgage': 'Hipoteca',
  'subcategory.line_of_credit': 'Línea de crédito',
  'subcategory.other': 'Cuenta',
  tokenized:
    'Las últimas cifras pueden ser distintas de las de su extracto: son las del número sustituto. Es lo previsto.',

  'button.reconnect': 'Volver a conectar {bank}',
  'button.renew': 'Renovar el número de cuenta',
  'button.extend': 'Renovar la conexión',
  'address.text': 'Abra esta dirección para continuar:',
  'address.html': 'O abra esta dirección:',
  host: 'La dirección pertenece a {host}, donde {merchant} gestiona sus conexiones bancarias.',
  steps: 'Verá quién lo pide y para qué; después se identifica en {bank} y elige otra vez la misma cuenta.',
  'steps.form':
    'Verá quién lo pide y para qué; después se identifica con el nombre de usuario y la contraseña que tiene en {bank}.',
  until: 'El enlace es válido hasta el {date}. Después, su página le ofrece uno nuevo.',
  promise:
    'Nadie le pide su contraseña por correo electrónico. Sus datos de acceso van solo a {bank}; {merchant} no los ve nunca.',
  'support.known': '¿No sabe si este correo es auténtico? Pregunte a {merchant}: {support}',
  'support.unknown': '¿No sabe si este correo es auténtico? Pregunte a {merchant} por la vía de siempre.',
  footer: 'Recibe este correo porque conectó su cuenta de {bank} con {merchant}.',
  ribbon: 'Modo de prueba. Ningún banco real, ningún dinero real.',
};
