// All that is impure, opened by hand at the start and handed down: database, time, chance, network, log.
import type { Logger } from 'pino';
import type { Database } from '#database/open.ts';
import type { Banks } from '#domain/connections/banks.ts';
import type { AchNetwork } from '#domain/payments/ach.ts';
import type { Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/id.ts';
import type { Metrics } from '#kernel/metrics.ts';
import type { Egress } from '#outbound/egress/egress.ts';
import type { MailServer } from '#outbound/emails/smtp.ts';
import type { Config } from './config.ts';
import type { OpenVault } from './vault.ts';

export interface World {
  config: Config;
  database: Database;
  clock: Clock;
  random: Random;
  vault: OpenVault;
  log: Logger;
  metrics: Metrics;
  /** The way out to banks and to the ACH network. */
  egress: Egress;
  banks: Banks;
  /** Null in live mode: there is no network that money could move by. */
  ach: AchNetwork | null;
  /** Null: none is configured, and the sandbox keeps its mails in its mailbox. */
  mail_server: MailServer | null;
  /** The origin that customers and banks reach us by. */
  public_url: string;
  /** There is no mail server. */
  mailbox_only: boolean;
}
