// What `expand[]` reads of payments, charges and bank accounts that are paid out to.
import { presentCharges } from '#domain/payments/charge_rows.ts';
import { paymentIntentParts } from '#domain/payments/payment_intent.ts';
import type { Resolver } from '#inbound/http/expand.ts';
import type { BankAccountId, ChargeId, PaymentIntentId } from '#kernel/id.ts';
import { presentDeletedExternalAccount, presentExternalAccount } from '#wire/bank_account.ts';
import { presentPaymentIntent } from '#wire/payment_intent.ts';

export const paymentIntents: Resolver = {
  resource: 'payment_intents',
  read: async (context, ids) => {
    const rows = await context.trx
      .selectFrom('payment_intents')
      .selectAll()
      .where('id', 'in', ids as PaymentIntentId[])
      .where('merchant', '=', context.merchant.id)
      .execute();
    const shown = new Map<string, object>();
    for (const row of rows)
      shown.set(row.id, presentPaymentIntent(await paymentIntentParts(context, row, context.public_url)));
    return shown;
  },
};

export const charges: Resolver = {
  resource: 'charges',
  read: async (context, ids) => {
    const rows = await context.trx
      .selectFrom('charges')
      .selectAll()
      .where('id', 'in', ids as ChargeId[])
      .where('merchant', '=', context.merchant.id)
      .execute();
    return new Map((await presentCharges(context, rows)).map((charge) => [charge.id, charge]));
  },
};

/** Also deleted ones: payouts went to them. */
export const externalAccounts: Resolver = {
  resource: 'connected_accounts',
  read: async ({ trx, merchant }, ids) => {
    const rows = await trx
      .selectFrom('external_accounts')
      .selectAll()
      .where('id', 'in', ids as BankAccountId[])
      .where('merchant', '=', merchant.id)
      .execute();
    return new Map(
      rows.map((row) => [
        row.id,
        row.deleted_at === null ? presentExternalAccount(row) : presentDeletedExternalAccount(row),
      ]),
    );
  },
};
