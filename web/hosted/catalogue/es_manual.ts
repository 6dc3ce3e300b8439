// Spanish words for typing in the numbers of an account.
import type { enManual } from './en_manual.ts';
import type { CatalogueOf } from './text.ts';

export const esManual: CatalogueOf<typeof enManual> = {
  'manual.next': 'Después introducirá los números de su cuenta. No se comparte nada hasta que termine.',
  'manual.open': 'Introducir los datos de la cuenta',
  'manual.title': 'Introduzca los datos de su cuenta',
  'manual.lead': 'Ambos números figuran en un cheque de su cuenta corriente y en la aplicación de su banco.',
  'manual.routing': 'Número de ruta (routing number)',
  'manual.account': 'Número de cuenta',
  'manual.confirm': 'Número de cuenta, otra vez',
  'manual.routing.missing': 'Introduzca el número de ruta: nueve cifras.',
  'manual.routing.wrong': 'Esto no es un número de ruta. Revise las cifras.',
  'manual.account.missing': 'Introduzca el número de cuenta: de 4 a 17 cifras.',
  'manual.confirm.differs': 'Los dos números de cuenta no coinciden.',
  'manual.not': '{merchant} puede usar estos números para los pagos que usted acepte y no ve nada más de la cuenta.',
  'manual.deposits': 'En uno o dos días hábiles enviamos un pequeño depósito. Con él demuestra que la cuenta es suya.',
  'manual.test': 'Usar la cuenta de prueba',
  'manual.submit': 'Añadir la cuenta',
  'manual.back': 'Mejor elegir un banco',
  'manual.done.title': 'Su cuenta está añadida',
  'manual.done.lead': '{merchant} tiene la cuenta terminada en {last4}.',
  'manual.done.lead.deposits': 'Faltan dos pasos para que {merchant} pueda usar la cuenta terminada en {last4}.',
  'manual.step.added': 'Introducir los datos de la cuenta',
  'manual.step.deposit': 'Encontrar el pequeño depósito en su cuenta, en uno o dos días hábiles',
  'manual.step.confirm': 'Confirmarlo con {merchant}',
};
