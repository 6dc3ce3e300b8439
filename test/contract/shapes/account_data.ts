// The keys of what is read of an account: its owners, its past balances, its transactions.
import type Stripe from 'stripe';
import type { KeysOf, Shape } from '../shapes.ts';

export const ownership: Shape = {
  keys: {
    id: 'always',
    object: 'always',
    created: 'always',
    owners: 'always',
  } satisfies KeysOf<Stripe.FinancialConnections.AccountOwnership>,
};

export const owner: Shape = {
  keys: {
    id: 'always',
    object: 'always',
    email: 'always',
    name: 'always',
    ownership: 'always',
    phone: 'always',
    raw_address: 'always',
    refreshed_at: 'always',
  } satisfies KeysOf<Stripe.FinancialConnections.AccountOwner>,
};

export const inferredBalance: Shape = {
  keys: {
    id: 'always',
    object: 'always',
    as_of: 'always',
    current: 'always',
  } satisfies KeysOf<Stripe.FinancialConnections.AccountInferredBalance>,
};

export const transaction: Shape = {
  keys: {
    id: 'always',
    object: 'always',
    account: 'always',
    amount: 'always',
    currency: 'always',
    description: 'always',
    livemode: 'always',
    status: 'always',
    status_transitions: 'always',
    transacted_at: 'always',
    transaction_refresh: 'always',
    updated: 'always',
  } satisfies KeysOf<Stripe.FinancialConnections.Transaction>,
  inside: {
    status_transitions: {
      keys: {
        posted_at: 'always',
        void_at: 'always',
      } satisfies KeysOf<Stripe.FinancialConnections.Transaction.StatusTransitions>,
    },
  },
};
