// Who moves customers, banks and time in a story: here the sandbox's test helpers; live mode brings a driver of its own.
import type Stripe from 'stripe';
import { type Account, type Authorization, type CompleteParams, DAY_ZERO, type Scene, type Session } from './story.ts';

export interface Driver {
  /** Goes through a session as the customer does; how it ended. */
  complete(scene: Scene, session: string, params: CompleteParams): Promise<Session>;
  /** Something befalls a link at its bank and has been noticed. Events are those of the test helpers. */
  onAuthorization(scene: Scene, authorization: string, event: string): Promise<Authorization>;
  onAccount(scene: Scene, account: string, event: string): Promise<Account>;
  /** A customer for whom days can pass. */
  customer(scene: Scene, params: Stripe.CustomerCreateParams): Promise<string>;
  /** Lets days pass for such a customer, or where there are none a moment, until all that fell due has happened, each thing on its day. */
  pass(scene: Scene, customer: string, days: number): Promise<void>;
  /** The day of a moment in seconds, counted from when such a customer was made. */
  dayOf(customer: string, moment: number): number;
  /** What was written to an address, oldest first. */
  mails(scene: Scene, to: string): Promise<Mail[]>;
  /** A sentence is told: what is still planned for its customers happens to nobody else. */
  rest(): Promise<void>;
}

export interface Mail {
  subject: string;
  html: string;
  text: string;
}

const DAY_S = 86_400;

export const BY_TEST_HELPERS: Driver = {
  complete: (scene, session, params) => help(scene, `financial_connections/sessions/${session}/complete`, params),
  onAuthorization: (scene, authorization, event) =>
    help(scene, `financial_connections/authorizations/${authorization}/simulate`, { event }),
  onAccount: (scene, account, event) => help(scene, `financial_connections/accounts/${account}/simulate`, { event }),
  async customer({ stripe }, params) {
    const { id: test_clock } = await stripe.testHelpers.testClocks.create({ frozen_time: DAY_ZERO });
    return (await stripe.customers.create({ ...params, test_clock })).id;
  },
  async pass(scene, id, days) {
    const { customers, testHelpers } = scene.stripe;
    await scene.settle();
    if (days === 0) return;
    const customer = (await customers.retrieve(id)) as Stripe.Customer;
    const clock = await testHelpers.testClocks.retrieve(customer.test_clock as string);
    await testHelpers.testClocks.advance(clock.id, { frozen_time: clock.frozen_time + days * DAY_S });
    await scene.settle();
  },
  dayOf: (_customer, moment) => (moment - DAY_ZERO) / DAY_S,
  async mails({ stripe, settle }, to) {
    await settle();
    const path = `/v1/test_helpers/mailbox?to=${encodeURIComponent(to)}&limit=100`;
    const { data } = (await stripe.rawRequest('GET', path)) as unknown as { data: Mail[] };
    return data.toReversed();
  },
  rest: async () => {},
};

async function help<T>({ stripe }: Scene, path: string, params: object): Promise<T> {
  return (await stripe.rawRequest('POST', `/v1/test_helpers/${path}`, params as never)) as unknown as T;
}
