// What every part of the bank is given: its rows, its clients, its address. Opened once, in bank.ts.
import type { Faults } from '#http/faults.ts';
import type { Publisher } from '#notifications/publisher.ts';
import type { Providers } from '#oauth/provider.ts';
import type { Store } from '#store/database.ts';

/** A data recipient known to the bank. */
export interface Client {
  client_id: string;
  client_secret: string;
  /** Asked at every authorization, so a recipient may bind its port after the bank has started. */
  redirect_uris: (slug: string) => string[];
  /** What customers read; the id where absent. */
  client_name?: string;
  /** Where its public keys are. Banks that know clients by their keys do not know one without it. */
  jwks_uri?: () => string;
}

export interface World {
  store: Store;
  clients: readonly Client[];
  control_token: string;
  /** The bank's own origin, without a slash at the end; known once it listens. */
  origin: string;
  /** The same for clients with a certificate. */
  tls_origin: string;
  providers: Providers;
  faults: Faults;
  publisher: Publisher;
  log: (line: object) => void;
  /** Real time, by which what the bank signs is dated. */
  now: () => Date;
}
