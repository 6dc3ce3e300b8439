// What others ask about mails: the provider that tells what became of them, and the sandbox's mailbox.

import type { ApiWorld } from '#inbound/http/api_world.ts';
import type { Origins } from '#inbound/http/origin.ts';
import { createMailbox } from '#inbound/mailbox/routes.ts';
import { createMailEvents } from './events.ts';

export interface Mails {
  world: ApiWorld;
  origins: Origins;
  /** RELINK_MAIL_TOKEN; null: no provider tells anything. */
  callback_token: string | null;
  /** One process serves one mode; the mailbox is the sandbox's. */
  livemode: boolean;
}

/** Null for every other address. */
export function createMails({
  world,
  origins,
  callback_token,
  livemode,
}: Mails): (request: Request) => Promise<Response | null> {
  const events = createMailEvents(world, callback_token);
  const mailbox = livemode ? null : createMailbox(world, origins);
  return async (request) => (await events(request)) ?? (await mailbox?.(request)) ?? null;
}
