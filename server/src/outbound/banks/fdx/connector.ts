// The connector for banks that speak OAuth and FDX: the port's methods over the modules beside it.
import type { BankConnector, Credential, InstitutionProfile, VisitRequest } from '#domain/connections/bank.ts';
import { protocolError } from '../http.ts';
import { freshConsent, guardVisit } from '../visit.ts';
import { createBankKeys } from './bank_keys.ts';
import { type Branches, type BranchOptions, createBranches } from './branch.ts';
import { getConsent, revoke } from './consent.ts';
import { getBalance, getOwners, getTransactions } from './data_reads.ts';
import { diagnose } from './diagnose.ts';
import { createEvents } from './events.ts';
import { refresh, revokeTokens } from './grant.ts';
import { getNumbers, listAccounts } from './resources.ts';
import { createNewsVerifier } from './signed_news.ts';
import { finishRedirect, startRedirect } from './visit.ts';

export function createFdxConnector(options: Omit<BranchOptions, 'withKeys'>): BankConnector {
  const { report, clock } = options;
  const withKeys = createBankKeys(options);
  const branches = createBranches({ ...options, withKeys });
  const consentOf = async (institution: InstitutionProfile, consent: string) => {
    const { context, protocol } = await branches.asPlatform(institution);
    return await getConsent(context, protocol, consent);
  };
  const readingOf = async (institution: InstitutionProfile, credential: Credential, bank_account: string) => ({
    ...(await branches.withCredential(institution, credential)),
    bank_account,
  });

  return {
    startVisit: (request) => guardVisit(request.institution, report, () => start(branches, request)),
    continueVisit: (institution, secret, input) =>
      guardVisit(institution, report, async () => {
        if (input.type !== 'callback') throw protocolError('a form answer where a callback was due');
        const { branch, issuer } = await branches.open(institution, false);
        return await finishRedirect({
          branch,
          issuer,
          secret,
          callback: input.url,
          clock,
          readConsent: (consent) => freshConsent(consent, () => consentOf(institution, consent)),
          readPerson: (token) => branches.personOf(branch, token),
        });
      }),

    refresh: async (institution, credential) => refresh(await branches.open(institution, false), credential, clock),
    async listAccounts(institution, credential) {
      const { context, protocol } = await branches.withCredential(institution, credential);
      return await listAccounts(context, protocol);
    },
    async getNumbers(institution, credential, account) {
      const { context, protocol } = await branches.withCredential(institution, credential);
      return await getNumbers(context, protocol, account.bank_account);
    },
    getBalance: async (...asked) => getBalance(await readingOf(...asked)),
    getOwners: async (...asked) => getOwners(await readingOf(...asked)),
    getTransactions: async (institution, credential, account, span) =>
      getTransactions(await readingOf(institution, credential, account), span),
    getConsent: consentOf,
    async revoke(institution, grant, reason) {
      if ('credential' in grant) {
        const { issuer } = await branches.open(institution, false);
        return await revokeTokens(issuer, grant.credential);
      }
      const { context, protocol } = await branches.asPlatform(institution);
      await revoke(context, protocol, grant.consent, reason);
      return true;
    },
    events: createEvents({ branches, clock, verify: createNewsVerifier({ withKeys, clock }) }),
    diagnose: (institution, consent, error) =>
      diagnose(error, async () => (consent === null ? null : consentOf(institution, consent))),
  };

  // Asked afresh: nobody comes back from the page of a bank that is down.
  async function start(at: Branches, request: VisitRequest) {
    const { branch, issuer } = await at.open(request.institution, true);
    return await startRedirect(branch, issuer, request, clock);
  }
}
