// Replays events in the order in which they were recorded: each must tell of a change, and together they must tell all of it.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type Stripe from 'stripe';
import type { Account, Authorization, Session } from '../story.ts';

/** What of an account its events have to tell. */
type Told = Pick<Account, 'status' | 'status_details' | 'account_numbers' | 'permissions' | 'authorization'>;

const PREFIX = 'financial_connections.';

export class Replay {
  readonly #ids = new Set<string>();
  readonly #accounts = new Map<string, Told>();
  readonly #authorizations = new Map<string, Authorization['status_details']>();
  /** Authorizations of which an account fell since their end was announced. */
  readonly #fallen = new Set<string>();
  /** Numbers as last announced: a reactivation may show new ones already, which are announced right after it. */
  readonly #numbers = new Map<string, Account['account_numbers']>();
  /** The ways to be paid from as last announced, for the same reason. */
  readonly #ways = new Map<string, Account['supported_payment_method_types']>();
  readonly #sessions = new Map<string, string>();
  /** How many warnings an announced date still admits, per kind of warning, object and date. */
  readonly #warnings = new Map<string, number>();
  /** The newest `created` per customer on a test clock. */
  readonly #newest = new Map<string, number>();

  /** When all test clocks began. */
  readonly #from: number;

  constructor(from: number) {
    this.#from = from;
  }

  /**
   * `timeOf` tells where a customer's test clock stands, null where he has none.
   * @throws AssertionError when an event does not follow from what was told before
   */
  feed(event: Stripe.Event, timeOf: (customer: string) => number | null): void {
    assert.ok(!this.#ids.has(event.id), `event ${event.id} is listed twice`);
    this.#ids.add(event.id);
    this.#inOrder(event, timeOf);
    if (!event.type.startsWith(PREFIX)) return;
    const [kind, what] = event.type.slice(PREFIX.length).split('.') as [string, string];
    const object = event.data.object as unknown;
    if (kind === 'account') this.#account(what, object as Account);
    else if (kind === 'authorization') this.#authorization(what, object as Authorization);
    else this.#session(object as Session);
  }

  /** The account as its events tell of it; undefined when none did. */
  account(id: string): Told | undefined {
    return this.#accounts.get(id);
  }

  /** The status that a session ended with, or undefined while it is pending. */
  session(id: string): string | undefined {
    return this.#sessions.get(id);
  }

  /**
   * Whether this is what was last announced about the end of an authorization. That it died took the end away, and is told by its
   * accounts alone.
   */
  isTold(id: string, details: Authorization['status_details']): boolean {
    const ended = this.#fallen.has(id) && isDeepStrictEqual(details, {});
    return ended || isDeepStrictEqual(details, this.#authorizations.get(id) ?? {});
  }

  get accounts(): string[] {
    return [...this.#accounts.keys()];
  }

  #inOrder(event: Stripe.Event, timeOf: (customer: string) => number | null): void {
    const object = event.data.object as unknown as { id: string; account_holder?: { customer?: string } | null };
    const customer = event.type.startsWith('customer.') ? object.id : object.account_holder?.customer;
    const time = customer === undefined ? null : timeOf(customer);
    if (customer === undefined || time === null) return;
    const newest = this.#newest.get(customer) ?? this.#from;
    const says = `${event.type} of ${object.id}`;
    assert.ok(event.created >= newest, `${says} is dated before an event that was told earlier`);
    assert.ok(event.created <= time, `${says} is dated after its customer's time`);
    this.#newest.set(customer, event.created);
  }

  #account(what: string, object: Account): void {
    const before = this.#accounts.get(object.id);
    const now = told(object);
    const says = `account.${what} of ${object.id}`;
    if (what === 'created') assert.equal(before, undefined, `${says} is told twice`);
    else assert.ok(before, `${says} comes before account.created`);
    this.#accounts.set(object.id, now);
    const announced = this.#numbers.get(object.id);
    const ways = this.#ways.get(object.id);
    if (what === 'created' || what === 'supported_payment_method_types_updated') {
      this.#ways.set(object.id, object.supported_payment_method_types);
    }
    if (what === 'created' || what === 'account_numbers_updated') {
      this.#numbers.set(object.id, now.account_numbers);
      this.#announce('upcoming_account_number_expiry', object.id, expiryOf(now));
    }
    // Who comes to a link whose end is announced already is told of it with that.
    if (what === 'created' || what === 'reactivated') this.#announce('upcoming_deactivation', object.id, endOf(now));
    if (before === undefined) return;
    assert.notEqual(before.status, 'disconnected', `${says} comes after account.disconnected`);
    const changes: Record<string, () => void> = {
      deactivated: () => {
        assert.equal(now.status, 'inactive', says);
        assert.notDeepEqual(statusOf(now), statusOf(before), `${says} tells nothing new`);
        this.#fallen.add(now.authorization as string);
      },
      reactivated: () => assert.deepEqual([before.status, now.status], ['inactive', 'active'], says),
      disconnected: () => assert.equal(now.status, 'disconnected', says),
      account_numbers_updated: () => this.#numbersUpdated(says, object, before, announced),
      supported_payment_method_types_updated: () => {
        assert.deepEqual(statusOf(now), statusOf(before), `${says} hides a change of status`);
        assert.notDeepEqual(object.supported_payment_method_types, ways, `${says} tells nothing new`);
      },
      expected_deactivation_date_updated: () => {
        assert.equal(now.status, 'active', says);
        assert.notDeepEqual(now.status_details, before.status_details, `${says} tells nothing new`);
        this.#announce('upcoming_deactivation', object.id, endOf(now));
      },
      upcoming_account_number_expiry: () => this.#warn(what, object, before, expiryOf(now)),
      upcoming_deactivation: () => this.#warn(what, object, before, endOf(now)),
    };
    const change = changes[what];
    assert.ok(change, `${says} is not expected of this simulation`);
    change();
  }

  #numbersUpdated(
    says: string,
    object: Account,
    before: Told,
    announced: Account['account_numbers'] | undefined,
  ): void {
    assert.deepEqual(statusOf(told(object)), statusOf(before), `${says} hides a change of status`);
    // A new token may look like the old one on the wire, where its digits are not shown.
    const real = object.account_numbers?.every(({ identifier_type }) => identifier_type === 'account_number') ?? true;
    if (real) assert.notDeepEqual(object.account_numbers, announced, `${says} tells nothing new`);
  }

  /** A warning changes nothing. */
  #warn(kind: string, object: Account, before: Told, date: number | null): void {
    assert.deepEqual(told(object), before, `account.${kind} of ${object.id} hides a change`);
    this.#warnOnce(kind, object.id, date);
  }

  /** A warning is given once per date that was announced. */
  #warnOnce(kind: string, id: string, date: number | null): void {
    assert.ok(date, `${kind} of ${id} names no date`);
    const left = this.#warnings.get(`${kind} ${id} ${date}`) ?? 0;
    assert.ok(left > 0, `${kind} of ${id} warns once more of a date, or of one that was not announced`);
    this.#warnings.set(`${kind} ${id} ${date}`, left - 1);
  }

  #announce(kind: string, id: string, date: number | null): void {
    this.#warnings.set(`${kind} ${id} ${date}`, (this.#warnings.get(`${kind} ${id} ${date}`) ?? 0) + 1);
  }

  #authorization(what: string, object: Authorization): void {
    const says = `authorization.${what} of ${object.id}`;
    const before = this.#authorizations.get(object.id) ?? {};
    this.#fallen.delete(object.id);
    if (what === 'upcoming_deactivation') {
      assert.deepEqual(object.status_details, before, `${says} hides a change`);
      this.#warnOnce('authorization', object.id, endOf(object));
    } else this.#announce('authorization', object.id, endOf(object));
    this.#authorizations.set(object.id, object.status_details);
  }

  /** A session leaves pending once; its accounts show nothing that their own events have not told, but permissions. */
  #session(object: Session): void {
    assert.notEqual(object.status, 'pending', `session.updated of ${object.id} while it is pending`);
    assert.ok(!this.#sessions.has(object.id), `session ${object.id} left pending twice`);
    assert.equal(object.client_secret, null, `session.updated of ${object.id} carries its secret`);
    this.#sessions.set(object.id, object.status!);
    for (const account of object.accounts.data) {
      const before = this.#accounts.get(account.id);
      const says = `account ${account.id} of session ${object.id}`;
      assert.ok(before, `${says} was never told of`);
      const now = told(account);
      assert.deepEqual(statusOf(now), statusOf(before), `${says} changed its status silently`);
      const paid = (one: Told) => one.permissions?.includes('payment_method');
      if (paid(now) === paid(before)) {
        assert.deepEqual(now.account_numbers, before.account_numbers, `${says} changed its numbers silently`);
      }
      this.#accounts.set(account.id, now);
      this.#numbers.set(account.id, now.account_numbers);
    }
  }
}

export function told(account: Account): Told {
  const { status, status_details, account_numbers, permissions, authorization } = account;
  return { status, status_details, account_numbers, permissions, authorization };
}

function statusOf({ status, status_details }: Told): Pick<Told, 'status' | 'status_details'> {
  return { status, status_details };
}

function endOf({ status_details }: Pick<Told, 'status_details'> | Authorization): number | null {
  return status_details?.active?.expected_deactivation_date ?? null;
}

function expiryOf({ account_numbers }: Told): number | null {
  return account_numbers?.[0]?.expected_expiry_date ?? null;
}
