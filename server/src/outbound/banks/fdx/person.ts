// Who a customer is at an FDX bank: by the ID token, else by FDX's own resource. His name there is told by some, and only a convenience.
import { z } from 'zod';
import { type BankAnswer, protocolError } from '../http.ts';
import { readBody } from './resources.ts';
import { attribute, attributeList } from './shapes.ts';

export interface Person {
  bank_subject: string;
  /** What he signs in with; null where the bank does not say it. */
  bank_user: string | null;
}

/** OpenID Connect allows 255 characters; no row takes all of them. */
const name = z
  .string()
  .min(1)
  .max(255)
  .regex(/^\P{Cc}+$/u);
const customer = z.object({ customerId: name, fiAttributes: attributeList });

/** Throws BankError `protocol` where the claims name nobody. */
export function personInToken(claims: Record<string, unknown> | undefined): Person {
  const sub = name.safeParse(claims?.sub);
  if (!sub.success) throw protocolError('a token answer without an ID token that names somebody');
  return { bank_subject: sub.data, bank_user: nameOrNull(claims?.preferred_username) };
}

/** `user_name`: the attribute by which this bank tells the name; null where it has none. Throws BankError `protocol`. */
export function personInCustomer(answer: BankAnswer, user_name: string | null): Person {
  const { customerId, fiAttributes } = readBody(answer, customer, 'the customer');
  return { bank_subject: customerId, bank_user: nameOrNull(attribute(fiAttributes, user_name)) };
}

function nameOrNull(told: unknown): string | null {
  return name.safeParse(told).data ?? null;
}
