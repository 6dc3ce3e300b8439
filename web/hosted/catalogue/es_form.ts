// Spanish words for signing in on our own page, at banks that have none for it.
import type { enForm } from './en_form.ts';
import type { CatalogueOf } from './text.ts';

export const esForm: CatalogueOf<typeof enForm> = {
  'consent.next.form':
    'Después inicia sesión aquí, con su nombre de usuario y su contraseña de {bank}. Nada cambia hasta que termine.',
  'form.action.title': '{bank} pide una confirmación',
  'form.action.lead':
    '{bank} continúa cuando haya confirmado lo siguiente. Si no sabe qué significa, pregunte antes a {bank}.',
  'form.action.terms.title': 'Aceptar las nuevas condiciones de {bank}',
  'form.action.terms.lead':
    '{bank} tiene nuevas condiciones para su banca en línea y continúa cuando las haya aceptado. Puede leerlas en {bank}.',
  'form.action.profile.title': 'Revisar sus datos en {bank}',
  'form.action.profile.lead':
    '{bank} pregunta si su dirección, su correo electrónico y su teléfono siguen siendo correctos. Si no lo son, cámbielos antes en {bank} y después vuelva.',
  'form.words': 'En palabras de {bank}:',
  'form.test.action': 'Modo de prueba: no hay banco real, así que no se acepta ni se confirma nada en otro lugar.',
  'field.action': 'Lo que pide {bank}',
  'field.action.missing': 'Elija esto si está de acuerdo.',
  'error.no_accounts.lead.form': 'Ha iniciado sesión, pero {bank} no tiene ninguna cuenta para este usuario.',
  'error.wrong_account.next.form':
    '{bank} nos muestra las cuentas del usuario que ha utilizado. Inténtelo de nuevo con el usuario al que pertenece {account}.',
};
