// What a relink request says about one account: read when it is sent or previewed, so that it tells how things stand.
import type { Row } from '#database/schema.ts';
import { findHolder } from '#domain/connections/holder_contact.ts';
import { numberTrouble } from '#domain/connections/relink.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { languageFor } from '#emails/language.ts';
import type { Language, RelinkCause, RelinkRequest } from '#emails/types.ts';
import { unixSeconds } from '#kernel/clock.ts';

/** What has a day that is still to come. */
const AHEAD: readonly RelinkCause[] = ['number_expiring', 'access_expiring', 'requirement_ahead'];

/** Where the button goes, and until when, on the customer's time. */
export interface MailedLink {
  url: string;
  expires_at: Date;
}

/** The data of the mail and the language its customer reads. */
export async function relinkRequestOf(
  context: Context,
  account: Row<'accounts'>,
  link: MailedLink,
): Promise<{ data: RelinkRequest; language: Language }> {
  const { trx, merchant } = context;
  const bank = await trx
    .selectFrom('institutions')
    .select(['display_name', 'connector'])
    .where('id', '=', account.institution)
    .executeTakeFirstOrThrow();
  const holder = await findHolder(context, account);
  const authorization = await trx
    .selectFrom('authorizations')
    .select('active_cause')
    .where('id', '=', account.authorization_id)
    .executeTakeFirstOrThrow();
  const cause = causeOf(account, authorization.active_cause, await customerTime(context, account.test_clock));
  const ends_at = AHEAD.includes(cause) ? account.ends_at : null;
  const data: RelinkRequest = {
    customer: holder?.name ?? null,
    bank: bank.display_name,
    sign_in: bank.connector === 'credentials' ? 'form' : 'oauth',
    account: {
      name: account.display_name,
      last4: account.last4,
      subcategory: account.subcategory,
      tokenized: account.number_kind === 'tokenized_account_number',
      payments: account.permissions.includes('payment_method'),
    },
    cause,
    ends_at: ends_at && unixSeconds(ends_at),
    link_expires_at: unixSeconds(link.expires_at),
    link: link.url,
  };
  return { data, language: languageFor(holder?.preferred_locales ?? [], merchant.default_locale) };
}

function causeOf(account: Row<'accounts'>, ends_by: Row<'authorizations'>['active_cause'], now: Date): RelinkCause {
  if (account.status === 'inactive') return account.inactive_cause ?? 'unspecified';
  const { number_kind, number_status, number_expires_at } = account;
  const ahead = ends_by === 'institution_requirement' ? 'requirement_ahead' : 'access_expiring';
  const other = account.ends_at === null ? 'unspecified' : ahead;
  if (number_kind === null || number_status === null) return other;
  const number = { identifier_type: number_kind, status: number_status, expected_expiry_at: number_expires_at };
  return numberTrouble(number, now) ?? other;
}
