// What the shop knows: its one customer, that customer's bank accounts, and what it was told by webhook.
import type Stripe from 'stripe';

export interface Notice {
  at: number;
  type: string;
  text: string;
}

/** The shop's own records. A real shop keeps them in its database. */
export class Shop {
  readonly #stripe: Stripe;
  readonly customer: string;
  /** Accounts that the customer should be asked to reconnect. */
  readonly to_relink = new Set<string>();
  readonly notices: Notice[] = [];
  readonly #seen = new Set<string>();

  constructor(stripe: Stripe, customer: string) {
    this.#stripe = stripe;
    this.customer = customer;
  }

  /** Finds or makes the customer of the tour. */
  static async open(stripe: Stripe): Promise<Shop> {
    const email = 'jenny.rosen@example.com';
    const found = await stripe.customers.list({ email, limit: 1 });
    const customer = found.data[0] ?? (await stripe.customers.create({ name: 'Jenny Rosen', email }));
    return new Shop(stripe, customer.id);
  }

  async accounts(): Promise<Stripe.FinancialConnections.Account[]> {
    const list = await this.#stripe.financialConnections.accounts.list({
      account_holder: { customer: this.customer },
      limit: 100,
    });
    return list.data;
  }

  /** A first link. */
  linkSession(): Promise<Stripe.FinancialConnections.Session> {
    return this.#stripe.financialConnections.sessions.create({
      account_holder: { type: 'customer', customer: this.customer },
      permissions: ['payment_method', 'balances'],
      filters: { account_subcategories: ['checking', 'savings'] },
    });
  }

  /**
   * A repair. `any` asks for any payable account at the same bank: the way on after the customer could not reconnect
   * exactly this one.
   */
  async relinkSession(id: string, any: boolean): Promise<Stripe.FinancialConnections.Session> {
    const account = await this.#stripe.financialConnections.accounts.retrieve(id);
    const authorization = account.authorization;
    if (!authorization) throw new Error('This account has no authorization; ask with a preview version of the API.');
    return await this.#stripe.financialConnections.sessions.create({
      account_holder: { type: 'customer', customer: this.customer },
      permissions: ['payment_method', 'balances'],
      relink_options: any ? { authorization } : { authorization, account: id },
      ...(any && { limits: { accounts: 1 }, filters: { account_subcategories: ['checking', 'savings'] } }),
    });
  }

  /** The webhook handler of the guides. Events may come twice and in any order, so it looks at the account, not at the sequence. */
  hear(event: Stripe.Event): void {
    if (this.#seen.has(event.id)) return;
    this.#seen.add(event.id);
    this.notices.unshift({ at: event.created, type: event.type, text: this.#react(event) });
    this.notices.length = Math.min(this.notices.length, 50);
  }

  #react(event: Stripe.Event): string {
    switch (event.type) {
      case 'financial_connections.account.deactivated': {
        const account = event.data.object;
        const inactive = account.status_details?.inactive;
        if (account.status !== 'inactive' || !inactive)
          return 'No details: give this endpoint a preview version of the API.';
        if (inactive.action !== 'relink_required')
          return `${account.display_name} stopped working (${inactive.cause}); nothing to ask the customer for.`;
        this.to_relink.add(account.id);
        return `${account.display_name} stopped working (${inactive.cause}): ask the customer to reconnect.`;
      }
      case 'financial_connections.account.reactivated':
        this.to_relink.delete(event.data.object.id);
        return `${event.data.object.display_name} works again.`;
      case 'payment_intent.succeeded':
        return `$${(event.data.object.amount / 100).toFixed(2)} arrived.`;
      case 'payment_intent.payment_failed':
        return `A debit came back: ${event.data.object.last_payment_error?.message}`;
      case 'payment_method.automatically_updated':
        return 'The payment method has the new number of its account and pays again.';
      case 'financial_connections.account.created':
        return `${event.data.object.display_name} was linked.`;
      default:
        return '';
    }
  }
}
