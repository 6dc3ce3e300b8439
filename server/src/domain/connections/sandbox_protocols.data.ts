// How the sandbox's institutions are reached: the same resources everywhere, and what is particular at one of them.

/** The id under which the sandbox bank knows this platform. */
const CLIENT_ID = 'relink';

/** What to ask an FDX bank for, per permission of a session. */
const SCOPES = {
  always: ['openid', 'offline_access', 'fdx:accountbasic:read'],
  balances: ['fdx:accountdetailed:read'],
  ownership: ['fdx:customercontact:read'],
  payment_method: ['fdx:paymentsupport:read'],
  transactions: ['fdx:transactions:read'],
};

/** What is not as at most of the sandbox's banks. */
const PARTICULAR: Readonly<Record<string, Record<string, unknown>>> = {
  'fapi-dpop': { security: { profile: 'fapi2' }, client: { id: CLIENT_ID } },
  'fapi-mtls': {
    security: { profile: 'fapi2', client_authentication: 'tls_client_auth', sender_constraint: 'mtls' },
    client: { id: CLIENT_ID },
    tls: { ca: 'sandbox', certificate: 'sandbox', key: 'sandbox' },
  },
  'fdx-green': { security: { profile: 'fdx_green' }, payment_networks: 'encrypted_jwt' },
  'plain-oauth': {
    security: { profile: 'plain_oauth', openid: false },
    scopes: { ...SCOPES, always: ['fdx:accountbasic:read'] },
    metadata: {
      authorization_endpoint: '/plain-oauth/auth',
      token_endpoint: '/plain-oauth/token',
      revocation_endpoint: '/plain-oauth/token/revocation',
    },
    grant_ended: { denied: ['The consent was taken back.'], expired: ['The consent has run out.'] },
  },
};

export function overOauth(slug: string): Record<string, unknown> {
  return {
    ...common(slug),
    issuer: `/${slug}`,
    security: { profile: 'plain_oauth', require_iss: true },
    scopes: SCOPES,
    consent_scope: 'fdx:consents',
    sign_in_failed: ['sign-in failed'],
    ...PARTICULAR[slug],
  };
}

export function overForm(slug: string): Record<string, unknown> {
  return { ...common(slug), sign_ins: `/${slug}/form/sign-ins`, sessions: `/${slug}/form/sessions` };
}

function common(slug: string) {
  const base = `/${slug}/fdx/v6`;
  return {
    client: { id: CLIENT_ID, secret: 'sandbox' },
    resources: {
      accounts: `${base}/accounts`,
      account: `${base}/accounts/{accountId}`,
      contact: `${base}/accounts/{accountId}/contact`,
      transactions: `${base}/accounts/{accountId}/transactions`,
      payment_networks: `${base}/accounts/{accountId}/payment-networks`,
      consent: `${base}/consents/{consentId}`,
      consent_revocation: `${base}/consents/{consentId}/revocation`,
      customer: `${base}/customers/current`,
      subscriptions: `${base}/notification-subscriptions`,
      availability: `${base}/availability`,
    },
    attributes: {
      user_name: 'userName',
      number_expires_at: 'tokenizedAccountNumberExpiration',
      number_status: 'tokenizedAccountNumberStatus',
      transaction_status: 'transactionStatus',
      sign_in_required_from: 'reauthenticationRequiredFrom',
      superseded_by: 'supersededBy',
    },
    extensions: ['account_hint', 'invented_person', 'person_time', 'sign_in_outcome'],
  };
}
