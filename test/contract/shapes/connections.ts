// The keys of the Financial Connections objects.
import type Stripe from 'stripe';
import type { KeysOf, Presence, Shape } from '../shapes.ts';

type FinancialConnections = {
  account: Stripe.FinancialConnections.Account;
  authorization: Stripe.FinancialConnections.Authorization;
  institution: Stripe.FinancialConnections.Institution;
  session: Stripe.FinancialConnections.Session;
};

const holder: Shape = {
  keys: {
    account: 'sometimes',
    customer: 'sometimes',
    customer_account: 'sometimes',
    type: 'always',
  } satisfies KeysOf<Stripe.FinancialConnections.Account.AccountHolder>,
};

const accountNumber: Shape = {
  keys: {
    expected_expiry_date: 'always',
    identifier_type: 'always',
    status: 'always',
    supported_networks: 'always',
  } satisfies KeysOf<Stripe.FinancialConnections.Account.AccountNumber>,
};

const accountStatusDetails: Shape = {
  keys: {
    active: 'sometimes',
    inactive: 'sometimes',
  } satisfies KeysOf<Stripe.FinancialConnections.Account.StatusDetails>,
  inside: {
    active: {
      keys: {
        action: 'always',
        cause: 'always',
        expected_deactivation_date: 'always',
      } satisfies KeysOf<Stripe.FinancialConnections.Account.StatusDetails.Active>,
    },
    inactive: {
      keys: {
        action: 'always',
        cause: 'always',
      } satisfies KeysOf<Stripe.FinancialConnections.Account.StatusDetails.Inactive>,
    },
  },
};

const refreshKeys = {
  last_attempted_at: 'always',
  next_refresh_available_at: 'always',
  status: 'always',
} as const satisfies KeysOf<Stripe.FinancialConnections.Account.BalanceRefresh>;

const refresh: Shape = { keys: refreshKeys };

const transactionRefresh: Shape = {
  keys: { id: 'always', ...refreshKeys } satisfies KeysOf<Stripe.FinancialConnections.Account.TransactionRefresh>,
};

const balance: Shape = {
  keys: {
    as_of: 'always',
    cash: 'sometimes',
    credit: 'sometimes',
    current: 'always',
    type: 'always',
  } satisfies KeysOf<Stripe.FinancialConnections.Account.Balance>,
  inside: {
    cash: { keys: { available: 'always' } satisfies KeysOf<Stripe.FinancialConnections.Account.Balance.Cash> },
    credit: { keys: { used: 'always' } satisfies KeysOf<Stripe.FinancialConnections.Account.Balance.Credit> },
  },
};

export const account: Shape = {
  keys: {
    id: 'always',
    object: 'always',
    account_holder: 'always',
    account_numbers: 'always',
    authorization: 'sometimes',
    balance: 'always',
    balance_refresh: 'always',
    category: 'always',
    created: 'always',
    display_name: 'always',
    inferred_balances_refresh: 'sometimes',
    institution: 'sometimes',
    institution_name: 'always',
    last4: 'always',
    livemode: 'always',
    ownership: 'always',
    ownership_refresh: 'always',
    permissions: 'always',
    status: 'always',
    status_details: 'sometimes',
    subcategory: 'always',
    subscriptions: 'always',
    supported_payment_method_types: 'always',
    transaction_refresh: 'always',
  } satisfies KeysOf<FinancialConnections['account']>,
  inside: {
    account_holder: holder,
    account_numbers: accountNumber,
    balance,
    balance_refresh: refresh,
    inferred_balances_refresh: refresh,
    ownership_refresh: refresh,
    status_details: accountStatusDetails,
    transaction_refresh: transactionRefresh,
  },
};

export const authorization: Shape = {
  keys: {
    id: 'always',
    object: 'always',
    account_holder: 'sometimes',
    institution: 'sometimes',
    institution_name: 'always',
    livemode: 'always',
    status: 'always',
    status_details: 'always',
  } satisfies KeysOf<FinancialConnections['authorization']>,
  inside: {
    account_holder: holder,
    status_details: {
      keys: {
        active: 'sometimes',
        inactive: 'sometimes',
      } satisfies KeysOf<Stripe.FinancialConnections.Authorization.StatusDetails>,
      inside: {
        active: {
          keys: {
            action: 'always',
            expected_deactivation_date: 'always',
          } satisfies KeysOf<Stripe.FinancialConnections.Authorization.StatusDetails.Active>,
        },
        inactive: {
          keys: { action: 'always' } satisfies KeysOf<Stripe.FinancialConnections.Authorization.StatusDetails.Inactive>,
        },
      },
    },
  },
};

const supported: Shape = { keys: { supported: 'always' } };

export const institution: Shape = {
  keys: {
    id: 'always',
    object: 'always',
    countries: 'always',
    features: 'always',
    livemode: 'always',
    name: 'always',
    routing_numbers: 'always',
    status: 'always',
    url: 'always',
  } satisfies KeysOf<FinancialConnections['institution']>,
  inside: {
    features: {
      keys: {
        balances: 'always',
        ownership: 'always',
        payment_method: 'always',
        transactions: 'always',
      } satisfies KeysOf<Stripe.FinancialConnections.Institution.Features>,
      inside: { balances: supported, ownership: supported, payment_method: supported, transactions: supported },
    },
  },
};

export const session: Shape = {
  keys: {
    id: 'always',
    object: 'always',
    account_holder: 'always',
    accounts: 'always',
    bank_account_token: 'sometimes',
    client_secret: 'always',
    filters: 'sometimes',
    hosted: 'sometimes',
    limits: 'sometimes',
    livemode: 'always',
    manual_entry: 'sometimes',
    permissions: 'always',
    prefetch: 'always',
    relink_options: 'sometimes',
    relink_result: 'sometimes',
    return_url: 'sometimes',
    status: 'sometimes',
    status_details: 'sometimes',
    ui_mode: 'sometimes',
    url: 'sometimes',
  } satisfies KeysOf<FinancialConnections['session']>,
  inside: {
    account_holder: holder,
    filters: {
      keys: {
        account_subcategories: 'always',
        // Required by the pinned SDK's type; from 2026-09-30 the wire has `country` alone.
        countries: 'sometimes',
        country: 'always',
        institution: 'sometimes',
        require_payment_method_support: 'sometimes',
      } satisfies Record<keyof Stripe.FinancialConnections.Session.Filters, Presence>,
    },
    limits: { keys: { accounts: 'always' } satisfies KeysOf<Stripe.FinancialConnections.Session.Limits> },
    manual_entry: { keys: { mode: 'sometimes' } satisfies KeysOf<Stripe.FinancialConnections.Session.ManualEntry> },
    relink_options: {
      keys: {
        account: 'sometimes',
        authorization: 'always',
      } satisfies KeysOf<Stripe.FinancialConnections.Session.RelinkOptions>,
    },
    relink_result: {
      keys: {
        account: 'always',
        authorization: 'always',
        failure_reason: 'always',
      } satisfies KeysOf<Stripe.FinancialConnections.Session.RelinkResult>,
    },
    status_details: {
      keys: { cancelled: 'sometimes' } satisfies KeysOf<Stripe.FinancialConnections.Session.StatusDetails>,
      inside: { cancelled: { keys: { reason: 'always' } } },
    },
  },
};
