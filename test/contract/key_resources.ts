// Which permission of a restricted key an endpoint takes, as its path tells it, and when an answer says that it was missing.
import { KEY_RESOURCES, type KeyResource } from '../../server/src/wire/dashboard_workspace.ts';

/** Another 403 is that of a connected account that is not there. */
export const isClosed = ({ status, error }: { status: number; error?: { message: string } }) =>
  status === 403 && / permission/.test(error?.message ?? '');

/** What the path alone does not tell; null: closed to every restricted key. */
const OTHERWISE: [RegExp, KeyResource | null][] = [
  [/^\/v1\/accounts?(\/|$)/, 'connected_accounts'],
  [/^\/v1\/customers\/:customer\/payment_methods/, 'payment_methods'],
  [/^\/v1\/mandates/, 'payment_methods'],
  [/^\/v1\/setup_attempts/, 'setup_intents'],
  [/^\/v1\/stripecli\//, null],
];
export function resourceOf(path: string): KeyResource | null {
  const otherwise = OTHERWISE.find(([pattern]) => pattern.test(path));
  if (otherwise !== undefined) return otherwise[1];
  return path.split('/').find((part) => KEY_RESOURCES.includes(part as KeyResource)) as KeyResource;
}
