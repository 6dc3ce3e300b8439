// What FDX banks tell unasked, as the port wants it: subscribing, whose signature it is, and the outages that they speak of.
import type { BankEvents, InstitutionProfile } from '#domain/connections/bank.ts';
import type { Clock } from '#kernel/clock.ts';
import { protocolError } from '../http.ts';
import { resourceUrl } from '../protocol.ts';
import type { Branches } from './branch.ts';
import { request } from './resources.ts';
import type { NewsVerifier } from './signed_news.ts';
import { type AsPlatform, announcedOutage, EVENT_TYPES, listSubscriptions, subscribe } from './subscriptions.ts';

export interface EventsOptions {
  branches: Branches;
  verify: NewsVerifier;
  clock: Clock;
}

export function createEvents({ branches, verify, clock }: EventsOptions): BankEvents {
  const at = async (institution: InstitutionProfile, name: 'subscriptions' | 'availability') => {
    const { context, protocol } = await branches.asPlatform(institution);
    const template = protocol.resources[name];
    if (template === undefined) throw protocolError(`${institution.slug} has no ${name}`);
    const call: AsPlatform = (asked) => request(context, asked);
    return { call, url: resourceUrl(context.bank_url, template) };
  };
  return {
    types: EVENT_TYPES,
    async subscribe(institution, callbackUrl) {
      const { call, url } = await at(institution, 'subscriptions');
      return await subscribe(call, url, callbackUrl);
    },
    async unsubscribe(institution, subscription) {
      const { call, url } = await at(institution, 'subscriptions');
      await call({ method: 'DELETE', url: new URL(`${url.href}/${encodeURIComponent(subscription)}`) });
    },
    async list(institution) {
      const { call, url } = await at(institution, 'subscriptions');
      return await listSubscriptions(call, url);
    },
    async outage(institution) {
      const { call, url } = await at(institution, 'availability');
      return await announcedOutage(call, url, clock.now());
    },
    isSigned: async (institution, news) => verify(await branches.signerOf(institution), news),
  };
}
