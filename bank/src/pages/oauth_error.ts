// The page a customer sees when an authorization request cannot even be answered to its client.
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Institution } from '#data/institutions.ts';
import { layout, pageHeaders } from '#pages/layout.ts';
import { noticePage } from '#pages/notice.ts';
import { localeOf, speaker } from '#pages/say.ts';
import type { World } from '#world.ts';

interface Told {
  error: string;
  error_description?: string | undefined;
}

/** oidc-provider's `renderError`: the customer reads what happened, the developer reads the protocol's error below. */
export async function renderOauthError(
  world: World,
  institution: Institution,
  ctx: KoaContextWithOIDC,
  out: Told,
): Promise<void> {
  const locale = localeOf(String(ctx.query.ui_locales ?? ''), ctx.get('accept-language'));
  const say = speaker(locale);
  const bank = institution.name;
  const detail = out.error_description ? `${out.error}: ${out.error_description}` : out.error;
  const ended = /interaction|authorization request has expired|session/.test(out.error_description ?? '');
  const title = ended ? say('ended.title') : say('request.title');
  const content = ended
    ? noticePage(title, [say('ended.lead'), say('ended.back')])
    : noticePage(title, [say('request.lead', { bank }), say('ended.back')], say('request.detail', { detail }));
  ctx.type = 'html';
  ctx.set(pageHeaders([], world.faults.cutsOpener(institution.slug)));
  ctx.body = String(await layout({ institution, locale, say, title, content }));
}
