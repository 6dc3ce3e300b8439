// The kit's sentences on visits: who is linked, who is not, and what nobody can get by with.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { VisitStep } from '../../server/src/domain/connections/bank.ts';
import type { Play } from './play.ts';
import type { Subject } from './subject.ts';

type Redirect = Extract<VisitStep, { type: 'redirect' }>;

export function linking({ institution, traits }: Subject, play: () => Play): void {
  it('links a customer who agrees, knows him again, and finds the accounts that he has always had', async () => {
    const { link, accounts } = play();
    const known = async () => {
      const linked = await link('anna');
      return { ...linked, ids: (await accounts(linked)).map(({ bank_account }) => bank_account).sort() };
    };
    const [first, second] = [await known(), await known()];
    assert.equal(second.bank_subject, first.bank_subject);
    assert.deepEqual(second.ids, first.ids);
    assert.notEqual((await link('someone else')).bank_subject, first.bank_subject);
    assert.equal(first.consent !== null, institution.policy.consent_api);
    if (first.consent === null || second.consent === null) return;
    assert.equal(first.consent.status, 'active');
    assert.notEqual(second.consent.id, first.consent.id);
    assert.deepEqual([...(first.consent.bank_accounts ?? first.ids)].sort(), first.ids);
  });

  if (!traits.pages) return;

  it('takes a customer who declines for one who declines', async () => {
    const told = await play().visit('nobody', 'decline');
    assert.deepEqual(told, { type: 'failed', failure: { kind: 'cancelled' } });
  });

  it('takes a code once, from the bank that it sent the customer to, for the visit that he began', async () => {
    const { begin, bank } = play();
    const step = (await begin('carol')) as Redirect;
    const back = await bank.visit(step, 'carol', 'agree');
    assert.ok(back.type === 'callback');
    const taken = async (change: (query: URLSearchParams) => void) => {
      const url = new URL(back.url);
      change(url.searchParams);
      const input = { type: 'callback', url: url.href } as const;
      return (await bank.connector.continueVisit(institution, step.secret, input)).type;
    };
    assert.equal(await taken((query) => query.set('state', 'of another visit')), 'failed');
    assert.equal(await taken((query) => query.delete('state')), 'failed');
    assert.equal(await taken((query) => query.set('iss', 'https://evil.example')), 'failed');
    if (traits.names_issuer) assert.equal(await taken((query) => query.delete('iss')), 'failed');
    assert.equal(await taken(() => {}), 'complete');
    assert.equal(await taken(() => {}), 'failed');
  });
}
