// Who answers for a connected account: the three classic types and what they are made of.

export type AccountType = 'custom' | 'express' | 'none' | 'standard';

/** As Stripe's parameters name them. */
export interface ControllerFields {
  fees?: { payer?: 'account' | 'application' | undefined } | undefined;
  losses?: { payments?: 'application' | 'stripe' | undefined } | undefined;
  requirement_collection?: 'application' | 'stripe' | undefined;
  stripe_dashboard?: { type?: 'express' | 'full' | 'none' | undefined } | undefined;
}

export interface Controller extends Record<string, unknown> {
  fees: { payer: string };
  losses: { payments: 'application' | 'stripe' };
  requirement_collection: 'application' | 'stripe';
  stripe_dashboard: { type: 'express' | 'full' | 'none' };
}

const STANDARD = {
  fees: { payer: 'account' },
  losses: { payments: 'stripe' },
  requirement_collection: 'stripe',
  stripe_dashboard: { type: 'full' },
} as const;

/** The controller of an account made with `type`. */
export function controllerOfType(type: Exclude<AccountType, 'none'>): Controller {
  switch (type) {
    case 'standard':
      return STANDARD;
    case 'express':
      return {
        fees: { payer: 'application_express' },
        losses: { payments: 'application' },
        requirement_collection: 'stripe',
        stripe_dashboard: { type: 'express' },
      };
    case 'custom':
      return {
        fees: { payer: 'application_custom' },
        losses: { payments: 'application' },
        requirement_collection: 'application',
        stripe_dashboard: { type: 'none' },
      };
  }
}

/** One told property by property is of no classic type, as at Stripe; what is left out is as a standard account has it. */
export function controllerOf(given: ControllerFields): Controller {
  return {
    fees: { payer: given.fees?.payer ?? STANDARD.fees.payer },
    losses: { payments: given.losses?.payments ?? STANDARD.losses.payments },
    requirement_collection: given.requirement_collection ?? STANDARD.requirement_collection,
    stripe_dashboard: { type: given.stripe_dashboard?.type ?? STANDARD.stripe_dashboard.type },
  };
}

/** The first thing that does not go together in a told controller; null where all does. Rule: Stripe's, for who collects requirements himself. */
export function controllerProblem({ fees, losses, requirement_collection, stripe_dashboard }: Controller) {
  if (requirement_collection !== 'application') return null;
  if (losses.payments !== 'application') return 'losses' as const;
  if (fees.payer !== 'application') return 'fees' as const;
  return stripe_dashboard.type === 'none' ? null : ('stripe_dashboard' as const);
}
