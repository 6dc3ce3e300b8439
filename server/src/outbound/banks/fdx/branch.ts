// One institution, opened for a call: its row read, the way there, its OAuth server, and requests that carry the right proof.
import type { Credential, InstitutionProfile } from '#domain/connections/bank.ts';
import type { Clock } from '#kernel/clock.ts';
import type { ClientKeys } from '../client_keys.ts';
import { protocolError } from '../http.ts';
import type { createLines } from '../line.ts';
import { type FdxProtocol, fdxProtocol, readProtocol, resourceUrl } from '../protocol.ts';
import type { VisitReport } from '../visit.ts';
import { type Actor, withPlatformToken, withToken } from './authorized.ts';
import type { Signer, WithBankKeys } from './bank_keys.ts';
import { tokensOf } from './credential.ts';
import type { BoundToken, Branch, Issuer, Issuers } from './issuer.ts';
import { openMessage } from './message.ts';
import { type Person, personInCustomer } from './person.ts';
import { type ResourceContext, request } from './resources.ts';

export interface BranchOptions {
  lines: ReturnType<typeof createLines>;
  issuers: Issuers;
  keys: ClientKeys;
  withKeys: WithBankKeys;
  actor: Actor;
  clock: Clock;
  report: VisitReport;
}

/** What reads of resources work with. */
export interface Reach {
  context: ResourceContext;
  protocol: FdxProtocol;
}

export interface Branches {
  /** `fresh`: the bank is asked for its metadata even where that is known. */
  open(institution: InstitutionProfile, fresh: boolean): Promise<{ branch: Branch; issuer: Issuer }>;
  withCredential(institution: InstitutionProfile, credential: Credential): Promise<Reach>;
  asPlatform(institution: InstitutionProfile): Promise<Reach>;
  /** Who the customer is, by FDX's own resource. */
  personOf(branch: Branch, token: BoundToken): Promise<Person>;
  signerOf(institution: InstitutionProfile): Promise<Signer>;
}

/** Every method throws BankError only. */
export function createBranches({ lines, issuers, keys, withKeys, actor, clock }: BranchOptions): Branches {
  const branchOf = async (institution: InstitutionProfile): Promise<Branch> => {
    const protocol = readProtocol(fdxProtocol, institution);
    return { institution, protocol, line: await lines(institution, protocol) };
  };
  const signerOf = async (branch: Branch): Promise<Signer> => {
    const { issuer, jwks_uri } = (await issuers.open(branch, false)).oauth.serverMetadata();
    if (jwks_uri === undefined) throw protocolError('a bank that names no keys');
    return { issuer, jwks_uri, http: branch.line.http };
  };
  const contextOf = (branch: Branch, http: ResourceContext['http']): ResourceContext => ({
    http,
    bank_url: branch.line.resources_url,
    clock,
    open: async (answer) => {
      if (branch.protocol.payment_networks === 'json') return answer;
      return await openMessage({ keys, withKeys, now: clock.now() }, branch.protocol, await signerOf(branch), answer);
    },
  });
  return {
    async open(institution, fresh) {
      const branch = await branchOf(institution);
      return { branch, issuer: await issuers.open(branch, fresh) };
    },
    async withCredential(institution, credential) {
      const branch = await branchOf(institution);
      const http = withToken(issuers, branch, actor, tokensOf(credential));
      return { context: contextOf(branch, http), protocol: branch.protocol };
    },
    async asPlatform(institution) {
      const branch = await branchOf(institution);
      return { context: contextOf(branch, withPlatformToken(issuers, branch, clock)), protocol: branch.protocol };
    },
    async personOf(branch, token) {
      const context = contextOf(branch, withToken(issuers, branch, 'user', token));
      const url = resourceUrl(context.bank_url, branch.protocol.resources.customer!);
      const answer = await request(context, { method: 'GET', url });
      return personInCustomer(answer, branch.protocol.attributes.user_name);
    },
    signerOf: async (institution) => signerOf(await branchOf(institution)),
  };
}
