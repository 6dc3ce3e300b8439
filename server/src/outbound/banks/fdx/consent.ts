// Reads and ends FDX consent records on the platform's own behalf, so it works when the customer's credential is dead.
import type { ConsentView, RevocationReason } from '#domain/connections/bank.ts';
import { BankError } from '#domain/connections/bank.ts';
import { lookup } from '#kernel/lookup.ts';
import { protocolError } from '../http.ts';
import { type CommonProtocol, resourceUrl } from '../protocol.ts';
import { unknownConsent } from '../visit.ts';
import { type ResourceContext, readBody, request } from './resources.ts';
import { attribute, attributeTime, type ConsentRecord, consentRecord, revocationList } from './shapes.ts';

const STATUS: Readonly<Record<string, ConsentView['status']>> = {
  ACTIVE: 'active',
  EXPIRED: 'expired',
  REVOKED: 'revoked',
  SUPERSEDED: 'superseded',
};
const ENDED_BY: Readonly<Record<string, ConsentView['ended_by']>> = {
  INDIVIDUAL: 'customer',
  DATA_PROVIDER: 'bank',
  VENDOR: 'bank',
  DATA_RECIPIENT: 'us',
  DATA_ACCESS_PLATFORM: 'us',
};
const ENDED_FOR: Readonly<Record<string, ConsentView['ended_for']>> = { USER_ACTION: 'wish', BUSINESS_RULE: 'rule' };
/** Where only a reason is told. */
const ENDED_WITHOUT_NAME = { wish: 'customer', rule: 'bank' } as const;
/** How our own reasons are told, so that the bank's record gives them back to us. */
const FDX_REASON: Readonly<Record<RevocationReason, string>> = { link_ended: 'USER_ACTION', replaced: 'BUSINESS_RULE' };

/** The bank's record of a consent; status `unknown` where the bank has no such record. Throws BankError when it cannot be read. */
export async function getConsent(
  context: ResourceContext,
  protocol: CommonProtocol,
  consent: string,
): Promise<ConsentView> {
  const url = placeOf(context, protocol.resources.consent, consent);
  const answer = await request(context, { method: 'GET', url }).catch(absentAsNull);
  if (answer === null) return unknownConsent(consent);
  const record = readBody(answer, consentRecord, 'the consent');
  const told = lookup(STATUS, record.status?.toUpperCase()) ?? 'unknown';
  const successor = told === 'active' ? null : attribute(record.fiAttributes, protocol.attributes.superseded_by);
  // Whoever names the consent in its place says why he revoked this one: no other word of his can say it better.
  const status = told === 'revoked' && successor ? 'superseded' : told;
  return {
    id: consent,
    status,
    ...(status === 'superseded' && successor && { superseded_by: successor }),
    expires_at: record.expirationTime ?? null,
    sign_in_required_from: attributeTime(record.fiAttributes, protocol.attributes.sign_in_required_from),
    bank_accounts: accountsOf(record),
    ...(status === 'revoked' ? await revocationOf(context, protocol, consent) : NOT_REVOKED),
  };
}

/** Ends a consent. One that has ended, or that the bank does not know, is fine. */
export async function revoke(
  context: ResourceContext,
  protocol: CommonProtocol,
  consent: string,
  reason: RevocationReason,
): Promise<void> {
  const url = placeOf(context, protocol.resources.consent_revocation, consent);
  const body = { reason: FDX_REASON[reason], initiator: 'DATA_RECIPIENT' };
  try {
    await request(context, { method: 'PUT', url, body });
  } catch (error) {
    const ended = error instanceof BankError && (error.upstream.status === 409 || isAbsent(error));
    if (!ended) throw error;
  }
}

type Revocation = Pick<ConsentView, 'ended_by' | 'ended_for'>;
const NOT_REVOKED: Revocation = { ended_by: null, ended_for: null };

async function revocationOf(context: ResourceContext, protocol: CommonProtocol, consent: string): Promise<Revocation> {
  const url = placeOf(context, protocol.resources.consent_revocation, consent);
  const answer = await request(context, { method: 'GET', url }).catch(absentAsNull);
  if (answer === null) return NOT_REVOKED;
  const { revocations } = readBody(answer, revocationList, 'the revocations');
  // Revocation is final, so the first one is the one that counts; later entries can only repeat it.
  const first = revocations[0];
  const ended_for = lookup(ENDED_FOR, first?.reason?.toUpperCase()) ?? null;
  const named = lookup(ENDED_BY, first?.initiator?.toUpperCase()) ?? null;
  return { ended_by: named ?? (ended_for && ENDED_WITHOUT_NAME[ended_for]), ended_for };
}

function placeOf({ bank_url }: ResourceContext, template: string | undefined, consentId: string): URL {
  if (template === undefined) throw protocolError('the row names no place for consent records');
  return resourceUrl(bank_url, template, { consentId });
}

function accountsOf(record: ConsentRecord): string[] | null {
  if (!record.resources) return null;
  return record.resources.flatMap((resource) =>
    resource.resourceType?.toUpperCase() === 'ACCOUNT' && resource.resourceId ? [resource.resourceId] : [],
  );
}

function absentAsNull(error: unknown): null {
  if (error instanceof BankError && isAbsent(error)) return null;
  throw error;
}

function isAbsent(error: BankError): boolean {
  return error.upstream.status === 404;
}
