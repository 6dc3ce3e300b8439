// The connector for banks without OAuth: a form sign-in, then the same FDX resources in sessions that the bank's token opens.
import type { BankConnector, Credential, InstitutionProfile } from '#domain/connections/bank.ts';
import type { Clock } from '#kernel/clock.ts';
import { getConsent, revoke } from '../fdx/consent.ts';
import { getBalance, getOwners, getTransactions } from '../fdx/data_reads.ts';
import { diagnose } from '../fdx/diagnose.ts';
import { getNumbers, listAccounts, type ResourceContext } from '../fdx/resources.ts';
import { type BankFetch, protocolError } from '../http.ts';
import type { createLines, Line } from '../line.ts';
import { type CredentialsProtocol, credentialsProtocol, readProtocol } from '../protocol.ts';
import { freshConsent, guardVisit, type VisitReport } from '../visit.ts';
import { nextSession, tokensOf } from './session.ts';
import { answerForm, firstForm } from './sign_in.ts';

export interface CredentialsOptions {
  lines: ReturnType<typeof createLines>;
  clock: Clock;
  report: VisitReport;
}

/** What a call works with. */
interface Reach {
  context: ResourceContext;
  protocol: CredentialsProtocol;
}

export function createCredentialsConnector({ lines, clock, report }: CredentialsOptions): BankConnector {
  const protocolOf = (institution: InstitutionProfile) => readProtocol(credentialsProtocol, institution);
  async function reach(
    institution: InstitutionProfile,
    authorization: (line: Line, protocol: CredentialsProtocol) => Promise<string>,
  ): Promise<Reach> {
    const protocol = protocolOf(institution);
    const line = await lines(institution, protocol);
    const http = withAuthorization(line.http, await authorization(line, protocol), protocol.headers);
    return { context: { http, bank_url: line.resources_url, clock, open: async (answer) => answer }, protocol };
  }
  const asPlatform = (institution: InstitutionProfile) =>
    reach(institution, async (line, { client }) => basic(client.id, await line.secret()));
  const withCredential = (institution: InstitutionProfile, credential: Credential) =>
    reach(institution, async () => `Bearer ${tokensOf(credential).access_token}`);
  const consentOf = async (institution: InstitutionProfile, consent: string) => {
    const { context, protocol } = await asPlatform(institution);
    return await getConsent(context, protocol, consent);
  };
  const readingOf = async (institution: InstitutionProfile, credential: Credential, bank_account: string) => ({
    ...(await withCredential(institution, credential)),
    bank_account,
  });

  return {
    counts_refreshes: true,
    startVisit: (request) =>
      guardVisit(request.institution, report, async () => firstForm(protocolOf(request.institution), request)),

    continueVisit: (institution, secret, input) =>
      guardVisit(institution, report, async () => {
        if (input.type !== 'answer') throw protocolError('a callback where a form answer was due');
        return await answerForm({
          ...(await asPlatform(institution)),
          secret,
          values: input.values,
          readConsent: (consent) => freshConsent(consent, () => consentOf(institution, consent)),
        });
      }),

    async refresh(institution, credential) {
      const { context, protocol } = await asPlatform(institution);
      return await nextSession(context, protocol, credential);
    },
    async listAccounts(institution, credential) {
      const { context, protocol } = await withCredential(institution, credential);
      return await listAccounts(context, protocol);
    },
    async getNumbers(institution, credential, account) {
      const { context, protocol } = await withCredential(institution, credential);
      return await getNumbers(context, protocol, account.bank_account);
    },
    getBalance: async (...asked) => getBalance(await readingOf(...asked)),
    getOwners: async (...asked) => getOwners(await readingOf(...asked)),
    getTransactions: async (institution, credential, account, span) =>
      getTransactions(await readingOf(institution, credential, account), span),
    getConsent: consentOf,
    async revoke(institution, grant, reason) {
      if (!('consent' in grant)) throw protocolError('a grant without a consent record at a form bank');
      const { context, protocol } = await asPlatform(institution);
      await revoke(context, protocol, grant.consent, reason);
      return true;
    },
    diagnose: (institution, consent, error) =>
      diagnose(error, async () => (consent === null ? null : consentOf(institution, consent))),
  };
}

function withAuthorization(http: BankFetch, authorization: string, fixed: Record<string, string>): BankFetch {
  return (url, init = {}) => {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(fixed)) headers.set(name, value);
    headers.set('authorization', authorization);
    return http(url, { ...init, headers });
  };
}

/** RFC 6749 section 2.3.1: both parts are form-encoded before they are joined. */
function basic(id: string, secret: string): string {
  const encode = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`;
}
