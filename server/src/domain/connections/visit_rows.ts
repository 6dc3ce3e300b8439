// SQL of bank visits: one row per try of a customer at a bank within a session.
import { json } from '#database/json.ts';
import type { Permission, Row, Transaction } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { after, MINUTE_MS } from '#kernel/clock.ts';
import { type BankVisitId, type InstitutionId, newId, randomText, type SessionId } from '#kernel/id.ts';
import type { Place } from '#kernel/seal.ts';
import { hashSecret } from '#kernel/secret.ts';
import type { ErrorKind } from '#wire/flow.ts';
import type { BankAccount, ConsentView, Credential, VisitFailure } from './bank.ts';
import { readCredential, writeCredential } from './sealed_credential.ts';
import { recordVisitStep } from './session_steps.ts';

/** OAuth state, launch links and forms live this long (bank-connectors, section 5). */
export const VISIT_MS = 10 * MINUTE_MS;
export const LAUNCH_TOKEN_LENGTH = 32;

/** Why a visit did not end in a link: what the bank said, or what we found afterwards. */
export interface Failure {
  kind:
    | VisitFailure['kind']
    | 'wrong_account'
    | 'wrong_person'
    | 'no_accounts'
    | 'no_eligible_accounts'
    | 'accounts_unavailable'
    | 'numbers_unavailable';
  expected_available_at?: number;
  /** Labels of what the customer did pick, so that the page can name it. */
  found?: { display_name: string; last4: string | null; subcategory: string }[];
}

/** The word for it outside of our rows: on the pages and in the timeline. */
export function errorKindOf({ kind }: Pick<Failure, 'kind'>): ErrorKind {
  return kind === 'cancelled' ? 'bank_cancelled' : kind;
}

/** What the consent at the bank has to cover and whom it is expected from. */
export interface VisitPlan {
  permissions: Permission[];
  bank_user: string;
  /** The name is of our making, because the bank has told none. */
  invented: boolean;
  bank_account: string | null;
}

export async function createVisit(
  context: Context,
  visit: {
    session: Row<'sessions'>;
    institution: InstitutionId;
    origin: string;
    bank_user: string | null;
    headless: boolean;
  },
): Promise<BankVisitId> {
  const now = context.clock.now();
  const id = newId('bvisit', context.random);
  await context.trx
    .insertInto('bank_visits')
    .values({
      id,
      session: visit.session.id,
      merchant: context.merchant.id,
      institution: visit.institution,
      state: 'starting',
      origin: visit.origin,
      headless: visit.headless,
      step: json({}),
      secret: null,
      launch_hash: null,
      launch_sealed: null,
      launched_at: null,
      browser_hash: null,
      oauth_state_hash: null,
      oauth_state_used_at: null,
      credential: null,
      consent: null,
      bank_subject: null,
      bank_user: visit.bank_user,
      candidates: null,
      chosen: null,
      failure: null,
      created: now,
      expires_at: after(now, VISIT_MS),
    })
    .execute();
  await context.trx
    .updateTable('sessions')
    .set({ visit: id, institution: visit.institution })
    .where('id', '=', visit.session.id)
    .execute();
  return id;
}

/** The way to the bank: our one-time link and the bank's address behind it, whose state and nonce nobody else may learn. */
export interface Launch {
  token: string;
  url: string;
  /** When the bank's address stops working, if it does before the visit is over. */
  expires_at: Date | null;
}

/** Makes the one-time link for the bank's address, or lets the one that there is lead there; what is returned belongs into the visit's row. */
export function makeLaunch(
  context: Context,
  visit: Visit & Pick<Row<'bank_visits'>, 'launch_sealed'>,
  way: Pick<Launch, 'url' | 'expires_at'>,
): { launch_hash: Uint8Array; launch_sealed: Uint8Array } {
  const token = launchOf(context, visit)?.token ?? randomText(LAUNCH_TOKEN_LENGTH, context.random);
  const { url, expires_at } = way;
  const launch: Launch = { token, url, expires_at };
  return {
    launch_hash: hashSecret(token),
    launch_sealed: context.vault.sealer.seal(JSON.stringify(launch), placeOf(visit, 'launch_sealed')),
  };
}

/** Null once the link was used, or before there is one. */
export function launchOf(context: Opening, visit: Visit & Pick<Row<'bank_visits'>, 'launch_sealed'>): Launch | null {
  if (visit.launch_sealed === null) return null;
  const kept: { expires_at?: string | null } & Pick<Launch, 'token' | 'url'> = JSON.parse(
    context.vault.sealer.open(visit.launch_sealed, placeOf(visit, 'launch_sealed')),
  );
  return { ...kept, expires_at: kept.expires_at ? new Date(kept.expires_at) : null };
}

type Visit = Pick<Row<'bank_visits'>, 'id' | 'merchant'>;
type Sealing = Pick<Context, 'vault' | 'merchant'>;
type Opening = Pick<Context, 'vault'>;

function visitOf({ merchant }: Sealing, id: BankVisitId): Visit {
  return { id, merchant: merchant.id };
}

function placeOf({ id, merchant }: Visit, column: 'launch_sealed' | 'secret' | 'credential'): Place {
  return { tenant: merchant, table: 'bank_visits', column, row: id };
}

export async function countVisits(trx: Transaction, session: SessionId): Promise<number> {
  const row = await trx
    .selectFrom('bank_visits')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('session', '=', session)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function visitById(trx: Transaction, id: BankVisitId): Promise<Row<'bank_visits'> | null> {
  return (await trx.selectFrom('bank_visits').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

export async function lockVisit(trx: Transaction, id: BankVisitId): Promise<Row<'bank_visits'> | null> {
  return (await trx.selectFrom('bank_visits').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null;
}

export async function failVisit(
  context: Pick<Context, 'trx' | 'clock'>,
  visit: Pick<Row<'bank_visits'>, 'id' | 'session'>,
  failure: Failure,
): Promise<void> {
  await context.trx
    .updateTable('bank_visits')
    .set({ state: 'failed', failure: json(failure), secret: null, launch_sealed: null, candidates: null })
    .where('id', '=', visit.id)
    .execute();
  const { found } = failure;
  const labels = found?.map(({ display_name, last4 }) => ({ display_name, last4 }));
  await recordVisitStep(context, visit, 'returned', { kind: errorKindOf(failure), ...(labels && { found: labels }) });
}

/** The connector's own notes between two steps (PKCE verifier, nonce, form id). */
export function sealVisitSecret(context: Sealing, id: BankVisitId, secret: string): Uint8Array {
  return context.vault.sealer.seal(secret, placeOf(visitOf(context, id), 'secret'));
}

export function openVisitSecret(context: Opening, visit: Row<'bank_visits'>): string | null {
  if (visit.secret === null) return null;
  return context.vault.sealer.open(visit.secret, placeOf(visit, 'secret'));
}

export function sealVisitCredential(context: Sealing, id: BankVisitId, credential: Credential): Uint8Array {
  return context.vault.sealer.seal(writeCredential(credential), placeOf(visitOf(context, id), 'credential'));
}

export function openVisitCredential(context: Opening, visit: Row<'bank_visits'>): Credential | null {
  if (visit.credential === null) return null;
  return readCredential(context.vault.sealer.open(visit.credential, placeOf(visit, 'credential')));
}

/** A bank account as the visit found it, with the fingerprint of its real number where that was needed to recognise it. */
export interface Candidate extends BankAccount {
  number_fingerprint: Uint8Array | null;
}

/** Dates and bytes go through JSON columns as text. */
export function writeCandidates(candidates: Candidate[]): unknown[] {
  return candidates.map((candidate) => ({
    ...candidate,
    number_expires_at: candidate.number_expires_at?.toISOString() ?? null,
    number_fingerprint: candidate.number_fingerprint && Buffer.from(candidate.number_fingerprint).toString('hex'),
  }));
}

type WrittenCandidate = Omit<Candidate, 'number_expires_at' | 'number_fingerprint'> & {
  number_expires_at: string | null;
  number_fingerprint: string | null;
};

export function readCandidates(visit: Row<'bank_visits'>): Candidate[] {
  return ((visit.candidates ?? []) as WrittenCandidate[]).map((row) => ({
    ...row,
    number_expires_at: row.number_expires_at === null ? null : new Date(row.number_expires_at),
    number_fingerprint: row.number_fingerprint === null ? null : Buffer.from(row.number_fingerprint, 'hex'),
  }));
}

type WrittenConsent = Omit<ConsentView, 'expires_at' | 'sign_in_required_from'> & {
  expires_at: string | null;
  /** Visits that began before it was read have none. */
  sign_in_required_from?: string | null;
};

export function writeConsent(consent: ConsentView): Record<string, unknown> {
  const { expires_at, sign_in_required_from: from } = consent;
  return {
    ...consent,
    expires_at: expires_at?.toISOString() ?? null,
    sign_in_required_from: from?.toISOString() ?? null,
  };
}

export function readConsent(visit: Row<'bank_visits'>): ConsentView | null {
  if (visit.consent === null) return null;
  const row = visit.consent as unknown as WrittenConsent;
  const { expires_at, sign_in_required_from: from = null } = row;
  return {
    ...row,
    expires_at: expires_at === null ? null : new Date(expires_at),
    sign_in_required_from: from === null ? null : new Date(from),
  };
}
