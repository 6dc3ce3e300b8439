// The ACH desk, `/ach`: where an originator submits entries and asks what became of them.
import { type Context, Hono } from 'hono';
import { entryOf, type NewEntry, submit } from '#ach/entries.ts';
import { ControlError, oneOf, readObject, text } from '#control/body.ts';
import { clientBySecret } from '#fdx/access.ts';
import type { Client, World } from '#world.ts';

const MAX_NAME_LENGTH = 100;
const MAX_ID_LENGTH = 256;
const MAX_AMOUNT = 99_999_999_999;
/** The name under which an operator sets faults of the desk. */
export const ACH_DESK = 'ach';

/**
 * `POST /ach/entries` takes an entry, `GET /ach/entries/{trace_number}` tells what became of it. Both with the client's id and
 * secret (`client_secret_basic`). The trace number makes a repeated entry the same entry: 409 where it stands for another one.
 */
export function achRoutes(world: World): Hono {
  const routes = new Hono();
  routes.use(async (c, next) => {
    await next();
    if (world.faults.losesAnswer(ACH_DESK)) c.res = c.json({ message: 'The answer was lost.' }, 504);
  });
  routes.post('/entries', async (c) => {
    const { client_id } = clientOf(world, c);
    const view = submit(world.store, client_id, entryIn(await readObject(c)));
    if (view === null) throw new ControlError(409, 'The trace number stands for another entry.', 'trace_number');
    return c.json(view);
  });
  routes.get('/entries/:trace_number', (c) => {
    const { client_id } = clientOf(world, c);
    const view = entryOf(world.store, client_id, c.req.param('trace_number'));
    if (view === null) throw new ControlError(404, 'There is no such entry.', 'trace_number');
    return c.json(view);
  });
  routes.onError((error, c) => {
    if (error instanceof ControlError) {
      const { message, param, status } = error;
      return c.json(param === undefined ? { message } : { param, message }, status);
    }
    world.log({ event: 'ach.bug', message: error.message, stack: error.stack });
    return c.json({ message: 'Something is wrong at the bank.' }, 500);
  });
  return routes;
}

function clientOf(world: World, c: Context): Client {
  const client = clientBySecret(world, c);
  if (!client) throw new ControlError(401, 'The ACH desk needs the id and secret of a client.');
  return client;
}

/** @throws ControlError 400 naming what is wrong */
function entryIn(body: Record<string, unknown>): NewEntry {
  const effective = body.effective_at == null ? null : Date.parse(text(body, 'effective_at', 40));
  if (Number.isNaN(effective)) throw new ControlError(400, 'effective_at has to be an RFC 3339 time.', 'effective_at');
  const { amount } = body;
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount) || amount < 1 || amount > MAX_AMOUNT) {
    throw new ControlError(400, 'amount has to be a whole number of cents above zero.', 'amount');
  }
  return {
    trace_number: digits(body, 'trace_number', /^\d{15}$/),
    direction: oneOf(body, 'direction', ['debit', 'credit'] as const),
    routing_number: digits(body, 'routing_number', /^\d{9}$/),
    account_number: digits(body, 'account_number', /^\d{4,17}$/),
    account_id: body.account_id == null ? null : text(body, 'account_id', MAX_ID_LENGTH),
    amount,
    currency: text(body, 'currency', 3),
    company_name: text(body, 'company_name', MAX_NAME_LENGTH),
    individual_name: body.individual_name == null ? null : text(body, 'individual_name', MAX_NAME_LENGTH),
    effective_at: effective,
  };
}

function digits(body: Record<string, unknown>, param: string, form: RegExp): string {
  const value = text(body, param, 17);
  if (!form.test(value)) throw new ControlError(400, `${param} is not in the form of one.`, param);
  return value;
}
