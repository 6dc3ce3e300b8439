// FDX's consent API, for clients that act for themselves: what became of a consent, and ending it.
import { type Context, Hono } from 'hono';
import { resourceOf } from '#fdx/access.ts';
import { FdxError } from '#fdx/errors.ts';
import { consentGrant, timestamp } from '#fdx/present.ts';
import { actingClient } from '#fdx/reading.ts';
import type { FdxEnv } from '#fdx/resource_server.ts';
import {
  accountsOfConsent,
  type Consent,
  consentById,
  endConsent,
  type Initiator,
  noteRead,
  type RevocationReason,
} from '#store/consents.ts';
import { lookbackOf } from '#store/lookbacks.ts';
import { signInFrom } from '#store/sign_in_demands.ts';
import { supersededBy } from '#store/superseded.ts';
import type { World } from '#world.ts';

const REASONS: readonly string[] = ['USER_ACTION', 'BUSINESS_RULE'] satisfies RevocationReason[];
const INITIATORS: readonly string[] = [
  'INDIVIDUAL',
  'DATA_PROVIDER',
  'DATA_RECIPIENT',
  'DATA_ACCESS_PLATFORM',
  'MERCHANT',
  'VENDOR',
] satisfies Initiator[];

/** The client's own consent. Another client's is not told apart from one that does not exist. */
async function ownConsent(world: World, c: Context<FdxEnv>): Promise<Consent> {
  const { institution } = c.var;
  if (!institution.consent_api) throw new FdxError('404', {}, 'There is no such resource.');
  const client_id = await actingClient(world, c);
  const consent = consentById(world.store, c.req.param('id') ?? '');
  if (consent?.client_id !== client_id || consent.slug !== institution.slug) {
    throw new FdxError('701', {}, 'There is no such consent.');
  }
  return consent;
}

async function revocationOf(c: Context): Promise<{ reason: RevocationReason; initiator: Initiator }> {
  const body: unknown = await c.req.json().catch(() => ({}));
  const { reason = 'USER_ACTION', initiator = 'DATA_RECIPIENT' } = (body ?? {}) as Record<string, unknown>;
  if (!REASONS.includes(String(reason)) || !INITIATORS.includes(String(initiator))) throw new FdxError('401');
  return { reason: reason as RevocationReason, initiator: initiator as Initiator };
}

export function consentRoutes(world: World): Hono<FdxEnv> {
  const routes = new Hono<FdxEnv>();

  routes.get('/consents/:id', async (c) => {
    const consent = noteRead(world.store, await ownConsent(world, c), resourceOf(c));
    const { consent_id } = consent;
    const accounts = accountsOfConsent(world.store, consent_id);
    const superseded_by = supersededBy(world.store, consent_id);
    const lookback = lookbackOf(world.store, consent_id);
    const sign_in_from = signInFrom(world.store, consent);
    const bank = c.var.institution.name;
    return c.json(consentGrant(consent, { accounts, bank, superseded_by, sign_in_from, lookback }));
  });

  routes.get('/consents/:id/revocation', async (c) => {
    const consent = await ownConsent(world, c);
    const { status, revocation_reason: reason, revocation_initiator: initiator, updated } = consent;
    const revocations = status === 'REVOKED' ? [{ status, reason, initiator, updatedTime: timestamp(updated) }] : [];
    return c.json({ revocations });
  });

  routes.put('/consents/:id/revocation', async (c) => {
    const consent = await ownConsent(world, c);
    const revocation = await revocationOf(c);
    if (consent.status !== 'ACTIVE') throw new FdxError('409', {}, 'The consent has already ended.');
    endConsent(world.store, consent, { status: 'REVOKED', ...revocation });
    return c.body(null, 204);
  });

  return routes;
}
