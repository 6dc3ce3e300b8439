// SQL of authorizations and the consents they have had.
import type { Holder, Row, Transaction } from '#database/schema.ts';
import type { AuthorizationId, InstitutionId, MerchantId } from '#kernel/id.ts';
import { accountById } from './account_rows.ts';
import type { ConsentEnd } from './bank.ts';
import { heldBy } from './holder.ts';

interface Owner {
  merchant: MerchantId;
  livemode: boolean;
}

export async function authorizationById(
  trx: Transaction,
  owner: Owner,
  id: string,
): Promise<Row<'authorizations'> | null> {
  const row = await trx
    .selectFrom('authorizations')
    .selectAll()
    .where('id', '=', id as AuthorizationId)
    .where('merchant', '=', owner.merchant)
    .where('livemode', '=', owner.livemode)
    .executeTakeFirst();
  return row ?? null;
}

/** The first lock of every writer of connections: accounts, numbers and sessions follow it. */
export async function lockAuthorization(trx: Transaction, id: AuthorizationId): Promise<Row<'authorizations'> | null> {
  const row = await trx.selectFrom('authorizations').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row ?? null;
}

/** An account may move to another authorization until the lock is held; then the other one has to be locked. */
export async function lockWithAuthorization(
  trx: Transaction,
  target: Row<'accounts'>,
): Promise<{ account: Row<'accounts'>; authorization: Row<'authorizations'> } | null> {
  const authorization = await lockAuthorization(trx, target.authorization_id);
  const account = await accountById(trx, target, target.id);
  if (account === null || authorization === null) return null;
  if (account.authorization_id === authorization.id) return { account, authorization };
  return await lockWithAuthorization(trx, account);
}

/** The one authorization of a holder, an institution and a person there, locked; null when there is none yet, or no holder. */
export async function lockAuthorizationOf(
  trx: Transaction,
  owner: Owner,
  identity: Holder & { institution: InstitutionId; bank_subject: string },
): Promise<Row<'authorizations'> | null> {
  const row = await trx
    .selectFrom('authorizations')
    .selectAll()
    .where('merchant', '=', owner.merchant)
    .where('livemode', '=', owner.livemode)
    .where(heldBy(identity))
    .where('institution', '=', identity.institution)
    .where('bank_subject', '=', identity.bank_subject)
    .where('status', '<>', 'disconnected')
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

/** `ended_by_bank_at` is real time, where the bank decided it. */
export async function endConsent(
  trx: Transaction,
  consent: {
    authorization: AuthorizationId;
    bank_consent: string;
    ended_by: ConsentEnd;
    ended_at: Date;
    ended_by_bank_at?: Date;
  },
): Promise<void> {
  const { authorization, bank_consent, ...end } = consent;
  await trx
    .updateTable('consents')
    .set(end)
    .where('authorization_id', '=', authorization)
    .where('bank_consent', '=', bank_consent)
    .where('ended_at', 'is', null)
    .execute();
}
