// What the API needs of the world: no network, no mail.
import type { Logger } from 'pino';
import type { Database } from '#database/open.ts';
import type { Vault } from '#domain/context.ts';
import type { Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/id.ts';

export interface ApiWorld {
  database: Database;
  clock: Clock;
  random: Random;
  vault: Vault;
  log: Logger;
  /** The origin that customers and banks reach us by. */
  public_url: string;
  /** There is no mail server: mails are read in the sandbox's mailbox. */
  mailbox_only: boolean;
}
