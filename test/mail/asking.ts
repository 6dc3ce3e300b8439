// Steps of the stories about mail: a broken link whose customer can be written to, a request by e-mail, what became of it.
import type Stripe from 'stripe';
import type { MailObject } from '../../server/src/wire/mail.ts';
import type { Dashboard } from '../dashboard.ts';
import { link, type Session, simulateOnAuthorization, until } from '../story.ts';
import type { World } from '../world.ts';

export const OWNER = 'owner@example.com';

export interface Broken {
  customer: string;
  authorization: string;
  account: string;
}

/** A customer with the owner's address, whose only link the bank has ended. */
export async function breakLink(world: World, customer: Stripe.CustomerCreateParams = {}): Promise<Broken> {
  const { id } = await world.stripe.customers.create({ name: 'Jenny Rosen', email: OWNER, ...customer });
  const linked = await link(world, { customer: id, accounts: ['Everyday Checking'] });
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  return { customer: id, authorization: linked.authorization, account: linked.accounts[0]!.id };
}

/** Asks for a relink by e-mail, by API. */
export async function ask(world: World, { customer, authorization, account }: Broken): Promise<Session> {
  return await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer },
    permissions: ['payment_method', 'balances'],
    relink_options: { authorization, account },
    ...({ ui_mode: 'hosted', hosted: { delivery_method: 'email' } } as object),
  });
}

export async function mailbox(world: World, to = OWNER): Promise<MailObject[]> {
  const path = `/v1/test_helpers/mailbox?limit=100&to=${encodeURIComponent(to)}`;
  const { data } = (await world.stripe.rawRequest('GET', path)) as unknown as { data: MailObject[] };
  return data;
}

/** The newest mail of a session, once it is in the state. */
export async function mailOf(world: World, session: Session, state: MailObject['state']): Promise<MailObject> {
  return await until(`the mail is ${state}`, async () => {
    const mail = (await mailbox(world)).find((one) => one.session === session.id);
    return mail?.state === state && mail;
  });
}

/** What operators read of a session: its steps, with the reasons told. */
export async function stepsOf(owner: Dashboard, { account }: Broken, session: Session): Promise<string[]> {
  const { timeline } = await owner.call('GET /accounts/:id', { path: { id: account } });
  return timeline
    .filter((entry) => entry.session === session.id)
    .map(({ step, detail }) => (detail.reason === undefined ? step : `${step}: ${detail.reason}`));
}

/** The first address in a mail's text. */
export function firstUrl(text: string): string | null {
  return /https?:\/\/\S+/.exec(text)?.[0] ?? null;
}
