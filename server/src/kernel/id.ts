// Object ids: Stripe's prefixes, a random tail, and a type per kind so that one id cannot stand in for another.

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Prefix and tail length per kind (lengths as seen on Stripe's own ids). */
const TAIL_LENGTH = {
  acct: 16,
  cus: 14,
  fca: 24,
  fcauth: 24,
  fcsess: 24,
  fcinst: 14,
  fcaown: 24,
  fcaowns: 24,
  fcaib: 24,
  fctxn: 24,
  fctxnref: 24,
  evt: 24,
  we: 24,
  pm: 24,
  seti: 24,
  setatt: 24,
  mandate: 24,
  pi: 24,
  py: 24,
  po: 24,
  ba: 24,
  btok: 24,
  clock: 24,
  req: 14,
  mk: 24,
  bvisit: 24,
  wd: 24,
  mbr: 16,
  rlb: 24,
  mail: 24,
  sgn: 24,
  pky: 24,
  clis: 24,
  cld: 24,
  person: 24,
} as const;

export type Kind = keyof typeof TAIL_LENGTH;
export type Id<K extends Kind> = `${K}_${string}`;

export type MerchantId = Id<'acct'>;
export type CustomerId = Id<'cus'>;
export type AccountId = Id<'fca'>;
export type AuthorizationId = Id<'fcauth'>;
export type SessionId = Id<'fcsess'>;
export type InstitutionId = Id<'fcinst'>;
export type AccountOwnerId = Id<'fcaown'>;
export type AccountOwnershipId = Id<'fcaowns'>;
export type InferredBalanceId = Id<'fcaib'>;
export type TransactionId = Id<'fctxn'>;
export type TransactionRefreshId = Id<'fctxnref'>;
export type EventId = Id<'evt'>;
export type WebhookEndpointId = Id<'we'>;
export type PaymentMethodId = Id<'pm'>;
export type SetupIntentId = Id<'seti'>;
export type SetupAttemptId = Id<'setatt'>;
export type MandateId = Id<'mandate'>;
export type PaymentIntentId = Id<'pi'>;
export type ChargeId = Id<'py'>;
export type PayoutId = Id<'po'>;
export type BankAccountId = Id<'ba'>;
export type BankTokenId = Id<'btok'>;
export type TestClockId = Id<'clock'>;
export type RequestId = Id<'req'>;
export type ApiKeyId = Id<'mk'>;
export type BankVisitId = Id<'bvisit'>;
export type DeliveryId = Id<'wd'>;
export type MemberId = Id<'mbr'>;
export type RelinkBatchId = Id<'rlb'>;
export type MailId = Id<'mail'>;
export type SignInId = Id<'sgn'>;
export type PasskeyId = Id<'pky'>;
export type CliSessionId = Id<'clis'>;
export type CliDeliveryId = Id<'cld'>;
export type PersonId = Id<'person'>;

/** Fills a buffer with random bytes; seeded in simulations, the system's generator otherwise. */
export type Random = (bytes: number) => Uint8Array;

/** A new id of the given kind. Rejection sampling keeps every character equally likely. */
export function newId<K extends Kind>(kind: K, random: Random): Id<K> {
  return `${kind}_${randomText(TAIL_LENGTH[kind], random)}`;
}

/** `length` random characters of 0-9A-Za-z. */
export function randomText(length: number, random: Random): string {
  let text = '';
  while (text.length < length) {
    for (const byte of random(length * 2)) {
      if (byte < 248 && text.length < length) text += ALPHABET[byte % 62];
    }
  }
  return text;
}

export function isId<K extends Kind>(kind: K, value: string): value is Id<K> {
  return value.startsWith(`${kind}_`) && value.length <= 255;
}
