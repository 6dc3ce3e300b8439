// One look, by one node, at whether a bank in trouble is back: a link of it is checked as on any other day.
import type { Transaction } from '#database/schema.ts';
import { BankError } from '#domain/connections/bank.ts';
import { circuitOf, letThrough } from '#domain/institutions/circuit.ts';
import type { Effects } from '#jobs/run.ts';
import type { AuthorizationId, InstitutionId } from '#kernel/id.ts';
import { checkAuthorization } from './check_authorization.ts';
import type { Desk } from './desk.ts';

/** One of these, so that a single odd link does not keep a whole bank shut. */
const LINKS_MAX = 20;

/** The calls themselves tell how they went: a success closes the circuit, a failure plans the next look. */
export async function probeInstitution(desk: Desk, institution: InstitutionId): Promise<Effects> {
  const link = await desk.database.transact(async (trx) => {
    const circuit = await circuitOf(trx, institution);
    return circuit?.opened_at ? { found: await anyLink(desk, trx, institution) } : null;
  });
  if (link === null) return async () => {};
  const seen = link.found === null ? null : await lookAt(desk, link.found);
  return async (trx) => {
    await seen?.(trx);
    const circuit = await circuitOf(trx, institution);
    const undecided = circuit?.retry_at && circuit.retry_at <= desk.clock.now();
    if (undecided) await letThrough(trx, institution, desk.clock.now());
  };
}

async function lookAt(desk: Desk, authorization: AuthorizationId): Promise<Effects | null> {
  return await checkAuthorization(desk, { authorization, confirmed: false, daily: false }).catch((error: unknown) => {
    if (error instanceof BankError) return null;
    throw error;
  });
}

async function anyLink(desk: Desk, trx: Transaction, institution: InstitutionId): Promise<AuthorizationId | null> {
  const links = await trx
    .selectFrom('authorizations')
    .select('id')
    .where('institution', '=', institution)
    .where('credential', 'is not', null)
    .where('status', '=', 'active')
    .limit(LINKS_MAX)
    .execute();
  const [pick = 0] = desk.random(1);
  return links[pick % Math.max(links.length, 1)]?.id ?? null;
}
