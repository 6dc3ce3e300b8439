// FDX's payment networks: an account's number as the recipient is to use it, plain, signed, or signed and encrypted.
import { type Context, Hono } from 'hono';
import { pageTold } from '#fdx/dialect.ts';
import { FdxError } from '#fdx/errors.ts';
import { paymentNetwork } from '#fdx/present.ts';
import { readableAccount, readingConsent } from '#fdx/reading.ts';
import type { FdxEnv } from '#fdx/resource_server.ts';
import { CLUSTER_SCOPES } from '#oauth/scopes.ts';
import type { Account } from '#store/accounts.ts';
import { conditionsOf } from '#store/conditions.ts';
import { type AccountNumber, numberUnder } from '#store/numbers.ts';
import { encryptFor } from '#tokens/encrypted.ts';
import { signedByBank } from '#tokens/signed.ts';
import type { World } from '#world.ts';

const IDENTIFIER_TYPES: readonly string[] = ['ACCOUNT_NUMBER', 'TOKENIZED_ACCOUNT_NUMBER'];
/** Seconds for which a signed answer is good. */
const SIGNED_LIFE = 300;

/**
 * `GET /accounts/{id}/payment-networks?identifierTypes`. Errors: 704 where accounts of this kind have no numbers, 409 while
 * the number is not made yet, 1107 where there is none (of these types) though there could be.
 */
export function paymentNetworkRoutes(world: World): Hono<FdxEnv> {
  const routes = new Hono<FdxEnv>();
  routes.get('/accounts/:id/payment-networks', async (c) => {
    const consent = await readingConsent(world, c, CLUSTER_SCOPES.PAYMENT_SUPPORT);
    const account = readableAccount(world, consent, c.req.param('id'));
    refuseUnready(world, account);
    const wanted = typesWanted(c);
    const number = numberUnder(world.store, consent, account, true);
    if (wanted && number && !wanted.has(number.identifierType)) throw new FdxError('1107');
    return answer(world, c, consent.client_id, number);
  });
  return routes;
}

function refuseUnready(world: World, account: Account): void {
  const conditions = conditionsOf(world.store, account.account_id);
  if (conditions.has('unsupported')) throw new FdxError('704');
  if (conditions.has('opening')) throw new FdxError('1107');
  if (conditions.has('number_pending')) {
    throw new FdxError('409', {}, 'The number of this account is not made yet for this recipient.');
  }
}

/** The kinds of number a request asks for; undefined for any. @throws FdxError 401 */
function typesWanted(c: Context<FdxEnv>): Set<string> | undefined {
  const asked = c.req.queries('identifierTypes')?.flatMap((list) => list.split(','));
  if (!asked) return undefined;
  if (asked.some((type) => !IDENTIFIER_TYPES.includes(type))) throw new FdxError('401');
  return new Set(asked);
}

async function answer(
  world: World,
  c: Context<FdxEnv>,
  client_id: string,
  number: AccountNumber | null,
): Promise<Response> {
  const rows = number ? [paymentNetwork(number)] : [];
  const body = { ...pageTold(c, null, rows.length), paymentNetworks: rows };
  const { slug, dialect } = c.var.institution;
  if (dialect.payment_networks === 'json') return c.json(body);
  const signed = await signedByBank(world, slug, { claims: body, audience: client_id, life: SIGNED_LIFE });
  if (dialect.payment_networks === 'signed_jwt') return c.text(signed);
  const sealed = await encryptFor(world, client_id, signed);
  if (sealed === null) throw new FdxError('1000');
  return c.text(sealed);
}
