// SQL of a merchant's team.
import type { Row, Transaction } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import type { Clock } from '#kernel/clock.ts';
import { type MemberId, type MerchantId, newId, type Random } from '#kernel/id.ts';

export type Member = Row<'members'>;

const MEMBERS_MAX = 1_000;

/**
 * The lower-case addresses of the merchant's confirmed members: the only ones that the sandbox writes relink mails to. A
 * connected account's are its platform's.
 */
export async function confirmedEmails({ trx, merchant }: Pick<Context, 'trx' | 'merchant'>): Promise<Set<string>> {
  const rows = await trx
    .selectFrom('members')
    .select('email')
    .where('merchant', '=', merchant.platform ?? merchant.id)
    .where('removed_at', 'is', null)
    .where('confirmed_at', 'is not', null)
    .limit(MEMBERS_MAX)
    .execute();
  return new Set(rows.map((row) => row.email));
}

/** A person's memberships, the oldest first; also those he has not accepted yet. */
export async function membersByEmail(trx: Transaction, email: string): Promise<Member[]> {
  return await trx
    .selectFrom('members')
    .selectAll()
    .where('email', '=', email.toLowerCase())
    .where('removed_at', 'is', null)
    .orderBy('sequence')
    .limit(MEMBERS_MAX)
    .execute();
}

/** A person as far as he has shown who he is. */
export interface Person {
  email: string;
  /** The only merchant that this opens; null: every one. */
  merchant: MerchantId | null;
}

/** What a person works for by his word, the oldest membership first. */
export async function confirmedMemberships(trx: Transaction, { email, merchant }: Person): Promise<Member[]> {
  const members = await membersByEmail(trx, email);
  return members.filter((row) => row.confirmed_at !== null && (merchant === null || row.merchant === merchant));
}

/**
 * A member or somebody invited, held until the transaction ends; null where the merchant has none of that id. The merchant
 * is held before, so that two who change a team do not wait for each other.
 */
export async function lockMember(
  { trx, merchant }: Pick<Context, 'trx' | 'merchant'>,
  id: string,
): Promise<Member | null> {
  await trx.selectFrom('merchants').select('id').where('id', '=', merchant.id).forNoKeyUpdate().execute();
  const row = await trx
    .selectFrom('members')
    .selectAll()
    .where('id', '=', id as MemberId)
    .where('merchant', '=', merchant.id)
    .where('removed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

/** The whole team, the oldest first, with those who have not accepted yet. */
export async function team({ trx, merchant }: Pick<Context, 'trx' | 'merchant'>): Promise<Member[]> {
  return await trx
    .selectFrom('members')
    .selectAll()
    .where('merchant', '=', merchant.id)
    .where('removed_at', 'is', null)
    .orderBy('sequence')
    .limit(MEMBERS_MAX)
    .execute();
}

/** The confirmed owners, held until the transaction ends. */
export async function owners({ trx, merchant }: Pick<Context, 'trx' | 'merchant'>): Promise<Member[]> {
  return await trx
    .selectFrom('members')
    .selectAll()
    .where('merchant', '=', merchant.id)
    .where('role', '=', 'owner')
    .where('removed_at', 'is', null)
    .where('confirmed_at', 'is not', null)
    .orderBy('sequence')
    .limit(MEMBERS_MAX)
    .forUpdate()
    .execute();
}

/** Accepts the invitation of one merchant. Those of others are theirs to be answered. */
export async function confirmMember(
  trx: Transaction,
  { email, merchant }: { email: string; merchant: MerchantId },
  now: Date,
): Promise<void> {
  await trx
    .updateTable('members')
    .set({ confirmed_at: now })
    .where('merchant', '=', merchant)
    .where('email', '=', email.toLowerCase())
    .where('removed_at', 'is', null)
    .where('confirmed_at', 'is', null)
    .execute();
}

/** The owner whose address the installation's settings name (RELINK_OWNER_EMAIL); made confirmed where he is missing. */
export async function ensureOwner(
  trx: Transaction,
  merchant: MerchantId,
  email: string,
  maker: { clock: Clock; random: Random },
): Promise<Member> {
  const found = await trx
    .selectFrom('members')
    .selectAll()
    .where('merchant', '=', merchant)
    .where('email', '=', email.toLowerCase())
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (found !== undefined && found.role === 'owner' && found.confirmed_at !== null) return found;
  const now = maker.clock.now();
  if (found !== undefined) {
    return await trx
      .updateTable('members')
      .set({ role: 'owner', confirmed_at: found.confirmed_at ?? now })
      .where('id', '=', found.id)
      .returningAll()
      .executeTakeFirstOrThrow();
  }
  return await trx
    .insertInto('members')
    .values({
      id: newId('mbr', maker.random),
      merchant,
      email: email.toLowerCase(),
      name: null,
      role: 'owner',
      invited_by: null,
      created: now,
      confirmed_at: now,
      removed_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}
