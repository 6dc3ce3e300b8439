// What FDX banks tell unasked, as the port wants it: subscribing, whose signature it is, and the outages that they speak of.
import type { BankEvents, InstitutionProfile } from '#domain/connections/bank.ts';
import { protocolError } from '../http.ts';
import { type FdxProtocol, fdxProtocol, readProtocol, resourceUrl } from '../protocol.ts';
import type { ResourceContext } from './resources.ts';
import type { NewsVerifier, Signer } from './signed_news.ts';
import { type AsPlatform, announcedOutage, EVENT_TYPES, listSubscriptions, subscribe } from './subscriptions.ts';

export interface EventsOptions {
  context: ResourceContext;
  verify: NewsVerifier;
  /** Calls of the bank on the platform's own behalf. */
  asPlatform: (institution: InstitutionProfile, protocol: FdxProtocol) => AsPlatform;
  /** Where the bank's keys are. */
  signerOf: (institution: InstitutionProfile, protocol: FdxProtocol) => Promise<Signer>;
}

export function createEvents({ context, verify, asPlatform, signerOf }: EventsOptions): BankEvents {
  const at = (institution: InstitutionProfile, name: 'subscriptions' | 'availability') => {
    const protocol = readProtocol(fdxProtocol, institution);
    const template = protocol.resources[name];
    if (template === undefined) throw protocolError(`${institution.slug} has no ${name}`);
    return { call: asPlatform(institution, protocol), url: resourceUrl(context.bank_url, template) };
  };
  return {
    types: EVENT_TYPES,
    async subscribe(institution, callbackUrl) {
      const { call, url } = at(institution, 'subscriptions');
      return subscribe(call, url, callbackUrl);
    },
    async unsubscribe(institution, subscription) {
      const { call, url } = at(institution, 'subscriptions');
      await call({ method: 'DELETE', url: new URL(`${url.href}/${encodeURIComponent(subscription)}`) });
    },
    async list(institution) {
      const { call, url } = at(institution, 'subscriptions');
      return listSubscriptions(call, url);
    },
    async outage(institution) {
      const { call, url } = at(institution, 'availability');
      return announcedOutage(call, url, context.clock.now());
    },
    isSigned: async (institution, news) =>
      verify(await signerOf(institution, readProtocol(fdxProtocol, institution)), news),
  };
}
