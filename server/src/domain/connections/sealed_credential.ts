// A link's credential as it is kept: a text, sealed to its link. Grants that no link has keep the same text elsewhere.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import type { Place } from '#kernel/seal.ts';
import type { Credential } from './bank.ts';

type Vault = Pick<Context, 'vault'>;
type Link = Pick<Row<'authorizations'>, 'id' | 'merchant'>;

export function sealCredential({ vault }: Vault, link: Link, credential: Credential): Uint8Array {
  return vault.sealer.seal(writeCredential(credential), placeOf(link));
}

/** Null where the link has none (any more). */
export function openCredential(
  { vault }: Vault,
  link: Link & Pick<Row<'authorizations'>, 'credential'>,
): Credential | null {
  return link.credential && readCredential(vault.sealer.open(link.credential, placeOf(link)));
}

function placeOf({ id, merchant }: Link): Place {
  return { tenant: merchant, table: 'authorizations', column: 'credential', row: id };
}

export function writeCredential(credential: Credential): string {
  return JSON.stringify({
    secret: credential.secret,
    access_expires_at: credential.access_expires_at?.toISOString() ?? null,
    refresh_expires_at: credential.refresh_expires_at?.toISOString() ?? null,
    consent_expires_at: credential.consent_expires_at?.toISOString() ?? null,
  });
}

/** Credentials that were sealed before their other ends were kept lack these. */
export function readCredential(text: string): Credential {
  const kept = JSON.parse(text) as { secret: string } & Partial<Record<Exclude<keyof Credential, 'secret'>, string>>;
  const date = (told: string | null | undefined) => (told ? new Date(told) : null);
  return {
    secret: kept.secret,
    access_expires_at: date(kept.access_expires_at),
    refresh_expires_at: date(kept.refresh_expires_at),
    consent_expires_at: date(kept.consent_expires_at),
  };
}
