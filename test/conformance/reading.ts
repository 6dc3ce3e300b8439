// The kit's sentences on reads: whole answers, nothing of strangers, and every refusal by its name.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type BankAccount, isLive } from '../../server/src/domain/connections/bank.ts';
import type { BankTransaction, TransactionSpan } from '../../server/src/domain/connections/bank_data.ts';
import { DAY_MS, failsAs, failure, type Linked, type Play } from './play.ts';
import type { Subject } from './subject.ts';

/** More is a list that does not end. */
const MAX_PAGES = 100;

export function reading(subject: Subject, play: () => Play): void {
  answers(subject, play);
  refusals(subject, play);
}

function answers({ institution }: Subject, play: () => Play): void {
  it('reads balances, owners, numbers and transactions of what is shared', async () => {
    const { bank, link, accounts, payable } = play();
    const linked = await link('dora');
    for (const { bank_account, currency } of (await accounts(linked)).filter(isLive)) {
      const balance = await bank.connector.getBalance(institution, linked.credential, bank_account);
      assert.ok(Number.isSafeInteger(balance.current) && balance.currency === currency);
      const owners = await bank.connector.getOwners(institution, linked.credential, bank_account);
      assert.ok(owners.every(({ name }) => name.trim() !== ''));
    }
    const numbers = await bank.connector.getNumbers(institution, linked.credential, await payable(linked));
    assert.match(numbers!.routing_number, /^\d{9}$/);
    assert.match(numbers!.account_number, /^\d{4,17}$/);
    assert.equal(numbers!.status, 'transactable');
  });

  it('goes through pages of transactions without a gap or a repetition, however they are cut', async () => {
    const { bank, link, accounts } = play();
    const linked = await link(bank.busy.customer);
    const account = (await accounts(linked)).find(({ display_name }) => display_name === bank.busy.account)!;
    const to = new Date(Date.now() - DAY_MS);
    const [from, middle] = [0.6, 0.3].map((days) => new Date(to.getTime() - days * DAY_MS)) as [Date, Date];
    const whole = ids(await read(play(), linked, account, { from, to }));
    assert.ok(whole.length > 1000, String(whole.length));
    assert.equal(new Set(whole).size, whole.length);
    const before = await read(play(), linked, account, { from, to: new Date(middle.getTime() - 1) });
    const after = await read(play(), linked, account, { from: middle, to });
    assert.deepEqual(ids([...before, ...after]), whole);
  });
}

function refusals({ institution }: Subject, play: () => Play): void {
  it('finds no account of another customer, and no data that nobody asked the customer for', async () => {
    const { bank, link, payable, diagnosed } = play();
    const [own, other] = [await link('emil', ['payment_method']), await link('frida')];
    const foreign = await payable(other);
    const error = await failure(bank.connector.getNumbers(institution, own.credential, foreign));
    assert.equal(error.kind, 'account_not_found');
    assert.equal(await diagnosed(own, error), null);
    const { bank_account } = await payable(own);
    const span = { from: new Date(0), to: new Date(), currency: 'usd', page: null };
    await failsAs(bank.connector.getBalance(institution, own.credential, bank_account), 'permission_missing');
    await failsAs(bank.connector.getOwners(institution, own.credential, bank_account), 'permission_missing');
    await failsAs(
      bank.connector.getTransactions(institution, own.credential, bank_account, span),
      'permission_missing',
    );
  });

  it('tells an account that was closed or locked by its own name, and says nothing against the link', async () => {
    const { bank, link, accounts, payable, diagnosed } = play();
    for (const [event, kind, state] of [
      ['locked', 'account_restricted', 'restricted'],
      ['closed', 'account_closed', 'closed'],
    ] as const) {
      const linked = await link(event);
      const { bank_account } = await payable(linked);
      await bank.befalls(event, bank_account, event);
      const error = await failure(bank.connector.getBalance(institution, linked.credential, bank_account));
      assert.deepEqual([error.kind, error.upstream.bank_account], [kind, bank_account]);
      assert.equal(await diagnosed(linked, error), null);
      const row = (await accounts(linked)).find((account) => account.bank_account === bank_account);
      assert.equal(row?.state, state);
    }
  });

  it('takes trouble of the bank for its own: it passes, and no link ends by it', async () => {
    const { bank, link, accounts, diagnosed } = play();
    const linked = await link('hans');
    for (const [how, kinds, transient] of [
      ['maintenance', ['institution_maintenance', 'institution_unavailable'], true],
      ['too_many_requests', ['rate_limited'], true],
      ['nonsense', ['protocol'], false],
    ] as const) {
      await bank.fails(how);
      const error = await failure(accounts(linked)).finally(() => bank.fails(null));
      assert.ok((kinds as readonly string[]).includes(error.kind), error.kind);
      assert.equal(error.transient, transient);
      assert.equal(await diagnosed(linked, error), null);
    }
    assert.ok((await accounts(linked)).length > 0);
  });
}

async function read(
  { subject, bank }: Play,
  linked: Linked,
  { bank_account, currency }: BankAccount,
  between: Pick<TransactionSpan, 'from' | 'to'>,
): Promise<BankTransaction[]> {
  const told: BankTransaction[] = [];
  let page: string | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const span = { ...between, currency, page };
    const next = await bank.connector.getTransactions(subject.institution, linked.credential, bank_account, span);
    told.push(...next.transactions);
    page = next.next;
    if (page === null) return told;
  }
  assert.fail('a list that does not end');
}

function ids(transactions: readonly BankTransaction[]): string[] {
  return transactions.map(({ id }) => id).sort();
}
