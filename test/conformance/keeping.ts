// The kit's sentences on credentials: renewed once per call, bound where the bank binds them, told of when they are spent.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Refreshed } from '../../server/src/domain/connections/bank.ts';
import { DAY_MS, dead, failsAs, failure, type Linked, type Play } from './play.ts';
import type { Subject } from './subject.ts';

export function keeping(subject: Subject, play: () => Play): void {
  const { institution, traits } = subject;
  const { rotation, consent_days, refresh_idle_days } = institution.policy;
  const refresh = ({ credential }: Pick<Linked, 'credential'>) =>
    play().bank.connector.refresh(institution, credential);

  it('gives back a credential that reads on under the same consent, and says whether the old one is spent', async () => {
    const { link, accounts } = play();
    const linked = await link('ida');
    const fresh = await refresh(linked);
    assert.equal(fresh.rotated, traits.refreshes && rotation !== 'never');
    assert.deepEqual(await accounts(fresh), await accounts(linked));
    assert.equal((await refresh(fresh)).rotated, fresh.rotated);
  });

  if (traits.refreshes) {
    it('asks the bank once for a new credential, also when the answer is lost', async () => {
      const { bank, link } = play();
      const linked = await link('jan');
      await bank.fails('lost_refresh');
      const error = await failure(refresh(linked)).finally(() => bank.fails(null));
      assert.deepEqual([error.kind, error.transient], ['institution_unavailable', true]);
      if (rotation === 'strict') await failsAs(refresh(linked), 'credential_rejected');
      else assert.ok((await play().accounts(await refresh(linked))).length > 0);
    });
  }

  if (traits.refreshes) listRotation(subject, play, refresh);

  if (consent_days !== null && institution.policy.consent_api) {
    it('keeps a consent until its end by refreshing in time, and finds it expired afterwards', async () => {
      const { bank, link, diagnosed } = play();
      let linked = await link('leo');
      const start = Date.now();
      const announced = linked.consent!.expires_at;
      if (announced !== null) assert.equal(Math.round((announced.getTime() - start) / DAY_MS), consent_days);
      const stride = Math.min(consent_days - 1, Math.floor((refresh_idle_days ?? Number.POSITIVE_INFINITY) / 2));
      for (let day = stride; day < consent_days; day += stride) {
        await bank.setTime('leo', new Date(start + day * DAY_MS));
        linked = { ...linked, credential: (await refresh(linked)).credential };
      }
      await bank.setTime('leo', new Date(start + (consent_days + 1) * DAY_MS));
      assert.deepEqual(await diagnosed(linked), dead('access_expired', 'expiry'));
    });
  }

  if (traits.bound_tokens) {
    it('reads with tokens that open nothing to whoever has nothing else', async () => {
      const { bank, link } = play();
      assert.equal(await bank.steal!((await link('mona')).credential), 401);
    });
  }
}

/** What may happen to a credential that was renewed, by the bank's way of renewing. */
function listRotation(
  { institution }: Subject,
  play: () => Play,
  refresh: (linked: Pick<Linked, 'credential'>) => Promise<Refreshed>,
): void {
  const { rotation } = institution.policy;

  if (rotation === 'never') {
    it('is not disturbed by another refresh at the same time', async () => {
      const { link, accounts } = play();
      const linked = await link('klara');
      for (const fresh of await Promise.all([refresh(linked), refresh(linked)])) {
        assert.ok((await accounts(fresh)).length > 0);
      }
    });
  }

  if (rotation === 'strict') {
    it('loses the whole grant where a spent credential is used again, which is why the caller is told', async () => {
      const { link, refusal } = play();
      const linked = await link('klara');
      const fresh = await refresh(linked);
      await failsAs(refresh(linked), 'credential_rejected');
      assert.equal((await refusal(fresh.credential)).kind, 'credential_rejected');
    });
  }
}
