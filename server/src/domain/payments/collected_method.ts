// The payment method of a linked account for the intent that it was collected for, made in the transaction that links it.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { assert } from '#kernel/assert.ts';
import { type AccountId, isId } from '#kernel/id.ts';
import { linkedNumber } from './linked_number.ts';
import { findPaymentIntent, isOpen, updatePaymentIntent } from './payment_intent.ts';
import { createPaymentMethod, type PaymentMethod } from './payment_method.ts';
import { findSetupIntent, isFinished, updateSetupIntent } from './setup_intent.ts';

/** `session` collected `account`, with a number that works, for its intent. */
export async function collectLinked(context: Context, session: Row<'sessions'>, id: AccountId): Promise<void> {
  const { intent, billing_details } = session;
  if (intent === null || billing_details === null) return;
  const account = await context.trx.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const number = await linkedNumber(context, account);
  assert(typeof number !== 'string', 'an account is linked for an intent with a number that works');
  const { display_name } = await context.trx
    .selectFrom('institutions')
    .select('display_name')
    .where('id', '=', account.institution)
    .executeTakeFirstOrThrow();
  const method = await createPaymentMethod(context, {
    number,
    bank_name: display_name,
    account,
    account_holder_type: 'individual',
    account_type: account.subcategory === 'savings' ? 'savings' : 'checking',
    verified: true,
    billing_details,
    allow_redisplay: 'unspecified',
    metadata: {},
  });
  await giveMethod(context, intent, method);
}

/** Before the payment methods that a relink changes, as everywhere. */
export async function lockIntentOf(context: Context, { intent }: Pick<Row<'sessions'>, 'intent'>): Promise<void> {
  if (intent === null) return;
  if (isId('seti', intent)) await findSetupIntent(context, intent, { lock: true });
  else await findPaymentIntent(context, intent, { lock: true });
}

/** An intent that was finished meanwhile, or became another customer's, keeps what it has: the page reads how it stands. */
export async function giveMethod(context: Context, id: string, payment_method: PaymentMethod): Promise<void> {
  if (isId('seti', id)) {
    const intent = await findSetupIntent(context, id, { lock: true });
    if (intent !== null && !isFinished(intent)) await updateSetupIntent(context, intent, { payment_method });
    return;
  }
  const intent = await findPaymentIntent(context, id, { lock: true });
  if (intent !== null && isOpen(intent)) await updatePaymentIntent(context, intent, { payment_method });
}
