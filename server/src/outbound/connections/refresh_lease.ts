// The lease under which one process at a time refreshes a link's credential, and what it writes down when it knows the outcome.
import { setTimeout as delay } from 'node:timers/promises';
import type { Row } from '#database/schema.ts';
import { audit, platformFor } from '#domain/audit.ts';
import type { Credential } from '#domain/connections/bank.ts';
import type { InstitutionPolicy } from '#domain/connections/institution_policy.ts';
import { lifeOf, scheduleKeepAlive } from '#domain/connections/keep_alive.ts';
import { sealCredential } from '#domain/connections/sealed_credential.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { after, SECOND_MS } from '#kernel/clock.ts';
import { type AuthorizationId, randomText } from '#kernel/id.ts';
import type { Desk } from './desk.ts';
import { leaseLife } from './refresh_doubt.ts';

/** Of a lease. With the rest of it, the call and its time-outs end while it stands. */
const CALL_WITHIN = 1 / 6;
/**
 * Seconds between the tries to keep what the bank gave, which exists nowhere else: a standby takes a database over in a minute or two.
 * None is long, so that a database that is back hears it before the lease runs out and somebody else takes its holder for dead.
 */
const KEEP_PAUSES_S = [0.2, 1, 3, 5, ...Array<number>(12).fill(10)];

type Link = Row<'authorizations'>;

export interface Lease {
  owner: string;
  taken: Date;
  /** The link as it stood when the lease was taken: `refresh_in_flight_at` is an earlier refresh whose outcome nobody knows. */
  link: Link;
}

/** Null when somebody else refreshes, or the credential is another one, lost or refused by now. */
export async function takeLease(
  desk: Desk,
  id: AuthorizationId,
  version: number,
  care: Pick<InstitutionPolicy, 'rotation'>,
): Promise<Lease | null> {
  const owner = randomText(16, desk.random);
  const taken = desk.clock.now();
  return await desk.database.transact(async (trx) => {
    const link = await trx
      .selectFrom('authorizations')
      .selectAll()
      .where('id', '=', id)
      .where('credential_version', '=', version)
      .where('credential_lost_at', 'is', null)
      .where((is) => is.or([is('refused_version', 'is', null), is('refused_version', '<>', version)]))
      .where((is) => is.or([is('lease_until', 'is', null), is('lease_until', '<', taken)]))
      .forUpdate()
      .executeTakeFirst();
    if (link === undefined) return null;
    await trx
      .updateTable('authorizations')
      .set({
        lease_owner: owner,
        lease_until: after(taken, leaseLife(care)),
        // The first one counts: every later use of the token is a repetition of it.
        refresh_in_flight_at: link.refresh_in_flight_at ?? taken,
      })
      .where('id', '=', id)
      .execute();
    return { owner, taken, link };
  });
}

/** Whether the token may be sent: a process that was held up cannot know whether somebody else has taken over. */
export function mayCall(desk: Desk, { taken }: Lease, care: Pick<InstitutionPolicy, 'rotation'>): boolean {
  return desk.clock.now().getTime() - taken.getTime() < leaseLife(care) * CALL_WITHIN;
}

/** Whoever had the lease before has never given it back: what he sent, and what the bank answered, nobody knows. */
export function wasCutOff({ link }: Lease): boolean {
  return link.lease_owner !== null;
}

/**
 * `unknown`: whether the bank used the token is not known, so the next one has to be careful. `surely`: a lease that nobody gives
 * back would say that its holder died.
 */
export async function giveLeaseBack(desk: Desk, lease: Lease, unknown: boolean, surely: boolean): Promise<void> {
  const giveBack = () => release(desk, lease, unknown);
  await (surely ? insist(desk, lease.link, 'that a lease is over', giveBack) : giveBack());
}

async function release(desk: Desk, lease: Lease, unknown: boolean): Promise<void> {
  const { owner, link } = lease;
  await desk.database.kysely
    .updateTable('authorizations')
    .set({
      lease_owner: null,
      lease_until: null,
      ...(!unknown && { refresh_in_flight_at: link.refresh_in_flight_at }),
    })
    .where('id', '=', link.id)
    .where('lease_owner', '=', owner)
    .execute();
}

/** Returns false when the link has another credential by now. */
export async function recordLoss(desk: Desk, { link }: Lease): Promise<boolean> {
  return await desk.database.transact(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('authorizations')
      .set({ lease_owner: null, lease_until: null, credential_lost_at: desk.clock.now() })
      .where('id', '=', link.id)
      .where('credential_version', '=', link.credential_version)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) return false;
    await audit({ trx, clock: desk.clock }, platformFor(link), {
      ...{ action: 'token.lost', institution: link.institution, authorization: link.id },
      detail: { version: link.credential_version },
    });
    return true;
  });
}

/** The bank called the password of this credential wrong: whoever waits for the lease finds that, and does not try as well. */
export async function recordRefusal(desk: Desk, { link }: Lease): Promise<void> {
  await insist(desk, link, 'that a bank called a password wrong', () => refuse(desk, link));
}

async function refuse(desk: Desk, link: Link): Promise<void> {
  await desk.database.kysely
    .updateTable('authorizations')
    .set({
      lease_owner: null,
      lease_until: null,
      refresh_in_flight_at: link.refresh_in_flight_at,
      refused_version: link.credential_version,
    })
    .where('id', '=', link.id)
    .where('credential_version', '=', link.credential_version)
    .execute();
}

/**
 * Commits what the bank gave in place of the credential that it was given for, whoever has the lease by now: it may be the only one
 * that lives. Returns false when the link has another credential already, or is lost or disconnected.
 */
export async function keepFresh(
  desk: Desk,
  { link }: Lease,
  policy: InstitutionPolicy,
  fresh: Credential,
): Promise<boolean> {
  return await insist(desk, link, 'a refreshed credential', () => store(desk, link, policy, fresh));
}

/** Nobody else knows what the bank has answered, so a database that does not keep it is asked again. */
async function insist<T>(desk: Desk, link: Link, what: string, keep: () => Promise<T>): Promise<T> {
  for (const pause of KEEP_PAUSES_S) {
    try {
      return await keep();
    } catch (error) {
      const line = { event: 'credential.not_kept', authorization: link.id, error: String(error) };
      desk.log.error(line, `the database does not keep ${what}, which is tried again`);
      await delay(pause * SECOND_MS);
    }
  }
  return await keep();
}

async function store(desk: Desk, link: Link, policy: InstitutionPolicy, fresh: Credential): Promise<boolean> {
  return await desk.database.transact(async (trx) => {
    const context = { trx, clock: desk.clock, random: desk.random };
    const now = await customerTime(context, link.test_clock);
    const { refresh_expires_at, grant_expires_at } = lifeOf(fresh, desk.clock.now(), now);
    const { numUpdatedRows } = await trx
      .updateTable('authorizations')
      .set({
        credential: sealCredential(desk, link, fresh),
        credential_version: link.credential_version + 1,
        lease_owner: null,
        lease_until: null,
        refresh_in_flight_at: null,
        refresh_expires_at,
        // Not every answer repeats it.
        ...(grant_expires_at && { grant_expires_at }),
      })
      .where('id', '=', link.id)
      .where('credential_version', '=', link.credential_version)
      .where('credential_lost_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) return false;
    await audit(context, platformFor(link), {
      ...{ action: 'token.refreshed', institution: link.institution, authorization: link.id },
      detail: { version: link.credential_version + 1 },
    });
    const planned = link.refresh_expires_at !== null || refresh_expires_at !== null;
    if (planned) await scheduleKeepAlive(context, { ...link, refresh_expires_at }, policy, now);
    return true;
  });
}
