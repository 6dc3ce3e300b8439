// The holder of a link as somebody who can be written to, whether a customer or a connected account.
import type { Holder } from '#database/schema.ts';
import { findConnectedAccount } from '#domain/connected_accounts/connected_account_rows.ts';
import type { Context } from '#domain/context.ts';
import { findCustomer } from '#domain/customers/customer_rows.ts';
import type { CustomerId, MerchantId } from '#kernel/id.ts';

export interface HolderContact {
  type: 'customer' | 'account';
  id: CustomerId | MerchantId;
  name: string | null;
  email: string | null;
  /** A connected account has none of its own, so its mails are in the merchant's language. */
  preferred_locales: string[];
}

/** Null where nobody holds the link, and for a holder who was deleted. */
export async function findHolder(context: Context, holder: Holder): Promise<HolderContact | null> {
  if (holder.customer !== null) {
    const customer = await findCustomer(context, holder.customer);
    if (customer === null || customer.deleted_at !== null) return null;
    const { id, name, email, preferred_locales } = customer;
    return { type: 'customer', id, name, email, preferred_locales };
  }
  if (holder.connected_account === null) return null;
  const account = await findConnectedAccount(context, holder.connected_account);
  if (account === null || account.deleted_at !== null) return null;
  const { id, name, email } = account;
  return { type: 'account', id, name, email, preferred_locales: [] };
}
