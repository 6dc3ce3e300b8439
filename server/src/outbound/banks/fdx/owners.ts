// The holders of an FDX account in the platform's terms. Pure.
import type { BankOwner } from '#domain/connections/bank_data.ts';
import type { Address, Contact, Holder, Telephone } from './data_shapes.ts';

const MAX_LENGTH = 500;
const MAX_OWNERS = 100;

/**
 * The owners, each with what the bank says of him. Older banks tell e-mails, addresses and telephones of the account only: they
 * are the holder's where there is one; among several nobody knows whose they are, except one address, which is the account's.
 */
export function ownersOf(contact: Contact): BankOwner[] {
  const holders = present(contact.holders).filter((holder) => nameOf(holder) !== null);
  const alone = holders.length === 1;
  const shared = present(contact.addresses);
  return holders.slice(0, MAX_OWNERS).map((holder) => ({
    name: nameOf(holder)!,
    email: emailOf(holder.email) ?? (alone ? emailOf(contact.emails) : null),
    phone: phoneOf(holder.telephones) ?? (alone ? phoneOf(contact.telephones) : null),
    raw_address: addressOf(holder.addresses) ?? (alone || shared.length === 1 ? addressOf(shared) : null),
  }));
}

function nameOf({ name, businessCustomer }: Holder): string | null {
  const person = joined([name?.first, name?.middle, name?.last, name?.suffix], ' ');
  return joined([businessCustomer?.name], '') ?? person ?? joined([name?.company], '');
}

function emailOf(list: unknown[] | null | undefined): string | null {
  const email = list?.find((entry) => typeof entry === 'string' && entry.includes('@'));
  return typeof email === 'string' ? joined([email], '') : null;
}

function phoneOf(list: (Telephone | null | undefined)[] | null | undefined): string | null {
  const telephone = chosen(list, ({ number }) => number);
  const number = joined([telephone?.number], '');
  const country = telephone?.country?.replace(/\D/g, '');
  return number && country && !number.startsWith('+') ? `+${country}${number}` : number;
}

function addressOf(list: (Address | null | undefined)[] | null | undefined): string | null {
  const address = chosen(list, ({ line1, city }) => line1 ?? city);
  if (!address) return null;
  const { line1, line2, line3, city, country } = address;
  const region = joined([address.region ?? address.state, address.postalCode], ' ');
  return joined([line1, line2, line3, city, region, country], ', ');
}

/** The primary one, else the first, of those that say anything. */
function chosen<T extends { primary?: boolean | null | undefined }>(
  list: (T | null | undefined)[] | null | undefined,
  says: (entry: T) => string | null | undefined,
): T | undefined {
  const told = present(list).filter((entry) => says(entry)?.trim());
  return told.find((entry) => entry.primary) ?? told[0];
}

function present<T>(list: (T | null | undefined)[] | null | undefined): T[] {
  return (list ?? []).filter((entry) => entry != null);
}

/** The parts that say something; null where none does. */
function joined(parts: (string | null | undefined)[], glue: string): string | null {
  const said = parts.map((part) => part?.replace(/\s+/g, ' ').trim()).filter((part) => part);
  return said.length === 0 ? null : said.join(glue).slice(0, MAX_LENGTH).toWellFormed();
}
