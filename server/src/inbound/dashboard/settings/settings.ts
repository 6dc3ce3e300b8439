// Calls about what customers see of the merchant: settings, logo, and the relink e-mail as it would look with them.
import { z } from 'zod';
import { LOGO_BYTES_MAX, logoType } from '#domain/merchants/logo.ts';
import { MERCHANT_NAME_MAX, nameProblem } from '#domain/merchants/merchant.ts';
import { removeLogo, setLogo, updateSettings } from '#domain/merchants/settings.ts';
import { LANGUAGES } from '#emails/types.ts';
import { invalidParam } from '#inbound/http/errors.ts';
import { array, emptyable, enumeration, refuseParam, text } from '#inbound/http/params.ts';
import type { Settings } from '#wire/dashboard_workspace.ts';
import { call, type DashboardContext } from '../call.ts';
import { email, id } from '../reading.ts';
import { logoUrl } from './logo_url.ts';
import { previewSettings } from './preview.ts';

const URL_MAX = 500;
const ORIGINS_MAX = 50;
/** Base64 of the largest logo. */
const LOGO_TEXT_MAX = Math.ceil(LOGO_BYTES_MAX / 3) * 4;

const accent = text({ pattern: /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i, hint: 'must be a colour such as #0f6b5c' });

const webAddress = text({ max: URL_MAX }).superRefine((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : null;
  const good = url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '';
  if (value !== '' && !good) refuseParam(context, 'This is not a web address such as https://example.com/help.');
});

const name = text({ max: MERCHANT_NAME_MAX }).superRefine((value, context) => {
  const problem = nameProblem(value);
  if (value !== '' && problem !== null) refuseParam(context, `The name ${problem}.`);
});

const origin = text({ max: URL_MAX }).superRefine((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : null;
  const bare = url !== null && url.origin === value && ['http:', 'https:'].includes(url.protocol);
  if (value !== '' && !bare) refuseParam(context, 'This is not an origin such as https://shop.example.com (no path).');
});

const fields = {
  name: name.optional(),
  accent: emptyable(accent).optional(),
  support_email: emptyable(email()).optional(),
  support_url: emptyable(webAddress).optional(),
  reply_to: emptyable(email()).optional(),
  default_locale: enumeration(LANGUAGES).optional(),
  allowed_origins: array(origin, { max: ORIGINS_MAX }).optional(),
};

export const retrieveSettings = call('GET /settings', { role: 'viewer', run: present });

export const updateAll = call('POST /settings', {
  role: 'owner',
  body: z.object(fields),
  run: async (context, { body }) => {
    const origins = body.allowed_origins && [...new Set(body.allowed_origins)];
    const merchant = await updateSettings(context, { ...body, allowed_origins: origins });
    return await present({ ...context, merchant });
  },
});

export const uploadLogo = call('POST /settings/logo', {
  role: 'owner',
  body: z.object({
    media_type: text({ max: 50 }),
    data: text({ max: LOGO_TEXT_MAX, pattern: /^[A-Za-z0-9+/]+={0,2}$/ }),
  }),
  run: async (context, { body }) => {
    const picture = new Uint8Array(Buffer.from(body.data, 'base64'));
    const type = logoType(picture);
    if (type === null) throw invalidParam('A logo is a PNG, JPEG or WebP picture.', 'data');
    if (type !== body.media_type) throw invalidParam(`This picture is ${type}.`, 'media_type');
    if (picture.length > LOGO_BYTES_MAX) throw invalidParam('A logo has at most 200 kB.', 'data');
    return await present({ ...context, merchant: await setLogo(context, type, picture) });
  },
});

export const deleteLogo = call('DELETE /settings/logo', {
  role: 'owner',
  run: async (context) => await present({ ...context, merchant: await removeLogo(context) }),
});

export const mailPreview = call('POST /settings/mail_preview', {
  role: 'viewer',
  body: z.object({
    language: enumeration(LANGUAGES),
    settings: z
      .strictObject({ ...fields, logo_url: z.unknown() })
      .partial()
      .optional(),
    account: id().optional(),
  }),
  run: async (context, { body: { language, settings = {}, account } }) => {
    const { logo_url: _, ...unsaved } = settings;
    return await previewSettings(context, language, unsaved, account ?? null);
  },
});

async function present(context: DashboardContext): Promise<Settings> {
  const { merchant } = context;
  return {
    name: merchant.name,
    accent: merchant.accent,
    logo_url: await logoUrl(context),
    support_email: merchant.support_email,
    support_url: merchant.support_url,
    reply_to: merchant.reply_to,
    default_locale: merchant.default_locale,
    allowed_origins: merchant.allowed_origins,
  };
}
