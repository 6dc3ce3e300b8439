// Our own schemas of the FDX answers we read: strict about identity, forgiving about everything that is only description.
import { z } from 'zod';

/** Rows of one page; a bank that sends more is not believed. */
export const MAX_ROWS = 1000;

export const words = z.string().nullish().catch(null);
const flag = z.boolean().nullish().catch(null);
const rows = z.array(z.unknown()).max(MAX_ROWS);

const FIRST_YEAR = 1900;
const LAST_YEAR = 9000;

/** RFC 3339 with an offset; null when absent, not a date or of a year that no account has seen. */
export const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((date) => date.getUTCFullYear() >= FIRST_YEAR && date.getUTCFullYear() <= LAST_YEAR)
  .nullish()
  .catch(null);

// Banks send the code as a string, as an integer, or joined with a second one ("603-403"): the first part counts.
export const errorCode = z
  .union([z.string(), z.number()])
  .transform((code) => String(code).split('-')[0]?.trim() ?? '');

const attributeEntry = z.object({ name: z.string(), value: z.string() }).nullable().catch(null);

/** One that is no name and text says nothing against the others. */
export const attributeList = z
  .array(attributeEntry)
  .transform((list) => list.filter((entry) => entry !== null))
  .nullish()
  .catch(null);

/** One account row. Its id is the only thing that has to be right. */
export const accountRow = z.object({
  accountId: z.string().min(1).max(256),
  accountCategory: words,
  accountType: words,
  accountNumberDisplay: words,
  productName: words,
  nickname: words,
  status: words,
  currency: z.object({ currencyCode: words }).nullish().catch(null),
  fiAttributes: attributeList,
  /** A failure of this one row inside a successful list; an unreadable one is a failure all the same. */
  error: z
    .object({ code: errorCode.catch('') })
    .nullish()
    .catch({ code: '' }),
});
export type AccountRow = z.infer<typeof accountRow>;

/** A page of a list, whatever its rows are. */
export const page = z.object({
  page: z
    .object({
      nextPageKey: words,
      nextOffset: z.union([z.string(), z.number()]).transform(String).nullish().catch(null),
    })
    .nullish()
    .catch(null),
  links: z
    .object({ next: z.union([z.string(), z.object({ href: z.string() }).transform(({ href }) => href)]).nullish() })
    .nullish(),
});

export const accountPage = page.extend({ accounts: rows });

export const paymentNetworkRow = z.object({
  bankId: z.string().regex(/^\d{9}$/),
  identifier: z.string().regex(/^\d{1,17}$/),
  identifierType: words,
  transferIn: flag,
  transferOut: flag,
  fiAttributes: attributeList,
});
export type PaymentNetworkRow = z.infer<typeof paymentNetworkRow>;

export const paymentNetworkPage = page.extend({ paymentNetworks: rows });
/** Rows of other rails may look any way they like. */
export const networkType = z.object({ type: words });

const party = words;
export const consentRecord = z.object({
  id: z.string().min(1).max(256),
  status: words,
  expirationTime: instant,
  fiAttributes: attributeList,
  resources: z
    .array(z.object({ resourceType: words, resourceId: words }))
    .max(MAX_ROWS)
    .nullish()
    .catch(null),
});
export type ConsentRecord = z.infer<typeof consentRecord>;

export const revocationList = z.object({
  revocations: z.array(z.object({ initiator: party, reason: party, updatedTime: words })).max(MAX_ROWS),
});

/** FDX servers of older versions wrap a row in its kind, which then says its category: `{ depositAccount: { … } }`. `id`: what a bare row has. */
export function unwrapRow(row: unknown, id = 'accountId'): unknown {
  if (typeof row !== 'object' || row === null || id in row) return row;
  const [wrapping, ...others] = Object.entries(row);
  if (wrapping === undefined || others.length > 0) return row;
  const [kind, inner] = wrapping;
  const category = kind.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
  return typeof inner === 'object' ? { accountCategory: category, ...inner } : row;
}

/** The value of a named attribute, if the bank gave one. */
export function attribute(
  list: { name: string; value: string }[] | null | undefined,
  name: string | null,
): string | null {
  if (name === null) return null;
  return list?.find((entry) => entry.name === name)?.value ?? null;
}

/** An attribute that holds a time. */
export function attributeTime(
  list: { name: string; value: string }[] | null | undefined,
  name: string | null,
): Date | null {
  return instant.parse(attribute(list, name)) ?? null;
}
