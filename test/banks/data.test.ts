// Both connectors read balances, owners and transactions of the sandbox bank in the same way, to the cent.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Permission } from '../../server/src/database/schema.ts';
import type { BankAccount, BankConnector, Credential } from '../../server/src/domain/connections/bank.ts';
import type { BankTransaction } from '../../server/src/domain/connections/bank_data.ts';
import { type BankWorld, institution, named, openBankWorld, visitRequest } from './world.ts';

const DAY_MS = 86_400_000;
/** A noon in the week before Thanksgiving. */
const NOON = new Date('2026-11-20T12:00:00Z');
const EVERYTHING: Permission[] = ['balances', 'ownership', 'payment_method', 'transactions'];

interface Linked {
  credential: Credential;
  accounts: BankAccount[];
}

for (const [kind, slug] of [
  ['fdx', 'bank-oauth'],
  ['credentials', 'bank-non-oauth'],
] as const) {
  describe(`data through the ${kind} connector`, () => {
    let world: BankWorld;
    let connector: BankConnector;
    before(async () => {
      world = await openBankWorld();
      connector = world[kind];
    });
    after(() => world.close());
    const bank = institution(slug);

    /** Links all accounts of a person who lives at noon. */
    async function link(user: string, permissions: Permission[] = EVERYTHING): Promise<Linked> {
      await world.control.setTime(bank, user, NOON);
      const step = await connector.startVisit({ ...visitRequest(slug, { user }), permissions });
      const back =
        step.type === 'redirect'
          ? await world.control.authorize(bank, { url: step.url, bank_user: user, accounts: null, outcome: 'approve' })
          : null;
      assert.ok(step.type === 'redirect' || step.type === 'form');
      const done = await connector.continueVisit(
        bank,
        step.secret,
        back
          ? { type: 'callback', url: back.redirect_to }
          : { type: 'answer', values: { username: user, password: 'x' } },
      );
      assert.ok(done.type === 'complete', JSON.stringify(done));
      return { credential: done.credential, accounts: await connector.listAccounts(bank, done.credential) };
    }
    const idOf = ({ accounts }: Linked, name: string) => named(accounts, name).bank_account;
    const balance = (linked: Linked, name: string) => connector.getBalance(bank, linked.credential, idOf(linked, name));
    const owners = (linked: Linked, name: string) => connector.getOwners(bank, linked.credential, idOf(linked, name));

    async function transactions(linked: Linked, name: string, at = NOON, days = 180): Promise<BankTransaction[]> {
      const span = { from: new Date(at.getTime() - days * DAY_MS), to: at, currency: 'usd' };
      const told: BankTransaction[] = [];
      let page: string | null = null;
      do {
        const next = await connector.getTransactions(bank, linked.credential, idOf(linked, name), { ...span, page });
        told.push(...next.transactions);
        page = next.next;
      } while (page !== null);
      return told;
    }

    it('tells the balance of every kind of account, as of the time of its person', async () => {
      const linked = await link('balances');
      const desk = (name: string, body: object) =>
        world.desk('PUT', `${slug}/people/balances/accounts/${idOf(linked, name)}/balance`, body);
      await desk('Everyday Checking', { current: '1200.00', available: '1100.50' });
      await desk('Platinum Card', { current: '642.18', available: '4357.82' });
      await desk('Home Loan', { current: '214900.00' });
      await desk('Brokerage', { current: '38450.55', available: '120.40' });
      const told = { as_of: NOON, currency: 'usd' };
      assert.deepEqual(await balance(linked, 'Everyday Checking'), {
        ...told,
        type: 'cash',
        current: 120000,
        available: 110050,
      });
      assert.deepEqual(await balance(linked, 'Platinum Card'), {
        ...told,
        type: 'credit',
        current: -64218,
        used: 64218,
      });
      assert.deepEqual(await balance(linked, 'Home Loan'), {
        ...told,
        type: 'credit',
        current: -21490000,
        used: 21490000,
      });
      assert.deepEqual(await balance(linked, 'Credit Line'), { ...told, type: 'credit', current: 0, used: 0 });
      assert.deepEqual(await balance(linked, 'Brokerage'), {
        ...told,
        type: 'cash',
        current: 3845055,
        available: 12040,
      });
    });

    it('tells each owner with what the bank says of him', async () => {
      const linked = await link('owners');
      const robin = {
        name: 'Robin Castellan',
        email: 'robin.castellan@example.com',
        phone: '+12025550143',
        raw_address: '14 Alder Row, Springfield, IL 62701, US',
      };
      assert.deepEqual(await owners(linked, 'Everyday Checking'), [robin]);
      assert.deepEqual(await owners(linked, 'Joint Checking'), [
        robin,
        { ...robin, name: 'Sasha Castellan', email: 'sasha.castellan@example.com' },
      ]);
    });

    it('pages through half a year without a gap or a repetition, however the pages are cut', async () => {
      const linked = await link('busy reader');
      const all = await transactions(linked, 'Busy Checking', NOON, 2);
      assert.ok(all.length > 2000, String(all.length));
      assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
      const [newest, oldest] = [all[0]!, all.at(-1)!];
      assert.ok(newest.transacted_at > oldest.transacted_at);
      // The bounds are inclusive.
      const span = { from: oldest.transacted_at, to: oldest.transacted_at, currency: 'usd', page: null };
      const one = await connector.getTransactions(bank, linked.credential, idOf(linked, 'Busy Checking'), span);
      assert.deepEqual(one, { transactions: [oldest], next: null });
    });

    it('tells a purchase as negative on every kind of account, and nothing where nothing happens', async () => {
      const linked = await link('signs');
      for (const [name, description] of [
        ['Platinum Card', 'Pinecone Coffee'],
        ['Everyday Checking', 'Pinecone Coffee'],
        ['Home Loan', 'Interest charged'],
        ['Brokerage', 'Bought 4 Meridian Index Fund'],
      ] as const) {
        const told = (await transactions(linked, name)).filter((row) => row.description === description);
        assert.ok(told.length > 0 && told.every((row) => row.amount < 0 && row.currency === 'usd'), name);
      }
      assert.deepEqual(await transactions(linked, 'Credit Line'), []);
    });

    it('a pending one posts as time goes on: once, and the balance moves by it', async () => {
      const linked = await link('settler');
      const path = `${slug}/people/settler/accounts/${idOf(linked, 'Everyday Checking')}`;
      const booked = (await world.desk('POST', `${path}/transactions`, {
        amount: '-18.25',
        description: 'Corner Bakery',
        status: 'pending',
      })) as { transaction_id: string };
      await world.desk('PUT', `${path}/balance`, { current: '100.00', available: '80.00' });
      const bakery = async () =>
        (await transactions(linked, 'Everyday Checking', NOON, 1)).filter((row) => row.description === 'Corner Bakery');
      const [pending, ...more] = await bakery();
      assert.deepEqual(more, []);
      assert.deepEqual(
        { ...pending, id: '' },
        {
          id: '',
          status: 'pending',
          amount: -1825,
          currency: 'usd',
          description: 'Corner Bakery',
          transacted_at: NOON,
          posted_at: null,
          supersedes: null,
        },
      );
      await world.desk('PUT', `${path}/transactions/${booked.transaction_id}`, { status: 'posted', amount: '-20.00' });
      const [posted, ...others] = await bakery();
      assert.deepEqual(others, []);
      assert.deepEqual([posted?.status, posted?.amount, posted?.posted_at], ['posted', -2000, NOON]);
      if (kind === 'fdx') assert.equal(posted?.supersedes, pending?.id);
      else assert.deepEqual([posted?.id, posted?.supersedes], [pending?.id, null]);
      const { current } = await balance(linked, 'Everyday Checking');
      assert.equal(current, 8000);
    });

    it('a voided one is told as void, or is no longer told', async () => {
      const linked = await link('voider');
      const path = `${slug}/people/voider/accounts/${idOf(linked, 'Platinum Card')}/transactions`;
      const order = { amount: '-500.00', description: 'Grand Hotel', status: 'pending' };
      const { transaction_id } = (await world.desk('POST', path, order)) as { transaction_id: string };
      const hotel = async () =>
        (await transactions(linked, 'Platinum Card', NOON, 1)).filter((row) => row.description === 'Grand Hotel');
      assert.equal((await hotel())[0]?.status, 'pending');
      await world.desk('PUT', `${path}/${transaction_id}`, { status: 'void' });
      const after = (await hotel()).map(({ status, posted_at }) => [status, posted_at]);
      assert.deepEqual(after, kind === 'fdx' ? [] : [['void', null]]);
    });

    it('every pending one of today is settled or gone two weeks later, and new ones have come', async () => {
      let linked = await link('busy fortnight');
      const before = await transactions(linked, 'Busy Checking', NOON, 2);
      const pending = before.filter((row) => row.status === 'pending');
      assert.ok(pending.length > 100 && pending.length < before.length);
      const later = new Date(NOON.getTime() + 14 * DAY_MS);
      await world.control.setTime(bank, 'busy fortnight', later);
      linked = { ...linked, ...(await connector.refresh(bank, linked.credential)) };
      const after = await transactions(linked, 'Busy Checking', NOON, 2);
      const told = new Map(after.flatMap((row) => [[row.id, row] as const, [row.supersedes ?? row.id, row] as const]));
      for (const row of pending) assert.notEqual(told.get(row.id)?.status, 'pending', row.id);
      assert.ok(pending.filter((row) => told.get(row.id)?.status === 'posted').length > pending.length / 2);
      assert.ok((await transactions(linked, 'Busy Checking', later, 0.1)).length > 100);
      for (const row of before.filter(({ status }) => status === 'posted')) assert.deepEqual(told.get(row.id), row);
    });
  });
}
