// Rules about what a merchant's page may pass to the SDK, and the words that say what is wrong. Never repeats a key or secret.
import type { RelinkError } from './types.ts';

/** What the rules need to know about the page. */
export interface PageFacts {
  isSecureContext: boolean;
  hostname: string;
  /** Serialized origin; the string `null` on file: pages and in sandboxed frames. */
  origin: string;
}

/** Thrown by `Relink()` for a mistake in the integration. */
export class RelinkIntegrationError extends Error {
  override name = 'IntegrationError';
}

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** True for host names that never leave the machine. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/** Returns what is wrong with a publishable key, or null. */
export function publishableKeyProblem(key: unknown): string | null {
  if (typeof key !== 'string' || key === '')
    return 'Relink() needs your publishable key, a string that starts with "pk_".';
  if (/^(sk|rk)_/.test(key)) {
    return 'Relink() was called with a secret key. Use the publishable key, which starts with "pk_", and replace the secret key: it may have been seen.';
  }
  if (!/^pk_[A-Za-z0-9_]+$/.test(key)) return 'Relink() needs a publishable key that starts with "pk_".';
  return null;
}

/** Reads `apiBase` as an origin, or says what is wrong with it. `fallback` is the origin the script was loaded from. */
export function readApiBase(apiBase: unknown, fallback: string | null): { origin: string } | { problem: string } {
  const given = apiBase ?? fallback;
  if (given === null)
    return { problem: 'Relink() needs the option "apiBase": the origin of your Relink installation.' };
  if (typeof given !== 'string' || !URL.canParse(given)) {
    return { problem: 'The option "apiBase" must be a URL such as "https://relink.example.com".' };
  }
  const url = new URL(given);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return { problem: 'The option "apiBase" must start with "https://" (or "http://" on your own machine).' };
  }
  if (url.username !== '' || url.password !== '')
    return { problem: 'The option "apiBase" must not contain a user name or password.' };
  return { origin: url.origin };
}

/** Reads the option `locale`: null means the browser's language. */
export function readLocale(locale: unknown): { locale: string | null } | { problem: string } {
  if (locale === undefined || locale === null || locale === 'auto') return { locale: null };
  if (typeof locale !== 'string' || !/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}$/.test(locale)) {
    return { problem: 'The option "locale" must be "auto" or a language tag such as "en" or "de-AT".' };
  }
  return { locale: locale.replaceAll('_', '-') };
}

/** Reads the option `stripeAccount`: null means the key's own account. */
export function readStripeAccount(account: unknown): { stripeAccount: string | null } | { problem: string } {
  if (account === undefined || account === null) return { stripeAccount: null };
  if (typeof account !== 'string' || !/^acct_[A-Za-z0-9]{1,250}$/.test(account)) {
    return { problem: 'The option "stripeAccount" must be the id of a connected account such as "acct_123".' };
  }
  return { stripeAccount: account };
}

/** A live key must not travel where others can read or change the page; the sandbox only warns. Loopback never leaves the machine. */
export function securityProblem(
  key: string,
  page: PageFacts,
  apiOrigin: string,
): { level: 'refuse' | 'warn'; message: string } | null {
  const api = new URL(apiOrigin);
  const pageIsSafe = page.isSecureContext || isLoopback(page.hostname);
  const apiIsSafe = api.protocol === 'https:' || isLoopback(api.hostname);
  if (pageIsSafe && apiIsSafe) return null;
  const what = pageIsSafe ? 'The option "apiBase"' : 'This page';
  if (key.startsWith('pk_live_')) {
    return { level: 'refuse', message: `${what} is not served over HTTPS. Relink() refuses a live key there.` };
  }
  return {
    level: 'warn',
    message: `Relink: ${what.toLowerCase()} is not served over HTTPS. A live key will be refused here.`,
  };
}

/** Returns the error for wrong arguments of a function that takes a session's client secret, or null. */
export function collectProblem(options: unknown, page: PageFacts, name: string): RelinkError | null {
  if (typeof options !== 'object' || options === null) {
    return invalid(`Call ${name}({ clientSecret }) with an object.`, 'clientSecret');
  }
  const { clientSecret } = options as { clientSecret?: unknown };
  if (typeof clientSecret !== 'string' || clientSecret === '') {
    return invalid('Missing clientSecret: pass the client_secret of a Financial Connections session.', 'clientSecret');
  }
  if (!/^fcsess_[A-Za-z0-9_]*secret_[A-Za-z0-9_-]+$/.test(clientSecret)) {
    return invalid(
      'Invalid clientSecret: pass the client_secret of a Financial Connections session, not its id.',
      'clientSecret',
    );
  }
  return originProblem(page);
}

/** The flow and the page talk by origin, so a page without one cannot show it. */
export function originProblem(page: PageFacts): RelinkError | null {
  if (page.origin !== 'null') return null;
  return invalid(
    'This page has no origin (a file or a sandboxed frame), so the flow cannot talk to it. Serve it over HTTP.',
  );
}

export type IntentKind = 'seti' | 'pi';

/** Returns the error for what is no client secret of such an intent, or null. */
export function clientSecretProblem(secret: unknown, kind: IntentKind): RelinkError | null {
  const pattern = kind === 'seti' ? /^seti_[A-Za-z0-9]+_secret_[A-Za-z0-9]+$/ : /^pi_[A-Za-z0-9]+_secret_[A-Za-z0-9]+$/;
  if (typeof secret === 'string' && pattern.test(secret)) return null;
  const name = kind === 'seti' ? 'SetupIntent' : 'PaymentIntent';
  return invalid(`Invalid clientSecret: pass the client_secret of a ${name}, not its id.`, 'clientSecret');
}

/** Returns the error for wrong arguments of `collectBankAccountForSetup` and `collectBankAccountForPayment`, or null. */
export function collectForIntentProblem(options: unknown, kind: IntentKind): RelinkError | null {
  const { clientSecret, params, expand } = fieldsOf(options);
  const problem = clientSecretProblem(clientSecret, kind);
  if (problem !== null) return problem;
  const { payment_method_type, payment_method_data } = fieldsOf(params);
  if (payment_method_type !== 'us_bank_account') {
    return invalid('params.payment_method_type must be "us_bank_account".', 'params.payment_method_type');
  }
  const { name } = fieldsOf(fieldsOf(payment_method_data).billing_details);
  if (typeof name !== 'string' || name.trim() === '') {
    const param = 'params.payment_method_data.billing_details.name';
    return invalid(`Missing ${param}: the name of the account's owner.`, param);
  }
  if (expand === undefined || Array.isArray(expand)) return null;
  return invalid('expand must be a list of names.', 'expand');
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Makes an error that says the SDK was used wrongly. */
export function invalid(message: string, param?: string): RelinkError {
  return param === undefined
    ? { type: 'invalid_request_error', message }
    : { type: 'invalid_request_error', message, param };
}
