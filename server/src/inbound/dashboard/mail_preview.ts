// A relink e-mail as a customer would get it now, with a link that leads nowhere.
import type { Row } from '#database/schema.ts';
import { LINK_DAYS, linkUrl } from '#domain/connections/hosted_link.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { brandOf } from '#domain/mails/brand.ts';
import { relinkRequestOf } from '#domain/mails/relink_request.ts';
import { renderMail } from '#emails/render.ts';
import type { Language } from '#emails/types.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import type { MailPreview } from '#wire/dashboard_objects.ts';
import type { DashboardContext } from './call.ts';

/** Looks like a customer's link, and opens nothing. */
export function previewLink(public_url: string): string {
  return linkUrl(public_url, 'preview');
}

/** `language` null: the one its customer reads. */
export async function previewMail(
  context: DashboardContext,
  account: Row<'accounts'>,
  language: Language | null,
): Promise<MailPreview> {
  const now = await customerTime(context, account.test_clock);
  const link = { url: previewLink(context.public_url), expires_at: after(now, LINK_DAYS * DAY_MS) };
  const { data, language: theirs } = await relinkRequestOf(context, account, link);
  return renderMail('relink_request', data, language ?? theirs, await brandOf(context, context.public_url));
}
