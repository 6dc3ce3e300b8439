// Passkeys as facts: what each is to sign, once, and which ones a person has. Signatures are checked in inbound.
import type { Row, Transaction } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { after, MINUTE_MS } from '#kernel/clock.ts';
import { newId, type PasskeyId, randomText } from '#kernel/id.ts';
import { fingerprint, hashSecret, sameBytes } from '#kernel/secret.ts';
import type { Person } from './member_rows.ts';

export type Passkey = Row<'passkeys'>;
type Base = Pick<Context, 'trx' | 'clock'>;

const CHALLENGE_MS = 5 * MINUTE_MS;
export const PASSKEYS_MAX = 20;
/** Open challenges of one person who adds a passkey; beyond it his oldest go. */
const OPEN_MAX = 5;
const NONCE_LENGTH = 22;

/** Remembers what somebody who is signed in is asked to sign. */
export async function rememberChallenge({ trx, clock }: Base, challenge: string, email: string): Promise<void> {
  const own = trx.selectFrom('passkey_challenges').select('hash').where('email', '=', email);
  const older = own.orderBy('expires_at', 'desc').offset(OPEN_MAX - 1);
  await trx.deleteFrom('passkey_challenges').where('hash', 'in', older).execute();
  await trx
    .insertInto('passkey_challenges')
    .values({ hash: hashSecret(challenge), email, expires_at: after(clock.now(), CHALLENGE_MS) })
    .execute();
}

/** Whether this challenge was open for this person; it is used up. */
export async function takeChallenge({ trx, clock }: Base, challenge: string, email: string): Promise<boolean> {
  const taken = await trx
    .deleteFrom('passkey_challenges')
    .where('hash', '=', hashSecret(challenge))
    .where('email', '=', email)
    .where('expires_at', '>', clock.now())
    .returning('hash')
    .executeTakeFirst();
  return taken !== undefined;
}

/** What a passkey signs to sign in. It proves itself, so that whoever asks for many fills no table and takes nobody's place. */
export function signInChallenge({ clock, random, vault }: Pick<Context, 'clock' | 'random' | 'vault'>): string {
  const told = `${after(clock.now(), CHALLENGE_MS).getTime()}.${randomText(NONCE_LENGTH, random)}`;
  return `${told}.${proofOf(vault, told)}`;
}

/** Whether we made this challenge a short while ago and nobody signed in by it; it is used up. */
export async function useSignInChallenge(
  { trx, clock, vault }: Pick<Context, 'trx' | 'clock' | 'vault'>,
  challenge: string,
): Promise<boolean> {
  const [, told, time, proof] = /^((\d{1,15})\.\w+)\.([\w-]+)$/.exec(challenge) ?? [];
  if (told === undefined || !sameBytes(Buffer.from(String(proof)), Buffer.from(proofOf(vault, told)))) return false;
  const expires_at = new Date(Number(time));
  if (expires_at <= clock.now()) return false;
  const used = await trx
    .insertInto('passkey_challenges')
    .values({ hash: hashSecret(told), email: null, expires_at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('hash')
    .executeTakeFirst();
  return used !== undefined;
}

function proofOf({ fingerprint_key }: Context['vault'], told: string): string {
  return Buffer.from(fingerprint(fingerprint_key, 'passkey_challenge', told)).toString('base64url');
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
