// What an operator is shown of people, accounts and consents.
import { timestamp } from '#fdx/present.ts';
import { dollars, standingOf } from '#ledger/balance.ts';
import { type Account, accountsOf } from '#store/accounts.ts';
import { conditionsOf } from '#store/conditions.ts';
import { accountsOfConsent, type Consent, consentsOf } from '#store/consents.ts';
import { accessOf } from '#store/online_access.ts';
import { institutionOfPerson, type Person, timeOf } from '#store/people.ts';
import { signInFrom } from '#store/sign_in_demands.ts';
import type { World } from '#world.ts';

/** A person with his accounts and consents. */
export function personView(world: World, person: Person): Record<string, unknown> {
  const { user, subject, set_time } = person;
  return {
    user,
    subject,
    time: set_time === null ? null : timestamp(set_time),
    ...(institutionOfPerson(person).sign_in === 'form' ? { access: accessView(world, person) } : {}),
    accounts: accountsOf(world.store, person.person_id).map((account) => accountView(world, person, account)),
    consents: consentsOf(world.store, person.person_id).map((consent) => consentView(world, consent)),
  };
}

/** How a form bank lets a person in. `wrong_passwords`: in a row, his own and those that apps sent. */
function accessView(world: World, { person_id }: Person): Record<string, unknown> {
  const access = accessOf(world.store, person_id);
  return {
    own_password: access.password_hash !== null,
    wrong_passwords: access.wrong_passwords,
    locked: access.locked === 1,
    codes: access.codes,
    asks_for: (['terms', 'profile'] as const).filter((duty) => access[`asks_${duty}`] === 1),
  };
}

/** A person's account, with the live consents that share it. */
export function accountView(world: World, person: Person, account: Account): Record<string, unknown> {
  const { account_id, display_name, last4, status, account_type } = account;
  const shared_with_consents = consentsOf(world.store, person.person_id)
    .filter((consent) => consent.status === 'ACTIVE')
    .filter((consent) =>
      accountsOfConsent(world.store, consent.consent_id).some(
        (entry) => entry.account_id === account_id && !entry.stopped,
      ),
    )
    .map((consent) => consent.consent_id);
  const conditions = [...conditionsOf(world.store, account_id)];
  const frozen = conditions.includes('frozen');
  const balance = dollars(standingOf(world.store, account, timeOf(person)).current);
  return { account_id, display_name, last4, account_type, status, frozen, conditions, balance, shared_with_consents };
}

/** A consent, with what only an operator may know. */
export function consentView(world: World, consent: Consent): Record<string, unknown> {
  const entries = accountsOfConsent(world.store, consent.consent_id);
  return {
    consent_id: consent.consent_id,
    client_id: consent.client_id,
    status: consent.status,
    created: timestamp(consent.created),
    ends_at: orNull(consent.ends_at),
    end_announced: consent.end_announced === 1,
    reauthentication_required: consent.reauthentication === 1,
    reauthentication_required_from: orNull(signInFrom(world.store, consent)),
    revocation_initiator: consent.revocation_initiator,
    account_hint: consent.account_hint,
    scope: consent.scope,
    account_ids: entries.filter((entry) => !entry.stopped).map((entry) => entry.account_id),
    account_ids_needing_consent: entries.filter((entry) => entry.needs_consent).map((entry) => entry.account_id),
    unavailable_account_ids: entries.filter((entry) => entry.unavailable).map((entry) => entry.account_id),
  };
}

function orNull(at: number | null): string | null {
  return at === null ? null : timestamp(at);
}
