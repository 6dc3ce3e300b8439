// The sandbox bank in memory on a free port, and the platform's connectors pointed at it over real sockets.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Bank, type BankOptions, openBank } from '../../bank/src/bank.ts';
import type {
  BankAccount,
  BankConnector,
  ConsentView,
  InstitutionProfile,
  VisitStep,
} from '../../server/src/domain/connections/bank.ts';
import { profileOf } from '../../server/src/domain/connections/institution_rows.ts';
import { INSTITUTIONS } from '../../server/src/domain/connections/institutions.data.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import { type BanksOptions, createBanks } from '../../server/src/outbound/banks/registry.ts';
import {
  CLIENT_SECRET,
  CONTROL_TOKEN,
  keysInMemory,
  sandboxAt,
  sandboxEgress,
} from '../../server/src/outbound/banks/testing/sandbox.ts';
import { withCertificate } from '../sandbox_bank.ts';

const PLATFORM = 'http://127.0.0.1:4242';

export interface BankWorld {
  url: string;
  bank: Bank;
  fdx: BankConnector;
  credentials: BankConnector;
  keys: ReturnType<typeof keysInMemory>;
  control: NonNullable<ReturnType<typeof createBanks>['control']>;
  /** Calls the bank's control API where the port has no method for it. */
  desk(method: string, path: string, body?: unknown): Promise<unknown>;
  /** The person's set time at the bank, or null. */
  timeOf(slug: string, user: string): Promise<string | null>;
  close(): Promise<void>;
}

export async function openBankWorld({
  bank_clock,
  ...options
}: Partial<BanksOptions> & { bank_clock?: BankOptions['clock'] } = {}): Promise<BankWorld> {
  const keys = keysInMemory();
  const published = await publish(keys.jwks);
  const bank = await openBank({
    data_folder: null,
    host: '127.0.0.1',
    port: 0,
    control_token: CONTROL_TOKEN,
    ...(bank_clock && { clock: bank_clock }),
    clients: [
      {
        client_id: 'relink',
        client_secret: CLIENT_SECRET,
        redirect_uris: (slug) => [redirectUri(slug)],
        jwks_uri: () => published.url,
      },
    ],
  });
  const banks = createBanks({
    sandbox: sandboxAt(bank.url, withCertificate(bank)),
    keys,
    egress: sandboxEgress(),
    clock: systemClock,
    ...options,
  });
  assert.ok(banks.control);
  const desk = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${bank.url}/control/${path}`, {
      method,
      headers: { authorization: `Bearer ${CONTROL_TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    assert.ok(response.ok, text);
    return JSON.parse(text);
  };
  return {
    url: bank.url,
    bank,
    fdx: banks.connector('fdx'),
    credentials: banks.connector('credentials'),
    keys,
    control: banks.control,
    close: () => Promise.all([bank.close(), published.close()]).then(() => {}),
    desk,
    timeOf: async (slug, user) => ((await desk('GET', `${slug}/people/${user}`)) as { time: string | null }).time,
  };
}

/** The platform's published keys, as a bank fetches them. */
async function publish(jwks: () => object): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(jwks()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/jwks.json`,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

export function redirectUri(slug: string): string {
  return `${PLATFORM}/banks/${slug}/callback`;
}

/** The seeded institution as its connector sees it. */
export function institution(slug: string): InstitutionProfile {
  const seed = INSTITUTIONS.find((candidate) => candidate.slug === slug);
  assert.ok(seed, slug);
  return profileOf(seed);
}

export interface LinkWish {
  user?: string;
  accounts?: string[];
  bank_account?: string;
  customer_time?: Date;
  outcome?: 'approve' | 'cancel' | 'fail_authentication' | 'unexpected_error';
}

export type Complete = Extract<VisitStep, { type: 'complete' }> & { consent: ConsentView };

export function visitRequest(slug: string, wish: LinkWish = {}) {
  return {
    institution: institution(slug),
    redirect_uri: redirectUri(slug),
    permissions: ['payment_method', 'balances'] as const,
    bank_user: wish.user ?? 'anna',
    bank_account: wish.bank_account ?? null,
    customer_time: wish.customer_time ?? null,
    locale: 'en',
  };
}

/** Goes to an OAuth bank as a person and comes back; the last step of the visit. */
export async function visit(world: BankWorld, slug: string, wish: LinkWish = {}): Promise<VisitStep> {
  const bank = institution(slug);
  const request = visitRequest(slug, wish);
  const step = await world.fdx.startVisit({ ...request, permissions: [...request.permissions] });
  if (step.type !== 'redirect') return step;
  const { redirect_to } = await world.control.authorize(bank, {
    url: step.url,
    bank_user: request.bank_user,
    accounts: wish.accounts ?? null,
    outcome: wish.outcome ?? 'approve',
  });
  return world.fdx.continueVisit(bank, step.secret, { type: 'callback', url: redirect_to });
}

/** A visit that has to succeed, at a bank that keeps a record of it. */
export async function link(world: BankWorld, slug: string, wish: LinkWish = {}): Promise<Complete> {
  const step = await visit(world, slug, wish);
  assert.equal(step.type, 'complete', JSON.stringify(step));
  return step as Complete;
}

export function named(accounts: readonly BankAccount[], name: string): BankAccount {
  const account = accounts.find((candidate) => candidate.display_name === name);
  assert.ok(account, `no account ${name}`);
  return account;
}
