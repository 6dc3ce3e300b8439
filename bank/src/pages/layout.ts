// The frame of every page of the bank: its name, the test ribbon, the security headers.
import { html } from 'hono/html';
import type { Institution } from '#data/institutions.ts';
import type { Locale, Say } from '#pages/say.ts';
import { STYLE_PATH } from '#pages/style.ts';

/** A piece of HTML; everything put into it was escaped. */
export type Html = ReturnType<typeof html>;

export interface PageFrame {
  institution: Institution;
  locale: Locale;
  say: Say;
  title: string;
  /** Where the page leads in the other language; left out where there is none. */
  other_language?: string;
  progress?: { step: number; steps: number };
  content: Html;
}

/** A whole page. */
export function layout(frame: PageFrame): Html {
  const { institution, locale, say, title } = frame;
  return html`<!doctype html>
<html lang="${locale}" data-bank="${institution.slug}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title} · ${institution.name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${STYLE_PATH}">
</head>
<body>
<header>
<p class="ribbon">${say('bank.test')}</p>
<div class="bank">
<span class="mark" aria-hidden="true">${initialsOf(institution.name)}</span>
<span class="bank-name">${institution.name}</span>
<span class="bank-sub">${say('bank.secure')}</span>
</div>
</header>
<main>
${frame.progress ? progressOf(say, frame.progress) : ''}
${frame.content}
</main>
<footer>${frame.other_language ? html`<a href="${frame.other_language}" hreflang="${locale === 'de' ? 'en' : 'de'}" lang="${locale === 'de' ? 'en' : 'de'}">${say('language.other')}</a>` : ''}</footer>
</body>
</html>`;
}

function progressOf(say: Say, { step, steps }: { step: number; steps: number }): Html {
  const dots = Array.from({ length: steps }, (_, index) => html`<i class="${index < step ? 'done' : ''}"></i>`);
  return html`<p class="progress"><span class="dots" aria-hidden="true">${dots}</span>${say('step.progress', { step, steps })}</p>`;
}

/** The first letters of a bank's first two words. */
export function initialsOf(name: string): string {
  const words = name
    .replace(/[^\p{L}\s]/gu, '')
    .split(/\s+/)
    .filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => word[0]!.toUpperCase())
    .join('');
}

/** Headers of a page: nothing is loaded but the bank's own style, nothing frames it, nobody keeps it. */
export function pageHeaders(redirectOrigins: readonly string[], cutOpener: boolean): Record<string, string> {
  // Chromium holds form-action against the redirects that follow a POST, so the recipients' origins are named.
  // A policy has no way to name an IPv6 address, and Chromium complains of each on every page.
  const nameable = redirectOrigins.filter((origin) => !origin.includes('['));
  const actions = ["'self'", ...new Set(nameable)].join(' ');
  return {
    'content-security-policy': `default-src 'none'; style-src 'self'; img-src data:; form-action ${actions}; base-uri 'none'; frame-ancestors 'none'`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(cutOpener ? { 'cross-origin-opener-policy': 'same-origin' } : {}),
  };
}
