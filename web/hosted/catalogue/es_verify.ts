// Spanish words of the page for micro-deposits.
import type { enVerify } from './en_verify.ts';
import type { CatalogueOf } from './text.ts';

export const esVerify: CatalogueOf<typeof enVerify> = {
  'verify.title': 'Confirme su cuenta bancaria',
  'verify.lead': '{merchant} le pide que demuestre que la cuenta terminada en {last4} es suya.',
  'verify.lead.code':
    'Hemos depositado un centavo en ella. En la aplicación de su banco, el concepto contiene un código que empieza por SM.',
  'verify.lead.amounts':
    'Hemos hecho en ella dos depósitos de menos de un dólar. Encontrará ambos en la aplicación de su banco.',
  'verify.arrives': 'El depósito llega a más tardar el {date}. Puede responder en cuanto lo vea.',
  'verify.code': 'El código, seis caracteres',
  'verify.amounts.open': 'Veo dos importes y ningún código',
  'verify.amount.first': 'Primer importe, en centavos',
  'verify.amount.second': 'Segundo importe, en centavos',
  'verify.submit': 'Confirmar',
  'verify.wrong.code': 'Ese no es el código que enviamos.',
  'verify.wrong.amounts': 'Esos no son los importes que enviamos.',
  'verify.unreadable.code': 'Introduzca los seis caracteres del código, que empieza por SM.',
  'verify.unreadable.amounts': 'Introduzca ambos importes en centavos, por ejemplo 32 y 45.',
  'verify.left': { one: 'Puede intentarlo una vez más.', other: 'Puede intentarlo {count} veces más.' },
  'verify.test': 'Modo de prueba: el código SM11AA es correcto, y también 32 y 45.',
  'verify.not': 'Solo se trata de este depósito. {merchant} no ve nada más de la cuenta.',
  'verify.done.title': 'Su cuenta está confirmada',
  'verify.done.lead': '{merchant} ya puede usar la cuenta terminada en {last4} para lo que usted aceptó.',
  'verify.over.title': 'Esta cuenta no se puede confirmar',
  'verify.over.attempts_exceeded': 'Hubo demasiadas respuestas incorrectas.',
  'verify.over.timeout': 'El plazo para responder ha terminado.',
  'verify.over.not_sent': 'No se pudo enviar el depósito: quizá una cifra de los datos no sea correcta.',
  'verify.over.replaced': '{merchant} ya no espera esta cuenta.',
  'verify.over.next': 'Vuelva a {merchant} y añada allí una cuenta bancaria.',
};
