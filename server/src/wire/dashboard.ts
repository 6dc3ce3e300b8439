// Every call that the Dashboard's pages make below /dashboard/api, as one table of types for both sides.
import type {
  AccountDetail,
  AccountRow,
  AccountSummary,
  BankTrouble,
  Batch,
  BatchDetail,
  BatchItem,
  ConnectedAccountDetail,
  ConnectedAccountRow,
  CustomerDetail,
  CustomerRow,
  Health,
  MailPreview,
  Me,
  Page,
  Policy,
  PolicyDryRun,
  RelinkPreview,
  Role,
} from './dashboard_objects.ts';
import type {
  ApiKeyRow,
  EndpointRow,
  EventDetail,
  EventRow,
  KeyLevel,
  KeyResource,
  MailRow,
  MemberRow,
  PasskeyRow,
  Settings,
  SignInRow,
  TestClockRow,
} from './dashboard_workspace.ts';

/** In the query, so that a view is an address. Booleans are `true` or absent. */
export interface AccountFilter {
  status?: 'active' | 'inactive' | 'disconnected';
  cause?: string;
  needs_relink?: 'true';
  /** An expected deactivation or a number's end within 30 days. */
  expiring?: 'true';
  not_repairable?: 'true';
  institution?: string;
  /** No relink e-mail in the last 48 hours. */
  not_asked?: 'true';
  customer?: string;
  connected_account?: string;
  /** An id, an e-mail address, a name's beginning, or last four digits. */
  search?: string;
}

export interface Paging {
  after?: string;
  before?: string;
  /** 1 to 200, 50 unless told. */
  limit?: string;
}

export type AccountSort = 'newest' | 'oldest' | 'ends_first';

/** Which accounts a request names: some, or all that match a filter, at most `SELECTION_MAX`. */
export type Selection = { accounts: string[] } | { filter: AccountFilter };

export const SELECTION_MAX = 10_000;

/** `:name` in a path is a parameter. GET has `query`, the others a JSON `body`. Errors have Stripe's shape. */
export interface DashboardCalls {
  'GET /me': { answer: Me };
  'GET /changes': {
    query: { after?: string };
    /** What was touched since the cursor; without one only the cursor. */
    answer: { cursor: string; accounts: string[]; batches: string[]; events: boolean };
  };
  'GET /search': {
    query: { q: string };
    answer: {
      accounts: AccountRow[];
      customers: CustomerRow[];
      connected_accounts: ConnectedAccountRow[];
      events: EventRow[];
    };
  };

  'GET /accounts': { query: AccountFilter & Paging & { sort?: AccountSort }; answer: Page<AccountRow> };
  'GET /accounts/summary': { answer: AccountSummary };
  'GET /accounts/:id': { answer: AccountDetail };
  'POST /accounts/:id/disconnect': { answer: AccountDetail };
  'GET /institutions': { answer: { id: string; name: string }[] };
  'GET /incidents': { answer: BankTrouble[] };

  'POST /relink_requests/preview': { body: { selection: Selection }; answer: RelinkPreview };
  /** `request_key` is made once per press of the button: the same key is the same batch. */
  'POST /relink_requests': { body: { selection: Selection; request_key: string }; answer: Batch };
  'GET /relink_requests': { query: Paging; answer: Page<Batch> };
  'GET /relink_requests/:id': { answer: BatchDetail };
  'GET /relink_requests/:id/items': {
    query: Paging & { state?: string; reason?: string };
    answer: Page<BatchItem>;
  };
  'POST /relink_requests/:id/stop': { answer: Batch };

  'GET /connected_accounts': { query: Paging & { search?: string }; answer: Page<ConnectedAccountRow> };
  'GET /connected_accounts/:id': { answer: ConnectedAccountDetail };
  /** The e-mail address is where relink requests go. */
  'POST /connected_accounts/:id': {
    body: { name?: string | null; email?: string | null };
    answer: ConnectedAccountDetail;
  };
  'GET /customers': { query: Paging & { search?: string }; answer: Page<CustomerRow> };
  'POST /customers': { body: CustomerInput; answer: CustomerDetail };
  'GET /customers/:id': { answer: CustomerDetail };
  'POST /customers/:id': { body: CustomerInput; answer: CustomerDetail };

  'GET /events': {
    query: Paging & {
      type?: string;
      object?: string;
      failed?: 'true';
      /** Those of connected accounts instead of the business's own. */
      connected?: 'true';
    };
    answer: Page<EventRow>;
  };
  'GET /events/:id': { answer: EventDetail };
  'POST /events/:id/resend': { body: { endpoint: string }; answer: EventDetail };

  'GET /webhook_endpoints': { answer: EndpointRow[] };
  'POST /webhook_endpoints': { body: EndpointInput; answer: EndpointRow & { secret: string } };
  'GET /webhook_endpoints/:id': { answer: EndpointRow };
  'POST /webhook_endpoints/:id': {
    body: Partial<Omit<EndpointInput, 'connect'>> & { status?: 'enabled' | 'disabled' };
    answer: EndpointRow;
  };
  'DELETE /webhook_endpoints/:id': { answer: { deleted: true } };
  'POST /webhook_endpoints/:id/reveal': { answer: { secret: string } };
  'POST /webhook_endpoints/:id/roll': { body: { overlap_hours: number }; answer: EndpointRow & { secret: string } };
  'POST /webhook_endpoints/:id/resend_failed': { answer: { resent: number } };

  'GET /api_keys': { answer: ApiKeyRow[] };
  'POST /api_keys': {
    body: {
      kind: 'secret' | 'publishable' | 'restricted';
      name: string;
      /** Of a restricted key, and only there. */
      permissions?: Partial<Record<KeyResource, KeyLevel>>;
    };
    answer: ApiKeyRow & { key: string };
  };
  'POST /api_keys/:id/reveal': { answer: { key: string } };
  'POST /api_keys/:id/roll': { body: { overlap_hours: number }; answer: ApiKeyRow & { key: string } };
  'POST /api_keys/:id/revoke': { answer: { revoked: true } };

  'GET /settings': { answer: Settings };
  'POST /settings': { body: Partial<Omit<Settings, 'logo_url'>>; answer: Settings };
  /** `data` is base64 of a PNG, JPEG or WebP of at most 200 kB. */
  'POST /settings/logo': { body: { media_type: string; data: string }; answer: Settings };
  'DELETE /settings/logo': { answer: Settings };
  /** With unsaved settings, so that a change is seen before it is saved. */
  'POST /settings/mail_preview': {
    body: { language: string; settings?: Partial<Settings>; account?: string };
    answer: MailPreview;
  };

  'GET /members': { answer: MemberRow[] };
  'POST /members': { body: { email: string; role: Role }; answer: MemberRow };
  'POST /members/:id': { body: { role?: Role; name?: string; digest?: boolean }; answer: MemberRow };
  'POST /members/:id/resend': { answer: MemberRow };
  'DELETE /members/:id': { answer: { deleted: true } };
  'GET /sign_ins': { answer: SignInRow[] };
  'DELETE /sign_ins/:id': { answer: { deleted: true } };
  'GET /passkeys': { answer: PasskeyRow[] };
  /** For `PublicKeyCredential.parseCreationOptionsFromJSON`; the credential's `toJSON()` goes to the next call. */
  'POST /passkeys/options': { answer: { options: Record<string, unknown> } };
  'POST /passkeys': { body: { response: Record<string, unknown>; name?: string }; answer: PasskeyRow };
  'DELETE /passkeys/:id': { answer: { deleted: true } };

  'GET /policy': { answer: Policy };
  'POST /policy': { body: Policy; answer: Policy };
  'POST /policy/dry_run': { body: Policy; answer: PolicyDryRun };
  'GET /health': { query: { days?: string }; answer: Health };

  'GET /sandbox/mails': { query: Paging & { to?: string }; answer: Page<MailRow> };
  'GET /sandbox/test_clocks': { answer: TestClockRow[] };
  'POST /sandbox/test_clocks': { body: { name?: string; frozen_time: number }; answer: TestClockRow };
  'POST /sandbox/test_clocks/:id/advance': { body: { frozen_time: number }; answer: TestClockRow };
  /** The bank controls: the same events as the test helpers. */
  'POST /sandbox/accounts/:id/simulate': { body: { event: string }; answer: AccountDetail };
  'POST /sandbox/authorizations/:id/simulate': { body: { event: string }; answer: { id: string; status: string } };
}

/**
 * Below /dashboard/auth, each a POST with a JSON body from our own origin; nobody has to be signed in. `link` answers the same
 * whoever asks. `open` takes what stands behind `#` in a mailed or printed link. 401 on any call of the Dashboard: not signed in;
 * 403: the role does not allow it. The header `Relink-Merchant` names the merchant for people who work for several.
 */
export interface SignInCalls {
  link: { body: { email: string }; answer: { sent: true } };
  /** `start`: from the page of the terminal's link, which is good for those links only. */
  open: { body: { token: string; start?: boolean }; answer: { signed_in: true } };
  sign_out: { answer: { signed_out: true } };
  /** For `PublicKeyCredential.parseRequestOptionsFromJSON`; the credential's `toJSON()` goes to the next call. */
  'passkey/options': { answer: { options: Record<string, unknown> } };
  'passkey/sign_in': { body: { response: Record<string, unknown> }; answer: { signed_in: true } };
}

export interface CustomerInput {
  name?: string | null;
  email?: string | null;
  phone?: string | null;
  preferred_locales?: string[];
  /** When made only. */
  test_clock?: string;
}

export interface EndpointInput {
  url: string;
  enabled_events: string[];
  /** For what happens in connected accounts; told when it is made, and never changed. */
  connect?: boolean;
  description?: string | null;
  api_version?: string | null;
}

export type DashboardCall = keyof DashboardCalls;
