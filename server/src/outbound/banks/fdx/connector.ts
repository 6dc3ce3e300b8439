// The connector for banks that speak OAuth and FDX: the port's methods over the modules beside it.
import { refreshTokenGrant } from 'openid-client';
import type { BankConnector, BankEvents, Credential, InstitutionProfile, Refreshed } from '#domain/connections/bank.ts';
import { protocolError } from '../http.ts';
import { type FdxProtocol, fdxProtocol, readProtocol } from '../protocol.ts';
import { freshConsent, guardVisit, type VisitReport } from '../visit.ts';
import { type ConsentAuthorization, getConsent, revoke, asPlatform as sendAsPlatform } from './consent.ts';
import { credentialOf, rejected, tokensOf } from './credential.ts';
import { type AccountReading, getBalance, getOwners, getTransactions } from './data_reads.ts';
import { diagnose } from './diagnose.ts';
import { createEvents } from './events.ts';
import type { Issuers } from './issuer.ts';
import { oauthProblem } from './oauth_problem.ts';
import type { ResourceContext } from './resources.ts';
import { getNumbers, listAccounts } from './resources.ts';
import { createNewsVerifier } from './signed_news.ts';
import { finishRedirect, startRedirect } from './visit.ts';

export interface FdxOptions extends ResourceContext {
  issuers: Issuers;
  report: VisitReport;
}

export function createFdxConnector(options: FdxOptions): BankConnector {
  const { issuers, report, clock } = options;
  const asPlatform = (institution: InstitutionProfile, protocol: FdxProtocol): ConsentAuthorization => ({
    header: async (renew) => `Bearer ${await issuers.platformToken(institution, protocol, renew)}`,
  });
  const consentOf = (institution: InstitutionProfile, consent: string) => {
    const protocol = readProtocol(fdxProtocol, institution);
    return getConsent(options, protocol, asPlatform(institution, protocol), consent);
  };
  const readingOf = (
    institution: InstitutionProfile,
    credential: Credential,
    bank_account: string,
  ): AccountReading => ({
    context: options,
    protocol: readProtocol(fdxProtocol, institution),
    token: tokensOf(credential).access_token,
    bank_account,
  });

  return {
    startVisit: (request) =>
      guardVisit(request.institution, report, async () => {
        const protocol = readProtocol(fdxProtocol, request.institution);
        // Asked afresh: nobody comes back from the page of a bank that is down.
        const config = await issuers.configuration(request.institution, protocol, true);
        return startRedirect(config, protocol, request);
      }),

    continueVisit: (institution, secret, input) =>
      guardVisit(institution, report, async () => {
        if (input.type !== 'callback') throw protocolError('a form answer where a callback was due');
        const protocol = readProtocol(fdxProtocol, institution);
        const config = await issuers.configuration(institution, protocol, false);
        const readConsent = (consent: string) => freshConsent(consent, () => consentOf(institution, consent));
        return finishRedirect({
          config,
          protocol,
          idle_days: institution.policy.refresh_idle_days,
          secret,
          callback: input.url,
          clock,
          readConsent,
        });
      }),

    refresh: (institution, credential) => refresh(options, institution, credential),
    listAccounts: async (institution, credential) =>
      listAccounts(options, readProtocol(fdxProtocol, institution), tokensOf(credential).access_token),
    getNumbers: async (institution, credential, account) =>
      getNumbers(
        options,
        readProtocol(fdxProtocol, institution),
        tokensOf(credential).access_token,
        account.bank_account,
      ),
    getBalance: async (institution, credential, account) => getBalance(readingOf(institution, credential, account)),
    getOwners: async (institution, credential, account) => getOwners(readingOf(institution, credential, account)),
    getTransactions: async (institution, credential, account, span) =>
      getTransactions(readingOf(institution, credential, account), span),
    getConsent: async (institution, consent) => consentOf(institution, consent),
    async revoke(institution, consent) {
      const protocol = readProtocol(fdxProtocol, institution);
      await revoke(options, protocol, asPlatform(institution, protocol), consent);
    },
    events: eventsOf(options, asPlatform),
    diagnose: (institution, consent, error) =>
      diagnose(error, async () => (consent === null ? null : consentOf(institution, consent))),
  };
}

async function refresh(
  { issuers, clock }: FdxOptions,
  institution: InstitutionProfile,
  credential: Credential,
): Promise<Refreshed> {
  const previous = tokensOf(credential);
  if (previous.refresh_token === null) throw rejected('the link has no refresh token');
  const config = await issuers.configuration(institution, readProtocol(fdxProtocol, institution), false);
  const answer = await refreshTokenGrant(config, previous.refresh_token).catch((error: unknown) => {
    throw oauthProblem(error);
  });
  const fresh = credentialOf(answer, clock.now(), institution.policy.refresh_idle_days, previous);
  return { credential: fresh, rotated: tokensOf(fresh).refresh_token !== previous.refresh_token };
}

function eventsOf(
  options: FdxOptions,
  authorization: (institution: InstitutionProfile, protocol: FdxProtocol) => ConsentAuthorization,
): BankEvents {
  return createEvents({
    context: options,
    verify: createNewsVerifier(options),
    asPlatform: (institution, protocol) => (asked) =>
      sendAsPlatform(options, authorization(institution, protocol), asked),
    async signerOf(institution, protocol) {
      const config = await options.issuers.configuration(institution, protocol, false);
      const { issuer, jwks_uri } = config.serverMetadata();
      if (jwks_uri === undefined) throw protocolError(`${institution.slug} names no keys`);
      return { issuer, jwks_uri };
    },
  });
}
