// Spanish words of the customer's own page around the flow ("usted").

import { esVerify } from './es_verify.ts';
import type { PageCatalogue } from './page_text.ts';

export const esPage: PageCatalogue = {
  ...esVerify,
  'ask.same_account': 'En {bank}, elija exactamente esta cuenta.',
  'ask.form':
    'En {bank} no hay que elegir ninguna cuenta: el banco nos muestra todas las suyas. {merchant} solo ve las que están conectadas.',
  'ask.agree': 'Aceptar e ir a {bank}',
  'ask.decline': 'No quiero hacerlo',
  'ask.taken': 'Esto se empezó en otro navegador. Si continúa aquí, se detiene allí.',
  'ask.why': '¿Por qué estoy aquí?',
  'ask.why.text':
    '{merchant} le ha enviado aquí con un enlace personal, porque la conexión con esta cuenta le necesita. Esta página nunca le pide su contraseña; solo la introduce en {bank}.',
  'ask.why.text.form':
    '{merchant} le ha enviado aquí con un enlace personal, porque la conexión con esta cuenta le necesita. {bank} no tiene una página propia para esto, así que introduce aquí su nombre de usuario y su contraseña. Van solo a {bank}: {merchant} nunca los ve, y su contraseña no se guarda.',
  'renewal.title': 'Renovar la conexión con {bank}',
  'renewal.lead':
    '{merchant} está conectado a su cuenta en {bank}. El permiso que usted dio allí caduca el {date}. Renuévelo ahora y nada se interrumpirá.',
  'renewal.lead.requirement':
    '{merchant} está conectado a su cuenta en {bank}. El banco le pide que vuelva a identificarse antes del {date}. Renueve la conexión ahora y nada se interrumpirá.',
  'decline.title': '¿Dejarlo como está?',
  'decline.lead':
    'Nada cambia en {bank}. {merchant} se queda sin conexión con esta cuenta, y este enlace no se podrá volver a usar.',
  'decline.lead.number':
    'Nada cambia en {bank}. {merchant} no recibe un número nuevo para esta cuenta, y este enlace no se podrá volver a usar.',
  'decline.lead.renewal':
    'Nada cambia en {bank}. {merchant} sigue conectado a esta cuenta hasta el {date}, y este enlace no se podrá volver a usar.',
  'decline.stay': 'Volver',
  'decline.leave': 'Dejarlo como está',
  'at_bank.title': 'Continúe en {bank}',
  'at_bank.lead.opened':
    'Ha abierto {bank} desde aquí y todavía no ha vuelto. Termine allí o abra de nuevo el banco desde aquí.',
  'at_bank.lead.ready': '{bank} está listo para que inicie sesión.',
  'at_bank.open': 'Ir a {bank}',
  'at_bank.again': 'Abrir {bank} de nuevo',
  'working.slow': 'Esta página avanza sola.',
  'working.no_script':
    'Para responder aquí a las preguntas de su banco, esta página necesita JavaScript. Actívelo y vuelva a cargar la página.',
  'problem.retry': 'Intentarlo de nuevo',
  'renewal.done.title': 'Su conexión con {bank} está renovada',
  'renewal.done.lead': '{merchant} sigue conectado. No hay nada más que hacer.',
  'renewal.done.lead.next': '{merchant} sigue conectado.',
  'success.repair.lead.next': 'La conexión con {merchant} está reparada.',
  'success.new_number.lead.next': '{merchant} puede seguir con los pagos.',
  'success.close': 'Puede cerrar esta página.',
  'success.back': 'Volver a {merchant}',
  'success.next': {
    one: 'Otra cuenta necesita que inicie sesión',
    other: 'Otras {count} cuentas necesitan que inicie sesión',
  },
  'success.next.lead': '{merchant} también necesita aquí que inicie sesión.',
  'success.next.button': 'Volver a conectar {account}',
  'elsewhere.title': 'Esto continúa en otro navegador',
  'elsewhere.lead': 'También abrió el enlace allí y siguió adelante. Solo puede hacerse en un navegador a la vez.',
  'elsewhere.back': 'Continuar aquí',
  'repaired.title': 'Esta conexión vuelve a funcionar',
  'repaired.lead': '{merchant} ya accede a la cuenta en {bank}. Usted no tiene que hacer nada.',
  'used.title': 'Este enlace ya ha cumplido su función',
  'used.lead':
    'Con él se reparó la conexión con {merchant} y no se puede usar una segunda vez. Usted no tiene que hacer nada.',
  'superseded.title': 'Hay un correo más reciente',
  'superseded.lead':
    '{merchant} le ha vuelto a escribir desde entonces. Use el enlace del correo más reciente; este ya no es válido.',
  'expired.title': 'Este enlace ha caducado',
  'expired.lead.url': 'Por su seguridad, solo vale 30 días. Puede obtener uno nuevo enseguida.',
  'expired.lead.email': 'Por su seguridad, solo vale 30 días. Podemos enviar uno nuevo a {email}.',
  'expired.button.url': 'Obtener un enlace nuevo',
  'expired.button.email': 'Enviarme un enlace nuevo',
  'renewed.title': 'Mire su correo',
  'renewed.lead.fresh': 'Un enlace nuevo va en camino a {email}. Tarda uno o dos minutos.',
  'renewed.lead.earlier':
    'Hemos enviado un enlace nuevo a {email} en la última hora. Use ese y mire también en la carpeta de correo no deseado.',
  'unsent.title': 'No podemos enviarle un enlace nuevo',
  'unsent.lead':
    '{merchant} no tiene una dirección de correo suya a la que podamos escribir. Pida a {merchant} un enlace nuevo.',
  'declined.title': 'Se queda como está',
  'declined.lead': 'No se ha cambiado nada. Si cambia de opinión, {merchant} puede enviarle un enlace nuevo.',
  'ended.title': 'Este enlace ya no es válido',
  'ended.lead':
    'La solicitud correspondiente ha terminado y no se ha cambiado nada. {merchant} puede enviarle una nueva.',
  'gone.title': 'No hay nada que volver a conectar',
  'gone.lead.disconnected':
    'Esta cuenta ya no está conectada con {merchant}. Para volver a usarla allí, conéctela de nuevo en {merchant}.',
  'gone.lead.closed':
    '{bank} ha comunicado a {merchant} que ya no se puede acceder a esta cuenta. Hable con {merchant} sobre otra cuenta.',
  'shut_out.title': '{bank} no nos deja entrar por ahora',
  'shut_out.lead':
    'Si {bank} ha bloqueado su banca en línea, desbloquéela allí, en su sitio web o por teléfono. Después vuelva: este enlace sigue siendo válido.',
  'shut_out.again': 'Comprobar de nuevo',
  'too_often.title': 'Se ha intentado muchas veces',
  'too_often.lead': 'Para proteger su cuenta, este enlace no sigue adelante. {merchant} puede enviarle uno nuevo.',
  'unknown.title': 'No conocemos este enlace',
  'unknown.lead':
    'Quizá esté incompleto: algunos programas de correo cortan las direcciones largas. Abra otra vez el enlace del correo o cópielo entero.',
  'refused.title': 'Pulse una vez más, por favor',
  'refused.lead':
    'La página ha estado mucho tiempo abierta o su navegador no guarda sus cookies. No se ha cambiado nada.',
  'refused.button': 'Volver a cargar la página',
  'broken.title': 'Algo ha ido mal',
  'broken.lead': 'No ha sido culpa suya y no se ha cambiado nada. Inténtelo de nuevo en un momento.',
  'away.title': 'Un momento, por favor',
  'away.lead':
    'Esta página no se puede mostrar ahora mismo. No es culpa suya y no se ha perdido nada de lo que ha hecho. Inténtelo de nuevo en un momento.',
};
