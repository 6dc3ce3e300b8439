// Test helpers: makes something happen at the sandbox bank, then looks at the link like any check does.
import type { Row } from '#database/schema.ts';
import { BankControlError } from '#domain/connections/banks.ts';
import type { Effects } from '#jobs/run.ts';
import { JobRefused } from '#jobs/settle.ts';
import type { AccountId, AuthorizationId } from '#kernel/id.ts';
import { checkAuthorization } from './check_authorization.ts';
import { refused } from './complete_session.ts';
import { type Counter, counterAt, type Desk, frozenTime, tellTime } from './desk.ts';

export type ConsentEvent = 'consent_revoked' | 'consent_expired' | 'reauthentication_required' | 'recovered';
export type AccountSimulation =
  | 'closed'
  | 'reopened'
  | 'unavailable'
  | 'sharing_stopped'
  | 'identity_lost'
  | 'account_number_expired'
  | 'account_number_revoked';

const AT_BANK = {
  consent_revoked: 'revoked',
  consent_expired: 'expired',
  reauthentication_required: 'reauthentication_required',
  recovered: 'recovered',
} as const;

export async function simulateOnAuthorization(
  desk: Desk,
  id: AuthorizationId,
  event: ConsentEvent,
  attempt: number,
): Promise<Effects> {
  const { link, counter } = await openLink(desk, id);
  const act = () =>
    desk.banks.control!.simulateConsent(
      counter.profile,
      { consent: link.consent, bank_user: link.bank_user! },
      AT_BANK[event],
    );
  const look = () => checkAuthorization(desk, { authorization: id, confirmed: true, daily: false });
  if (event === 'recovered' && mayHaveRecovered(link)) return await recover(desk, id, attempt, act, look);
  await atBank(desk, attempt, act);
  return await look();
}

/** Its grant lives, so the bank may let it in again although nobody has looked since. */
function mayHaveRecovered({ status, died_version, credential_version }: Row<'authorizations'>): boolean {
  return status === 'inactive' && died_version !== credential_version;
}

/** A bank with nothing to lift may have let its customer in before, on its own pages or at its desk: the look decides. */
async function recover(
  desk: Desk,
  id: AuthorizationId,
  attempt: number,
  act: () => Promise<void>,
  look: () => Promise<Effects>,
): Promise<Effects> {
  const refusal = await atBank(desk, attempt, act).then(
    () => null,
    (error: unknown) => error,
  );
  if (refusal !== null && !(refusal instanceof JobRefused)) throw refusal;
  const seen = await look();
  return async (trx) => {
    await seen(trx);
    if (refusal === null) return;
    const links = trx.selectFrom('authorizations').select('status').where('id', '=', id);
    if ((await links.executeTakeFirstOrThrow()).status !== 'active') throw refusal;
  };
}

export async function simulateOnAccount(
  desk: Desk,
  id: AccountId,
  event: AccountSimulation,
  attempt: number,
): Promise<Effects> {
  const account = await desk.database.kysely
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const { link, counter } = await openLink(desk, account.authorization_id);
  const target = { bank_user: link.bank_user!, bank_account: account.bank_account, consent: link.consent };
  await atBank(desk, attempt, () => desk.banks.control!.simulateAccount(counter.profile, target, atBankName(event)));
  return await checkAuthorization(desk, { authorization: link.id, confirmed: true, daily: false });
}

function atBankName(event: AccountSimulation) {
  if (event === 'account_number_expired') return 'number_expired';
  return event === 'account_number_revoked' ? 'number_revoked' : event;
}

async function openLink(desk: Desk, id: AuthorizationId): Promise<{ link: Row<'authorizations'>; counter: Counter }> {
  const opened = await desk.database.transact(async (trx) => {
    const link = await trx.selectFrom('authorizations').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    return {
      link,
      counter: await counterAt(desk, trx, link.institution),
      time: await frozenTime(trx, link.test_clock),
    };
  });
  const { link, counter, time } = opened;
  if (!desk.banks.control?.moves(counter.profile) || link.status === 'disconnected' || link.bank_user === null) {
    throw refused('This link has no person at a sandbox bank.');
  }
  await tellTime(desk, counter.profile, link.bank_user, time);
  return { link, counter };
}

/**
 * The bank says no when an event does not apply to the state it is in: the caller's mistake, not ours. In a repeated try the no
 * may be the echo of our own first try, so the look decides. A bank that does not answer throws, and the job is tried again.
 */
async function atBank(desk: Desk, attempt: number, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof BankControlError)) throw error;
    desk.log.info({ attempt, error: error.message }, 'the sandbox bank refused a simulated event');
    if (attempt === 1) throw refused(`The event does not apply to the link as it is now. ${error.message}`, 'event');
  }
}
