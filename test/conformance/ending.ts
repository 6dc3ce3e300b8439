// The kit's sentences on ends: they hold at once, and the connector establishes why before anybody is told.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Grant } from '../../server/src/domain/connections/bank.ts';
import { DAY_MS, dead, failsAs, failure, type Linked, type Play } from './play.ts';
import type { Subject } from './subject.ts';

export function ending({ institution, traits }: Subject, play: () => Play): void {
  it('finds at once that the customer took his consent back, and that it was he', async () => {
    const { bank, link, accounts, diagnosed } = play();
    const linked = await link('nils');
    await bank.happens('nils', 'revoked_by_customer');
    await failsAs(accounts(linked), 'credential_rejected');
    const expected = traits.ends_told === 'not' ? dead('unspecified', null) : dead('access_denied', 'customer');
    assert.deepEqual(await diagnosed(linked), expected);
  });

  if (traits.ends_told === 'by_record') {
    it('tells an end by the bank from one by the customer, and lost tokens from both', async () => {
      const { bank, link, diagnosed } = play();
      const ended = await link('olga');
      await bank.happens('olga', 'revoked_by_bank');
      assert.deepEqual(await diagnosed(ended), dead('access_denied', 'bank'));
      const lost = await link('olga');
      await bank.happens('olga', 'tokens_lost');
      assert.deepEqual(await diagnosed(lost), dead('unspecified', null));
      assert.equal((await bank.connector.getConsent(institution, lost.consent!.id)).status, 'active');
    });
  }

  if (traits.announces_sign_in) {
    it('tells from when on the bank wants a new sign-in; from then on that is the refusal, and another grant is served', async () => {
      const { bank, link, accounts, diagnosed } = play();
      const linked = await link('quentin');
      const told = async ({ consent }: Linked) =>
        (await bank.connector.getConsent(institution, consent!.id)).sign_in_required_from;
      const from = new Date(Date.now() + DAY_MS);
      assert.equal(await told(linked), null);
      await bank.announces!('quentin', from);
      assert.deepEqual(await told(linked), from);
      await bank.announces!('quentin', null);
      assert.equal(await told(linked), null);
      await bank.announces!('quentin', from);
      assert.ok((await accounts(linked)).length > 0);
      await bank.setTime('quentin', from);
      const error = await failure(bank.connector.refresh(institution, linked.credential).then(accounts));
      assert.deepEqual(await diagnosed(linked, error), dead('institution_requirement', null));
      const again = await link('quentin');
      assert.deepEqual([(await accounts(again)).length > 0, await told(again)], [true, null]);
    });
  }

  it('ends a grant for us, twice without complaint', async () => {
    const { bank, link, accounts, diagnosed, refusal } = play();
    const linked = await link('paul');
    await bank.connector.revoke(institution, grantOf(linked), 'link_ended');
    await bank.connector.revoke(institution, grantOf(linked), 'link_ended');
    assert.equal((await refusal(linked.credential)).kind, 'credential_rejected');
    await failsAs(accounts(linked), 'credential_rejected');
    if (traits.ends_told === 'by_record') assert.deepEqual(await diagnosed(linked), { type: 'disconnected' });
  });

  it('repairs a link by another grant: the same accounts, and the number that this bank gives then', async () => {
    const { bank, link, payable } = play();
    const first = await link('rosa');
    const account = await payable(first);
    const numberOf = async ({ credential }: Linked) =>
      (await bank.connector.getNumbers(institution, credential, account))!.account_number;
    const number = await numberOf(first);
    await bank.connector.revoke(institution, grantOf(first), 'replaced');
    const second = await link('rosa');
    assert.equal((await payable(second)).bank_account, account.bank_account);
    assert.equal((await numberOf(second)) === number ? 'same' : 'new', traits.number_after_relink);
  });
}

function grantOf({ consent, credential }: Linked): Grant {
  return consent === null ? { credential } : { consent: consent.id };
}
