// The rows behind the gallery's desk: endpoints, keys, members, sign-ins, settings, mails, clocks.
import type {
  ApiKeyRow,
  EndpointRow,
  MailRow,
  MemberRow,
  PasskeyRow,
  Settings,
  SignInRow,
  TestClockRow,
} from '../../server/src/wire/dashboard_workspace.ts';
import { ENDPOINT } from './dashboard_details.ts';

const DAY = 86_400;
const NOW = Math.floor(Date.now() / 1000);

const plainEndpoint: EndpointRow = {
  ...ENDPOINT,
  description: 'The shop',
  enabled_events: ['*'],
  connect: false,
  api_version: null,
  status: 'enabled',
  disabled_reason: null,
  failing_since: null,
  previous_secret_until: null,
  failed: { value: 0, capped: false },
  created: NOW - 90 * DAY,
};
export const ENDPOINTS: EndpointRow[] = [
  plainEndpoint,
  {
    ...plainEndpoint,
    id: 'we_gallery_slow',
    url: 'https://integration.staging.eu-central-1.example-payments-platform.com/hooks',
    description: 'Staging of the payments platform, maintained by the integration team in Linz',
    enabled_events: ['financial_connections.account.deactivated', 'financial_connections.account.reactivated'],
    failing_since: NOW - 2 * DAY,
    previous_secret_until: NOW + 20 * 3_600,
    failed: { value: 1_214, capped: false },
  },
  {
    ...plainEndpoint,
    id: 'we_gallery_off',
    url: 'https://old.example.com/stripe',
    description: null,
    enabled_events: ['invoice.paid', 'invoice.payment_failed'],
    status: 'disabled',
    disabled_reason: 'failing',
    failed: { value: 10_000, capped: true },
  },
  {
    ...plainEndpoint,
    id: 'we_gallery_connect',
    url: 'https://shop.example.com/webhooks/connect',
    description: null,
    connect: true,
  },
];

const plainKey: ApiKeyRow = {
  id: 'key_gallery_secret',
  kind: 'secret',
  name: 'Made at start',
  hint: 'sk_test_…4kQz',
  permissions: null,
  created: NOW - 90 * DAY,
  expires_at: null,
  last_used_at: NOW - 40,
};
export const KEYS: ApiKeyRow[] = [
  plainKey,
  { ...plainKey, id: 'key_gallery_publishable', kind: 'publishable', hint: 'pk_test_…9fTa' },
  {
    ...plainKey,
    id: 'key_gallery_restricted',
    kind: 'restricted',
    name: 'Nightly reconciliation of the accounting department',
    hint: 'rk_test_…mB2x',
    permissions: { accounts: 'read', customers: 'read', sessions: 'write', events: 'read' },
    last_used_at: null,
  },
  { ...plainKey, id: 'key_gallery_rolled', name: null, hint: 'sk_test_…0aaL', expires_at: NOW + 30 * 3_600 },
];

export const MEMBERS: MemberRow[] = [
  {
    id: 'mbr_gallery',
    email: 'owner@example.com',
    name: 'Ines Okafor',
    role: 'owner',
    state: 'confirmed',
    digest: true,
    created: NOW - 90 * DAY,
  },
  {
    id: 'mbr_gallery_2',
    email: 'konstantin.papadopoulos-vermeulen@accounting.example.com',
    name: 'Konstantin Papadopoulos-Vermeulen',
    role: 'operator',
    state: 'confirmed',
    digest: false,
    created: NOW - 30 * DAY,
  },
  {
    id: 'mbr_gallery_3',
    email: 'auditor@example.net',
    name: null,
    role: 'viewer',
    state: 'invited',
    digest: true,
    created: NOW - 2 * DAY,
  },
];

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1';
export const SIGN_INS: SignInRow[] = [
  { id: 'sgn_1', current: true, user_agent: CHROME, created: NOW - 2 * DAY, last_used_at: NOW - 5 },
  {
    id: 'sgn_2',
    current: false,
    user_agent: IPHONE,
    created: NOW - 9 * DAY,
    last_used_at: NOW - 3 * DAY,
  },
  { id: 'sgn_3', current: false, user_agent: null, created: NOW - 12 * DAY, last_used_at: NOW - 11 * DAY },
];
export const PASSKEYS: PasskeyRow[] = [{ id: 'pky_1', name: 'Laptop', created: NOW - 30 * DAY }];

export const SETTINGS: Settings = {
  name: 'Example Shop',
  accent: '#f2b705',
  logo_url: null,
  support_email: 'help@example.com',
  support_url: 'https://example.com/help',
  reply_to: null,
  default_locale: 'en',
  allowed_origins: ['https://shop.example.com', 'https://checkout.example.com'],
};

const mail: MailRow = {
  id: 'mail_1',
  type: 'relink_request',
  to: 'owner@example.com',
  subject: 'Please reconnect your account at Riverbank',
  state: 'delivered',
  detail: null,
  session: 'fcsess_1',
  created: NOW - 300,
};
export const MAILS: MailRow[] = [
  mail,
  { ...mail, id: 'mail_2', state: 'bounced', detail: '550 5.1.1 The mailbox does not exist', created: NOW - 4_000 },
  {
    ...mail,
    id: 'mail_3',
    type: 'member_invitation',
    to: 'auditor@example.net',
    subject: null,
    state: 'queued',
    session: null,
    created: NOW - 9_000,
  },
];

export const CLOCKS: TestClockRow[] = [
  {
    id: 'clock_1',
    name: 'Eventually requires reauthentication',
    frozen_time: NOW + 29 * DAY,
    status: 'ready',
    customers: 2,
  },
  { id: 'clock_2', name: null, frozen_time: NOW, status: 'advancing', customers: 0 },
];
