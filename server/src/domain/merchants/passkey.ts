// Passkeys as facts: what each is to sign, once, and which ones a person has. Signatures are checked in inbound.
import type { Row, Transaction } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { after, MINUTE_MS } from '#kernel/clock.ts';
import { newId, type PasskeyId } from '#kernel/id.ts';
import { hashSecret } from '#kernel/secret.ts';
import type { Person } from './member_rows.ts';

export type Passkey = Row<'passkeys'>;
type Base = Pick<Context, 'trx' | 'clock'>;

const CHALLENGE_MS = 5 * MINUTE_MS;
export const PASSKEYS_MAX = 20;
/** Open challenges of people who are not signed in; beyond it the oldest go, so that nobody can fill the table. */
const OPEN_MAX = 1_000;

/** `email`: who adds a passkey; null for a sign-in. */
export async function rememberChallenge({ trx, clock }: Base, challenge: string, email: string | null): Promise<void> {
  const now = clock.now();
  await trx.deleteFrom('passkey_challenges').where('expires_at', '<=', now).execute();
  const kept = trx.selectFrom('passkey_challenges').select('hash').orderBy('expires_at', 'desc').limit(OPEN_MAX);
  await trx.deleteFrom('passkey_challenges').where('hash', 'not in', kept).execute();
  await trx
    .insertInto('passkey_challenges')
    .values({ hash: hashSecret(challenge), email, expires_at: after(now, CHALLENGE_MS) })
    .execute();
}

/** Whether this challenge was open for this person; it is used up. */
export async function takeChallenge({ trx, clock }: Base, challenge: string, email: string | null): Promise<boolean> {
  const taken = await trx
    .deleteFrom('passkey_challenges')
    .where('hash', '=', hashSecret(challenge))
    .where('email', email === null ? 'is' : '=', email)
    .where('expires_at', '>', clock.now())
    .returning('hash')
    .executeTakeFirst();
  return taken !== undefined;
}

/** Those that open what this person has shown to be his; a passkey of one merchant is not shown at another. */
export async function passkeysOf(trx: Transaction, { email, merchant }: Person): Promise<Passkey[]> {
  return await trx
    .selectFrom('passkeys')
    .selectAll()
    .where('email', '=', email)
    .where('merchant', merchant === null ? 'is' : '=', merchant)
    .orderBy('sequence')
    .limit(PASSKEYS_MAX)
    .execute();
}

export async function passkeyByCredential(trx: Transaction, credential: string): Promise<Passkey | null> {
  const row = await trx
    .selectFrom('passkeys')
    .selectAll()
    .where('credential_id', '=', credential)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

/** Null for one that is known already. */
export async function addPasskey(
  { trx, clock, random }: Pick<Context, 'trx' | 'clock' | 'random'>,
  passkey: Pick<Passkey, 'email' | 'merchant' | 'credential_id' | 'public_key' | 'counter' | 'transports' | 'name'>,
): Promise<Passkey | null> {
  const added = await trx
    .insertInto('passkeys')
    .values({ id: newId('pky', random), ...passkey, created: clock.now(), last_used_at: null })
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .returningAll()
    .executeTakeFirst();
  return added ?? null;
}

export async function passkeyUsed({ trx, clock }: Base, id: PasskeyId, counter: number): Promise<void> {
  await trx.updateTable('passkeys').set({ counter, last_used_at: clock.now() }).where('id', '=', id).execute();
}

/** False where this person has no such one. */
export async function removePasskey(trx: Transaction, { email, merchant }: Person, id: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('passkeys')
    .where('id', '=', id as PasskeyId)
    .where('email', '=', email)
    .where('merchant', merchant === null ? 'is' : '=', merchant)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
