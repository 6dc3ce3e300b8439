// The security profiles of banks: what each means where a row says nothing, and what it forbids the row to say.
import { z } from 'zod';

export const securityShape = z.strictObject({
  profile: z.enum(['fapi2', 'fdx_green', 'plain_oauth']),
  client_authentication: z
    .enum(['private_key_jwt', 'tls_client_auth', 'client_secret_basic', 'client_secret_post'])
    .optional(),
  /** What an access token is bound to; null: whoever bears it may use it. */
  sender_constraint: z.enum(['dpop', 'mtls']).nullable().optional(),
  /** The authorization request is pushed to the bank, not carried by the customer. */
  par: z.boolean().optional(),
  /** It says what it is about in `authorization_details`. */
  rar: z.boolean().optional(),
  /** ID tokens say who the customer is. */
  openid: z.boolean().optional(),
  /** The bank promises `iss` in every authorization response, so one without it is refused. */
  require_iss: z.boolean().optional(),
});

export type Security = Required<z.infer<typeof securityShape>>;

type Allowed = { readonly [Field in keyof Security]?: readonly Security[Field][] };
interface Profile {
  usual: Omit<Security, 'profile'>;
  allowed: Allowed;
}

const PROFILES: Readonly<Record<Security['profile'], Profile>> = {
  fapi2: {
    usual: {
      client_authentication: 'private_key_jwt',
      sender_constraint: 'dpop',
      par: true,
      rar: true,
      openid: true,
      require_iss: true,
    },
    allowed: {
      client_authentication: ['private_key_jwt', 'tls_client_auth'],
      sender_constraint: ['dpop', 'mtls'],
      par: [true],
      require_iss: [true],
    },
  },
  fdx_green: {
    usual: {
      client_authentication: 'client_secret_basic',
      sender_constraint: null,
      par: false,
      rar: false,
      openid: true,
      require_iss: true,
    },
    allowed: { require_iss: [true] },
  },
  plain_oauth: {
    usual: {
      client_authentication: 'client_secret_basic',
      sender_constraint: null,
      par: false,
      rar: false,
      openid: true,
      require_iss: false,
    },
    allowed: {},
  },
};

/** The row's security, filled up by its profile; reports every field that contradicts it. */
export function securityFor(
  told: z.infer<typeof securityShape>,
  report: (field: string, message: string) => void,
): Security {
  const { usual, allowed } = PROFILES[told.profile];
  const given = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
  const security = { ...usual, ...given } as Security;
  for (const [field, values] of Object.entries(allowed)) {
    const value = security[field as keyof Security];
    if (!(values as unknown[]).includes(value)) {
      report(
        field,
        `${JSON.stringify(value)} contradicts ${told.profile}; expected ${values.map((one) => JSON.stringify(one)).join(' or ')}`,
      );
    }
  }
  return security;
}

export function wantsSecret({ client_authentication }: Security): boolean {
  return client_authentication === 'client_secret_basic' || client_authentication === 'client_secret_post';
}

export function wantsCertificate({ client_authentication, sender_constraint }: Security): boolean {
  return client_authentication === 'tls_client_auth' || sender_constraint === 'mtls';
}
