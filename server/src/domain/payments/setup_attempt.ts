// Attempts of setup intents: each confirmation leaves one behind, with what came of it.
import { json } from '#database/json.ts';
import type { IntentError } from '#database/payment_method_tables.ts';
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { newId, type PaymentMethodId, type SetupAttemptId } from '#kernel/id.ts';

export type SetupAttempt = Row<'setup_attempts'>;

export async function createAttempt(
  context: Context,
  intent: Pick<Row<'setup_intents'>, 'id' | 'customer' | 'usage'>,
  made: { payment_method: PaymentMethodId; status: SetupAttempt['status']; created: Date },
): Promise<SetupAttemptId> {
  const id = newId('setatt', context.random);
  await context.trx
    .insertInto('setup_attempts')
    .values({
      ...made,
      id,
      setup_intent: intent.id,
      customer: intent.customer,
      usage: intent.usage,
      setup_error: json(null),
    })
    .execute();
  return id;
}

export async function changeAttempt(
  { trx }: Context,
  id: SetupAttemptId,
  status: SetupAttempt['status'],
  setup_error: IntentError | null,
): Promise<void> {
  await trx
    .updateTable('setup_attempts')
    .set({ status, setup_error: json(setup_error) })
    .where('id', '=', id)
    .execute();
}
