// Resolvers of `expand[]` for what is paid with: payment methods, setup intents, their attempts, mandates.
import { setupIntentParts } from '#domain/payments/setup_intent.ts';
import type { Resolver } from '#inbound/http/expand.ts';
import type { MandateId, PaymentMethodId, SetupAttemptId, SetupIntentId } from '#kernel/id.ts';
import { presentMandate } from '#wire/mandate.ts';
import { presentBrowserPaymentMethod, presentPaymentMethod } from '#wire/payment_method.ts';
import { presentSetupAttempt, presentSetupIntent } from '#wire/setup_intent.ts';

/** A page gets the part of a payment method that it may see. */
export const paymentMethods: Resolver = {
  resource: 'payment_methods',
  by_pages: true,
  read: async (context, ids) => {
    const rows = await context.trx
      .selectFrom('payment_methods')
      .selectAll()
      .where('id', 'in', ids as PaymentMethodId[])
      .where('merchant', '=', context.merchant.id)
      .where('livemode', '=', context.livemode)
      .execute();
    const present = context.caller.kind === 'publishable' ? presentBrowserPaymentMethod : presentPaymentMethod;
    return new Map(rows.map((row) => [row.id, present(row)]));
  },
};

export const mandates: Resolver = {
  resource: 'payment_methods',
  read: async (context, ids) => {
    const rows = await context.trx
      .selectFrom('mandates')
      .selectAll()
      .where('id', 'in', ids as MandateId[])
      .where('merchant', '=', context.merchant.id)
      .where('livemode', '=', context.livemode)
      .execute();
    return new Map(rows.map((row) => [row.id, presentMandate(row)]));
  },
};

export const setupIntents: Resolver = {
  resource: 'setup_intents',
  read: async (context, ids) => {
    const shown = new Map<string, object>();
    for (const row of await context.trx
      .selectFrom('setup_intents')
      .selectAll()
      .where('id', 'in', ids as SetupIntentId[])
      .where('merchant', '=', context.merchant.id)
      .where('livemode', '=', context.livemode)
      .execute())
      shown.set(row.id, presentSetupIntent(await setupIntentParts(context, row, context.public_url)));
    return shown;
  },
};

export const setupAttempts: Resolver = {
  resource: 'setup_intents',
  read: async ({ trx, merchant, livemode }, ids) => {
    const rows = await trx
      .selectFrom('setup_attempts')
      .innerJoin('setup_intents', 'setup_intents.id', 'setup_attempts.setup_intent')
      .selectAll('setup_attempts')
      .where('setup_attempts.id', 'in', ids as SetupAttemptId[])
      .where('setup_intents.merchant', '=', merchant.id)
      .where('setup_intents.livemode', '=', livemode)
      .execute();
    return new Map(rows.map((row) => [row.id, presentSetupAttempt(row, { livemode })]));
  },
};
