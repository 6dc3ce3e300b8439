// The one place for what the wire has and the pinned SDK does not type yet.
import type Stripe from 'stripe';

type CreateParams = Stripe.FinancialConnections.SessionCreateParams;

/** From 2026-09-30 a session's filter names one country instead of an array of which only the first counted. */
export type SessionFiltersParam = Omit<NonNullable<CreateParams['filters']>, 'countries'> & { country?: string };

export type SessionCreateParams = Omit<CreateParams, 'filters'> & { filters?: SessionFiltersParam };

/** From 2026-09-30 `pending` (not usable yet) and `expired` stand besides `transactable` and `deactivated`. */
export type AccountNumberStatus = Stripe.FinancialConnections.Account.AccountNumber.Status | 'pending' | 'expired';

export type AccountNumber = Omit<Stripe.FinancialConnections.Account.AccountNumber, 'status'> & {
  status: AccountNumberStatus;
};

/** The guides name the types of an intent this way, and so do older SDKs; newer ones say `allowed_payment_method_types`. */
interface PaymentMethodTypesParam {
  payment_method_types?: string[];
}

export type SetupIntentCreateParams = Stripe.SetupIntentCreateParams & PaymentMethodTypesParam;
export type SetupIntentUpdateParams = Stripe.SetupIntentUpdateParams & PaymentMethodTypesParam;
