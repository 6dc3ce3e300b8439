// A customer's connections as the bank's pages tell them: which app sees what, since when, until when.
import { clustersOf } from '#oauth/scopes.ts';
import { lastAccess } from '#store/accesses.ts';
import { type Account, accountById } from '#store/accounts.ts';
import { accountsOfConsent, type Consent, consentsOf } from '#store/consents.ts';
import type { Person } from '#store/people.ts';
import { signInFrom } from '#store/sign_in_demands.ts';
import { supersededBy } from '#store/superseded.ts';
import type { World } from '#world.ts';

/** How many ended connections are told. */
const MAX_ENDED = 50;

/** Who or what ended a connection. */
export type EndedBy = 'you' | 'app' | 'bank' | 'time' | 'newer';

export interface Connection {
  consent_id: string;
  app: string;
  /** Milliseconds in the person's time. */
  since: number;
  last_access: number | null;
  ends_at: number | null;
  /** Whether the bank wants a new sign-in before the app reads on. */
  asks_sign_in: boolean;
  /** From when on it will, as announced; in the person's time. */
  sign_in_from: number | null;
  clusters: string[];
  /** The accounts it names and still shares. */
  accounts: Account[];
  ended: { at: number; by: EndedBy } | null;
}

/** All of a person's connections, the newest first; of those that ended, the latest. */
export function connectionsOf(world: World, person: Person): { live: Connection[]; ended: Connection[] } {
  const all = consentsOf(world.store, person.person_id)
    .toReversed()
    .map((consent) => connection(world, consent));
  return { live: all.filter(({ ended }) => !ended), ended: all.filter(({ ended }) => ended).slice(0, MAX_ENDED) };
}

function connection(world: World, consent: Consent): Connection {
  const { store, clients } = world;
  const { consent_id, client_id } = consent;
  return {
    consent_id,
    app: clients.find((client) => client.client_id === client_id)?.client_name ?? client_id,
    since: consent.created,
    last_access: lastAccess(store, consent_id),
    ends_at: consent.ends_at,
    asks_sign_in: consent.reauthentication === 1,
    sign_in_from: signInFrom(store, consent),
    clusters: clustersOf(consent.scope),
    accounts: accountsOfConsent(store, consent_id)
      .filter(({ stopped }) => !stopped)
      .map(({ account_id }) => accountById(store, account_id)!),
    ended: consent.status === 'ACTIVE' ? null : { at: consent.updated, by: endedBy(world, consent) },
  };
}

function endedBy(world: World, consent: Consent): EndedBy {
  if (consent.status === 'EXPIRED') return 'time';
  if (supersededBy(world.store, consent.consent_id) !== null) return 'newer';
  if (consent.revocation_initiator === 'INDIVIDUAL') return 'you';
  return consent.revocation_initiator === 'DATA_PROVIDER' ? 'bank' : 'app';
}
