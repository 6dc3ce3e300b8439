// Who may read what, beyond tokens and consents: a recipient may be suspended, an account locked.
import type { Context } from 'hono';
import { accountOfRequest, clientOfRequest, consentOfRequest } from '#fdx/access.ts';
import { FdxError } from '#fdx/errors.ts';
import type { FdxEnv } from '#fdx/resource_server.ts';
import { noteAccess } from '#store/accesses.ts';
import type { Account } from '#store/accounts.ts';
import { isUnder } from '#store/conditions.ts';
import type { Consent } from '#store/consents.ts';
import { isSuspended } from '#store/suspensions.ts';
import type { World } from '#world.ts';

/** The live consent a request reads under; its customer is shown when that was. @throws FdxError 603, 602, or 480 where its client is suspended */
export async function readingConsent(world: World, c: Context<FdxEnv>, scope?: string): Promise<Consent> {
  const consent = await consentOfRequest(world, c.var.institution, c, scope);
  refuseSuspended(world, c, consent.client_id);
  noteAccess(world.store, consent);
  return consent;
}

/** The client that acts for itself. @throws FdxError 603, 602, or 480 where it is suspended */
export async function actingClient(world: World, c: Context<FdxEnv>): Promise<string> {
  const client_id = await clientOfRequest(world, c.var.institution, c);
  refuseSuspended(world, c, client_id);
  return client_id;
}

function refuseSuspended(world: World, c: Context<FdxEnv>, client_id: string): void {
  if (isSuspended(world.store, c.var.institution.slug, client_id)) throw new FdxError('480');
}

/** One account of a consent. @throws FdxError 701, 602, 705, or 706 where it is locked */
export function readableAccount(world: World, consent: Consent, account_id: string): Account {
  const account = accountOfRequest(world, consent, account_id);
  if (isUnder(world.store, account, 'locked')) throw new FdxError('706');
  return account;
}
