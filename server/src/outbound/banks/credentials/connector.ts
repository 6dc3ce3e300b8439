// The connector for banks without OAuth: a form sign-in, then the same FDX resources with a token that lives with the consent.
import { z } from 'zod';
import type { BankConnector, Credential, InstitutionProfile } from '#domain/connections/bank.ts';
import { type ConsentAuthorization, getConsent, revoke } from '../fdx/consent.ts';
import { rejected } from '../fdx/credential.ts';
import { type AccountReading, getBalance, getOwners, getTransactions } from '../fdx/data_reads.ts';
import { diagnose } from '../fdx/diagnose.ts';
import { getNumbers, listAccounts, type ResourceContext } from '../fdx/resources.ts';
import { protocolError } from '../http.ts';
import { credentialsProtocol, readProtocol } from '../protocol.ts';
import { freshConsent, guardVisit, type VisitReport } from '../visit.ts';
import { answerForm, firstForm } from './sign_in.ts';

export interface CredentialsOptions extends ResourceContext {
  client_id: string;
  client_secret: string;
  report: VisitReport;
}

const kept = z.object({ v: z.literal(1), access_token: z.string().min(1) });

export function createCredentialsConnector(options: CredentialsOptions): BankConnector {
  const { report } = options;
  const authorization = basic(options.client_id, options.client_secret);
  const asPlatform: ConsentAuthorization = { header: async () => authorization };
  const protocolOf = (institution: InstitutionProfile) => readProtocol(credentialsProtocol, institution);
  const consentOf = (institution: InstitutionProfile, consent: string) =>
    getConsent(options, protocolOf(institution), asPlatform, consent);
  const readingOf = (
    institution: InstitutionProfile,
    credential: Credential,
    bank_account: string,
  ): AccountReading => ({
    context: options,
    protocol: protocolOf(institution),
    token: tokenOf(credential),
    bank_account,
  });

  return {
    startVisit: (request) =>
      guardVisit(request.institution, report, async () => firstForm(protocolOf(request.institution), request)),

    continueVisit: (institution, secret, input) =>
      guardVisit(institution, report, async () => {
        if (input.type !== 'answer') throw protocolError('a callback where a form answer was due');
        return answerForm({
          context: { ...options, authorization },
          protocol: protocolOf(institution),
          secret,
          values: input.values,
          readConsent: (consent) => freshConsent(consent, () => consentOf(institution, consent)),
        });
      }),

    // The token lives exactly as long as the consent, so there is nothing to renew.
    refresh: async (_institution, credential) => ({ credential, rotated: false }),
    listAccounts: async (institution, credential) =>
      listAccounts(options, protocolOf(institution), tokenOf(credential)),
    getNumbers: async (institution, credential, account) =>
      getNumbers(options, protocolOf(institution), tokenOf(credential), account.bank_account),
    getBalance: async (institution, credential, account) => getBalance(readingOf(institution, credential, account)),
    getOwners: async (institution, credential, account) => getOwners(readingOf(institution, credential, account)),
    getTransactions: async (institution, credential, account, span) =>
      getTransactions(readingOf(institution, credential, account), span),
    getConsent: async (institution, consent) => consentOf(institution, consent),
    revoke: async (institution, consent) => revoke(options, protocolOf(institution), asPlatform, consent),
    diagnose: (institution, consent, error) =>
      diagnose(error, async () => (consent === null ? null : consentOf(institution, consent))),
  };
}

function tokenOf(credential: Credential): string {
  try {
    return kept.parse(JSON.parse(credential.secret)).access_token;
  } catch {
    throw rejected('the kept credential is unreadable');
  }
}

/** RFC 6749 section 2.3.1: both parts are form-encoded before they are joined. */
function basic(id: string, secret: string): string {
  const encode = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`;
}
