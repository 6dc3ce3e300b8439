// Looks at one link at its bank and applies what it sees: the floor under every other way of noticing that a link broke.
import type { Row } from '#database/schema.ts';
import { accountsOn } from '#domain/connections/account_rows.ts';
import { type BankAccount, BankError, isLive } from '#domain/connections/bank.ts';
import { payable } from '#domain/connections/eligibility.ts';
import { endedConsent } from '#domain/connections/ended_consent.ts';
import { type Observation, observe } from '#domain/connections/observe.ts';
import type { NumbersSeen } from '#domain/connections/observe_account.ts';
import { type Returned, scheduleDailyCheck } from '#domain/connections/schedule.ts';
import { customerTime, timeAhead } from '#domain/customers/test_clock.ts';
import { openContext } from '#domain/open_context.ts';
import type { Effects } from '#jobs/run.ts';
import type { AuthorizationId } from '#kernel/id.ts';
import { type Usable, usableCredential } from './credential.ts';
import { asOwner, type Counter, counterAt, type Desk, frozenTime, tellTime } from './desk.ts';
import { orNotRead, readNumber } from './read_number.ts';
import { sideBySide } from './side_by_side.ts';

export interface CheckRequest {
  authorization: AuthorizationId;
  /** A missing account is gone for good: a test helper said so. */
  confirmed: boolean;
  /** Plan the next daily check when done. */
  daily: boolean;
  /** Renew the credential's life first, however good it is. */
  renew?: boolean;
  /** Money that came back, which is why. */
  returned?: Returned | null;
}

/** Transient trouble changes nothing and throws, so the job is tried again; a daily check waits for the next day instead. */
export async function checkAuthorization(desk: Desk, request: CheckRequest): Promise<Effects> {
  const opened = await desk.database.transact(async (trx) => {
    const link = await trx
      .selectFrom('authorizations')
      .selectAll()
      .where('id', '=', request.authorization)
      .executeTakeFirst();
    if (link === undefined || link.status === 'disconnected') return null;
    const accounts = await accountsOn(trx, link.id);
    return {
      link,
      accounts,
      counter: await counterAt(desk, trx, link.institution),
      time: await frozenTime(trx, link.test_clock),
    };
  });
  if (opened === null || (request.renew && isOver(opened.link))) return async () => {};
  const { link, accounts, counter, time } = opened;
  await tellTime(desk, counter.profile, link.bank_user, time);
  const began = desk.clock.now();
  const spent = request.renew ? link.credential_version : null;
  const seen = await look(desk, link, accounts, counter, spent).catch((error: unknown) => {
    if (!request.daily) throw error;
    const line = { authorization: link.id, institution: counter.profile.slug, error: String(error) };
    desk.log.warn(line, 'a daily check learned nothing');
    return null;
  });
  return (trx) =>
    asOwner(desk, trx, { merchant: link.merchant, livemode: link.livemode }, async (context) => {
      // Read anew: a clock may have moved meanwhile, and what is told later is not dated earlier.
      const now = await customerTime(context, link.test_clock);
      if (seen !== null) {
        const { observation, version } = seen;
        const { policy } = counter.profile;
        const { authorization, confirmed } = request;
        await observe(context, {
          authorization,
          credential_version: version,
          began,
          observation,
          policy,
          confirmed,
          returned: request.returned ?? null,
          now,
        });
      }
      if (request.daily && !isOver(link))
        await scheduleDailyCheck(context, link, await timeAhead(trx, link.test_clock, now));
    });
}

/** A daily look that was tried for days, whatever kept it, does not end the daily looks. */
export function lookAgain(
  desk: Parameters<typeof openContext>[0],
  { authorization, daily }: Pick<CheckRequest, 'authorization' | 'daily'>,
): Effects {
  return async (trx) => {
    const rows = trx.selectFrom('authorizations').selectAll().where('id', '=', authorization);
    const link = daily ? await rows.executeTakeFirst() : undefined;
    if (link === undefined || link.status === 'disconnected' || isOver(link)) return;
    const context = await openContext(desk, trx, link);
    await scheduleDailyCheck(context, link, await customerTime(context, link.test_clock));
  };
}

/** A grant that ended does not come back by itself, so there is nothing to look at any more. */
function isOver(link: Row<'authorizations'>): boolean {
  return link.died_version === link.credential_version;
}

async function look(
  desk: Desk,
  link: Row<'authorizations'>,
  accounts: Row<'accounts'>[],
  counter: Counter,
  spent: number | null,
): Promise<{ observation: Observation; version: number } | null> {
  let { credential_version: version, consent } = link;
  try {
    const first = await usableCredential(desk, link.id, counter, spent);
    if (first === null) return null;
    ({ version, consent } = first);
    const observed = await tryRead(accounts, counter, first);
    if (observed !== 'rejected') return { observation: observed, version };
    const fresh = await usableCredential(desk, link.id, counter, version);
    if (fresh === null) return null;
    ({ version, consent } = fresh);
    return { observation: await read(accounts, counter, fresh), version };
  } catch (error) {
    if (!(error instanceof BankError)) throw error;
    const diagnosis = await counter.connector.diagnose(counter.profile, consent, error);
    if (diagnosis === null) throw error;
    return { observation: { type: 'ended', diagnosis }, version };
  }
}

/** A first refusal of the token says little: it is refreshed once and the read repeated (bank-connectors, section 4, row 8). */
async function tryRead(
  accounts: Row<'accounts'>[],
  counter: Counter,
  usable: Usable,
): Promise<Observation | 'rejected'> {
  try {
    return await read(accounts, counter, usable);
  } catch (error) {
    if (error instanceof BankError && error.kind === 'credential_rejected') return 'rejected';
    throw error;
  }
}

async function read(
  accounts: Row<'accounts'>[],
  { connector, profile }: Counter,
  usable: Usable,
): Promise<Observation> {
  const { credential } = usable;
  const listed = await connector.listAccounts(profile, credential);
  const consent = usable.consent === null ? null : await connector.getConsent(profile, usable.consent);
  // A token may outlive its consent for a while; the record is the truth.
  const ended = endedConsent(consent);
  if (ended !== null) return { type: 'ended', diagnosis: ended };
  const readable = listed.filter((row) => isLive(row) && payable(row) && hasNumbers(accounts, row));
  const numbers = await sideBySide(readable, async (row): Promise<[string, NumbersSeen | Trouble]> => {
    const call = () => connector.getNumbers(profile, credential, row);
    return [row.bank_account, await orNotRead(readNumber(call).catch(troubleOf))];
  });
  return { type: 'read', consent, ...seenOf(listed, new Map(numbers)) };
}

/** What a refused number says of its account. */
type Trouble = { state: BankAccount['state'] };

function troubleOf(error: unknown): 'refused' | Trouble {
  const kind = error instanceof BankError ? error.kind : null;
  if (kind === 'permission_missing' || kind === 'account_unsupported') return 'refused';
  if (kind === 'account_restricted') return { state: 'restricted' };
  if (kind === 'account_closed') return { state: 'closed' };
  throw error;
}

/** What the bank said of an account when it was asked for its number goes before the list, which is older. */
function seenOf(
  listed: BankAccount[],
  found: Map<string, NumbersSeen | Trouble>,
): { accounts: BankAccount[]; numbers: Map<string, NumbersSeen> } {
  const numbers = new Map<string, NumbersSeen>();
  const accounts = listed.map((row) => {
    const seen = found.get(row.bank_account) ?? 'not_read';
    if (typeof seen === 'object' && 'state' in seen) return { ...row, ...seen };
    numbers.set(row.bank_account, seen);
    return row;
  });
  return { accounts, numbers };
}

function hasNumbers(accounts: Row<'accounts'>[], listed: BankAccount): boolean {
  const known = accounts.find((account) => account.bank_account === listed.bank_account);
  return known?.permissions.includes('payment_method') ?? false;
}
