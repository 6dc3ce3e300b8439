// The relink e-mail with settings that are not saved yet, about a given account, or about one that everybody can imagine.
import { LINK_DAYS } from '#domain/connections/hosted_link.ts';
import { brandOf } from '#domain/mails/brand.ts';
import type { SettingsFields } from '#domain/merchants/settings.ts';
import { renderMail } from '#emails/render.ts';
import type { Language, RelinkRequest } from '#emails/types.ts';
import { after, DAY_MS, unixSeconds } from '#kernel/clock.ts';
import type { MailPreview } from '#wire/dashboard_objects.ts';
import { findAccount } from '../accounts/detail.ts';
import type { DashboardContext } from '../call.ts';
import { previewLink, previewMail } from '../mail_preview.ts';

export async function previewSettings(
  context: DashboardContext,
  language: Language,
  unsaved: SettingsFields,
  account: string | null,
): Promise<MailPreview> {
  const given = Object.fromEntries(Object.entries(unsaved).filter(([, value]) => value !== undefined));
  const changed = { ...context, merchant: { ...context.merchant, ...given } };
  if (account !== null) return await previewMail(changed, await findAccount(context, account), language);
  return renderMail('relink_request', example(context), language, await brandOf(changed, context.public_url));
}

function example({ clock, public_url }: DashboardContext): RelinkRequest {
  return {
    customer: 'Jenny Rosen',
    bank: 'Riverbank',
    sign_in: 'oauth',
    account: { name: 'Everyday Checking', last4: '6789', subcategory: 'checking', tokenized: false, payments: true },
    cause: 'access_denied',
    ends_at: null,
    link_expires_at: unixSeconds(after(clock.now(), LINK_DAYS * DAY_MS)),
    link: previewLink(public_url),
  };
}
