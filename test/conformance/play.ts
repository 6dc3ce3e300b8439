// What the sentences of the kit are made of: linking a customer, and the one error of a read that has to fail.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Permission } from '../../server/src/database/schema.ts';
import {
  type BankAccount,
  BankError,
  type BankErrorKind,
  type Credential,
  type Diagnosis,
  isLive,
  type VisitStep,
} from '../../server/src/domain/connections/bank.ts';
import type { Customer, Subject, TestBank } from './subject.ts';

export const DAY_MS = 86_400_000;
const EVERYTHING: Permission[] = ['balances', 'ownership', 'payment_method', 'transactions'];
/** Forms ask once or twice; one that goes on asking never ends. */
const MAX_STEPS = 5;

export type Linked = Extract<VisitStep, { type: 'complete' }>;

export interface Play {
  subject: Subject;
  bank: TestBank;
  /** The last step of a visit. */
  visit(customer: Customer, wish?: 'agree' | 'decline', permissions?: Permission[]): Promise<VisitStep>;
  link(customer: Customer, permissions?: Permission[]): Promise<Linked>;
  begin(customer: Customer, permissions?: Permission[]): Promise<VisitStep>;
  accounts(linked: { credential: Credential }): Promise<BankAccount[]>;
  /** An account with numbers. */
  payable(linked: { credential: Credential }): Promise<BankAccount>;
  /** What a refusal means for a link; `error` unless told: what the next use of its credential brings. */
  diagnosed(linked: Linked, error?: BankError): Promise<Diagnosis | null>;
  /** What using the credential for something new brings, where it is dead: a refresh, else a read. */
  refusal(credential: Credential): Promise<BankError>;
}

export function playAt(subject: Subject): Play {
  const { institution, traits } = subject;
  const { bank, stranger } = withStrangers(subject.bank());
  const { connector } = bank;
  const play: Play = {
    subject,
    bank,
    begin: (customer, permissions = EVERYTHING) =>
      connector.startVisit({
        institution,
        redirect_uri: bank.redirect_uri,
        permissions,
        bank_user: stranger(customer),
        bank_account: null,
        customer_time: null,
        locale: 'en',
      }),
    async visit(customer, wish = 'agree', permissions = EVERYTHING) {
      let step = await play.begin(customer, permissions);
      for (let steps = 0; steps < MAX_STEPS && (step.type === 'redirect' || step.type === 'form'); steps += 1) {
        step = await connector.continueVisit(institution, step.secret, await bank.visit(step, customer, wish));
      }
      return step;
    },
    async link(customer, permissions) {
      const step = await play.visit(customer, 'agree', permissions);
      assert.ok(step.type === 'complete', JSON.stringify(step));
      return step;
    },
    accounts: ({ credential }) => connector.listAccounts(institution, credential),
    async payable(linked) {
      for (const account of (await play.accounts(linked)).filter(isLive)) {
        if ((await connector.getNumbers(institution, linked.credential, account)) !== null) return account;
      }
      assert.fail('no account has numbers');
    },
    refusal: (credential) =>
      failure(
        traits.refreshes ? connector.refresh(institution, credential) : connector.listAccounts(institution, credential),
      ),
    diagnosed: async ({ credential, consent }, error) =>
      connector.diagnose(institution, consent?.id ?? null, error ?? (await play.refusal(credential))),
  };
  return play;
}

/** The same bank, whose customers nobody has met: what befell those of an earlier run stays with them. */
function withStrangers(known: TestBank): { bank: TestBank; stranger(name: Customer): Customer } {
  const run = randomUUID().slice(0, 8);
  const stranger = (name: Customer) => (name === known.busy.customer ? name : `${name}-${run}`);
  const bank: TestBank = {
    connector: known.connector,
    redirect_uri: known.redirect_uri,
    busy: known.busy,
    visit: (step, customer, wish) => known.visit(step, stranger(customer), wish),
    setTime: (customer, at) => known.setTime(stranger(customer), at),
    happens: (customer, event) => known.happens(stranger(customer), event),
    befalls: (customer, account, event) => known.befalls(stranger(customer), account, event),
    fails: (how) => known.fails(how),
    ...(known.announces && { announces: (customer, from) => known.announces!(stranger(customer), from) }),
    ...(known.steal && { steal: (credential) => known.steal!(credential) }),
  };
  return { bank, stranger };
}

/** The error of a call that has to fail, as every error of a connector is: without anything of what it was asked with. */
export async function failure(call: Promise<unknown>): Promise<BankError> {
  const error = await call.then(
    (value) => assert.fail(`the call succeeded: ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof BankError, String(error));
  return error;
}

export async function failsAs(call: Promise<unknown>, kind: BankErrorKind): Promise<void> {
  assert.equal((await failure(call)).kind, kind);
}

/** The refusal of something that has ended, in the terms of a link. */
export function dead(cause: string, ended: string | null): Diagnosis {
  return { type: 'dead', cause, action: 'relink_required', ended } as Diagnosis;
}
