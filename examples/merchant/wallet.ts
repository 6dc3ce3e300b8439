// How the shop's customer pays: a bank account saved with a SetupIntent and a mandate, and invoices debited from it.
import Stripe from 'stripe';

/** What an invoice of the tour costs, in cents. */
const INVOICE = 4200;

export interface Payment {
  id: string;
  amount: number;
  status: string;
  /** Why the bank sent it back. */
  problem: string | null;
}

export class Wallet {
  readonly #stripe: Stripe;
  readonly #customer: string;

  constructor(stripe: Stripe, customer: string) {
    this.#stripe = stripe;
    this.#customer = customer;
  }

  /** The account that was set up last. */
  async method(): Promise<Stripe.PaymentMethod | null> {
    const list = await this.#stripe.customers.listPaymentMethods(this.#customer, { limit: 1 });
    return list.data[0] ?? null;
  }

  /** `account`: one that is linked already. Without it the browser collects one. */
  setUp(account: string | null, name: string): Promise<Stripe.SetupIntent> {
    return this.#stripe.setupIntents.create({
      customer: this.#customer,
      allowed_payment_method_types: ['us_bank_account'],
      ...(account !== null && {
        payment_method_data: {
          type: 'us_bank_account',
          us_bank_account: { financial_connections_account: account },
          billing_details: { name },
        },
      }),
    });
  }

  /** A new invoice, or one that came back. `blocked`: the bank refused this account before, so nothing was asked of it. */
  async pay(invoice: string | null): Promise<'processing' | 'blocked'> {
    const payment_method = (await this.method())?.id;
    if (payment_method === undefined) throw new Error('There is no account to pay with.');
    try {
      if (invoice !== null) await this.#stripe.paymentIntents.confirm(invoice, { payment_method, off_session: true });
      else
        await this.#stripe.paymentIntents.create({
          amount: INVOICE,
          currency: 'usd',
          customer: this.#customer,
          payment_method,
          allowed_payment_method_types: ['us_bank_account'],
          off_session: true,
          confirm: true,
          description: 'An invoice of Example Shop',
        });
      return 'processing';
    } catch (error) {
      const blocked =
        error instanceof Stripe.errors.StripeError && error.code === 'payment_method_bank_account_blocked';
      if (blocked) return 'blocked';
      throw error;
    }
  }

  async payments(): Promise<Payment[]> {
    const list = await this.#stripe.paymentIntents.list({ customer: this.#customer, limit: 5 });
    return list.data.map(({ id, amount, status, last_payment_error }) => {
      return { id, amount, status, problem: last_payment_error?.message ?? null };
    });
  }
}
