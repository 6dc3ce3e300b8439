// Answers of the customer's page: strict headers, nothing kept, nothing told to others.
import { createHash } from 'node:crypto';
import type { RequestLog } from '#inbound/http/request_log.ts';
import { asApiError } from '#inbound/http/serve.ts';
import type { RequestId } from '#kernel/id.ts';
import type { HostedPage, RenderedPage } from '#wire/hosted_page.ts';
import type { VerifyPage } from '#wire/verify_page.ts';

type PageType = (HostedPage | VerifyPage)['type'];

const STATUS: Partial<Record<PageType, number>> = { unknown: 404, refused: 403, broken: 500, away: 503 };

/** What a customer reads of whatever was thrown: `away` will pass by itself, as a database that cannot be reached does. */
export function failedPage(error: unknown, about: { id: RequestId; log: RequestLog }): { type: 'broken' | 'away' } {
  const { status } = asApiError(error, about);
  return { type: status === 503 || status === 429 ? 'away' : 'broken' };
}

/** `status`: where the page's own says too little. */
export function pageAnswer(type: PageType, page: RenderedPage, status = STATUS[type] ?? 200): Response {
  return new Response(page.html, { status, headers: pageHeaders(page.inline_styles) });
}

/** On to another address of ours, by GET. */
export function seeOther(path: string): Response {
  return new Response(null, { status: 303, headers: { ...QUIET, Location: path } });
}

const QUIET = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex, nofollow',
  'X-Content-Type-Options': 'nosniff',
};

function pageHeaders(inlineStyles: string[]): Record<string, string> {
  const styles = inlineStyles.map((text) => ` 'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${styles.join('')}`,
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return { ...QUIET, 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy.join('; ') };
}
