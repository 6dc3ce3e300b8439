// Whose external accounts a request is about: a connected account's, named by the URL, asked for by its platform or by itself.
import { findConnectedAccount } from '#domain/connected_accounts/connected_account_rows.ts';
import type { RequestContext } from '#inbound/http/endpoint.ts';
import { invalidRequest } from '#inbound/http/errors.ts';
import type { MerchantId } from '#kernel/id.ts';
import { noSuchConnectedAccount } from '../problems.ts';

/** The context of the account that the URL names; `lock` holds its row until the transaction ends. */
export async function asOwner(
  context: RequestContext,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<RequestContext> {
  const { trx, caller, merchant } = context;
  if (id === merchant.id) {
    if (caller.platform === null)
      throw invalidRequest('Your own account is not paid out to here: there is no balance. Name a connected account.');
  } else {
    const account = await findConnectedAccount(context, id);
    if (account === null || account.deleted_at !== null) throw noSuchConnectedAccount(context, id);
  }
  const query = trx
    .selectFrom('merchants')
    .selectAll()
    .where('id', '=', id as MerchantId);
  const owner = await (lock ? query.forNoKeyUpdate() : query).executeTakeFirstOrThrow();
  return { ...context, merchant: owner };
}

/** The context of whoever asks: tokens and linked accounts are his, or his platform's. */
export function platformOf(context: RequestContext): RequestContext | null {
  return context.caller.platform === null ? null : { ...context, merchant: context.caller.platform };
}
