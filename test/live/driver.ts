// Moves customers, banks and time without test helpers: the flow's own calls, the bank's pages and desk, and the world's clock.
import type { Driver, Mail } from '../driver.ts';
import { type Account, type Authorization, atBank, type Scene, type Session, until } from '../story.ts';
import { seedOf } from './banks.ts';
import { bankNamed, type Met, planOf, walk } from './walk.ts';

/** A customer of a bank. */
export interface Person {
  slug: string;
  user: string;
}

/** What there is but one of in a live world. */
export interface World {
  now(): Date;
  /** Tells a bank that a person of it lives in the world's time. */
  tell(person: Person): Promise<void>;
  /** Moves the world by days, or where there are none by a moment, from what falls due to what falls due, and these people with it. */
  pass(days: number, people: readonly Person[]): Promise<void>;
  /** What reached an address, oldest first. */
  mailsTo(address: string): { subject?: string; html?: string; text?: string }[];
  /** Forgets what is planned. */
  rest(): Promise<void>;
}

/** A bank is looked at once a day; what is missing there has to be missing for a day. */
const LOOKS: Record<string, number> = { unavailable: 3 };
const DAY_S = 86_400;

/** One for each merchant. His bank knows a customer by the id that he has with us. */
export function byHand(world: World): Driver {
  const met = new Map<string, Met>();
  const born = new Map<string, number>();
  const personAt = (linked: Account | Authorization): Met => {
    const authorization = linked.object === 'financial_connections.account' ? linked.authorization! : linked.id;
    const { slug } = bankNamed(linked.institution_name);
    const holder = holderOf(linked);
    return met.get(authorization) ?? { slug, user: holder!, holder, session: '', consent: null, shared: new Set() };
  };
  const complete: Driver['complete'] = async (scene, id, params) => {
    const session = await scene.stripe.financialConnections.sessions.retrieve(id);
    const plan = await planOf(scene, session, params, met);
    await world.tell(plan);
    await walk(scene, session, plan, (address) => world.mailsTo(address));
    const done = await scene.stripe.financialConnections.sessions.retrieve(id);
    const authorizations = new Set(done.accounts.data.map((account) => account.authorization!));
    if (authorizations.size === 0) return done;
    const { slug, user } = plan;
    const { consent_id: consent, account_ids } = (await atBank(scene, slug, user)).consents.at(-1)!;
    for (const authorization of authorizations) {
      const shared = new Set([...(met.get(authorization)?.shared ?? []), ...account_ids]);
      met.set(authorization, { slug, user, holder: holderOf(session), session: id, consent, shared });
    }
    return done;
  };
  const happen = <T extends object>(scene: Scene, happening: Happening<T>) => noticed(world, scene, happening);
  return {
    complete,
    async onAuthorization(scene, id, event) {
      const { authorizations } = scene.stripe.financialConnections;
      const retrieve = () => authorizations.retrieve(id);
      const at = personAt(await retrieve());
      const consent = at.consent ?? (await atBank(scene, at.slug, at.user)).consents.at(-1)!.consent_id;
      const path = `${at.slug}/consents/${consent}/simulate`;
      return await happen(scene, { at, path, event, state: retrieve });
    },
    async onAccount(scene, id, event) {
      const { accounts } = scene.stripe.financialConnections;
      const retrieve = () => accounts.retrieve(id);
      const account = await retrieve();
      const at = personAt(account);
      const own = (await atBank(scene, at.slug, at.user)).accounts;
      const { account_id } = own.find(({ display_name }) => display_name === account.display_name)!;
      const path = `${at.slug}/people/${encodeURIComponent(at.user)}/accounts/${account_id}/simulate`;
      return await happen(scene, { at, path, event, state: retrieve });
    },
    async customer({ stripe }, params) {
      const { id } = await stripe.customers.create(params);
      born.set(id, world.now().getTime() / 1000);
      return id;
    },
    pass: (_scene, customer, days) =>
      world.pass(
        days,
        [...met.values()].filter(({ holder }) => holder === customer),
      ),
    // Never -0.
    dayOf: (customer, moment) => Math.round((moment - born.get(customer)!) / DAY_S) + 0,
    async mails(scene, to) {
      await scene.settle();
      return world.mailsTo(to).map(({ subject = '', html = '', text = '' }): Mail => ({ subject, html, text }));
    },
    rest: () => world.rest(),
  };
}

/** An event of the test helpers at the bank's desk, and what shows that it was noticed. */
interface Happening<T> {
  at: Person;
  path: string;
  event: string;
  state(): Promise<T>;
}

/** The state once the platform has looked, or was told. */
async function noticed<T extends object>(
  world: World,
  scene: Scene,
  { at, path, event, state }: Happening<T>,
): Promise<T> {
  const before = JSON.stringify(await state());
  await scene.control('POST', path, { event: atDesk(event) });
  if (seedOf(at.slug).policy.notifications) {
    await until('the bank was heard', async () => JSON.stringify(await state()) !== before);
    await scene.settle();
  }
  for (let looks = LOOKS[event] ?? 1; looks > 0 && JSON.stringify(await state()) === before; looks -= 1)
    await world.pass(1, [at]);
  return await state();
}

/** The desk's word for an event of the test helpers. */
function atDesk(event: string): string {
  return event.replace(/^(consent|account)_/, '');
}

function holderOf({
  account_holder: holder,
}: {
  account_holder?: Session['account_holder'] | Authorization['account_holder'];
}): string | null {
  return (holder?.customer ?? holder?.account ?? null) as string | null;
}
