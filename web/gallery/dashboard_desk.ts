// Recorded answers of the gallery for the merchant's own desk: endpoints, keys, settings, team, policy, health, sandbox.
import type { Health } from '../../server/src/wire/dashboard_objects.ts';
import type { EndpointRow, MemberRow, Settings } from '../../server/src/wire/dashboard_workspace.ts';
import { CLOCKS, ENDPOINTS, KEYS, MAILS, MEMBERS, PASSKEYS, SETTINGS, SIGN_INS } from './dashboard_desk_rows.ts';
import { BANKS, createAccounts } from './dashboard_people.ts';
import { type Fixtures, refuse } from './dashboard_server.ts';

const DAY = 86_400;
const NOW = Math.floor(Date.now() / 1000);
const isoDay = (at: number) => new Date(at * 1000).toISOString().slice(0, 10);

/** `empty` is a new merchant: nothing is set up. */
export function deskFixtures({ empty = false } = {}): Fixtures {
  return { ...developerFixtures(empty), ...teamFixtures(), ...settingsFixtures(empty), ...sandboxFixtures(empty) };
}

function developerFixtures(empty: boolean): Fixtures {
  const endpoints = empty ? [] : ENDPOINTS;
  const keys = empty ? KEYS.slice(0, 2) : KEYS;
  const oneEndpoint = (id: string) => {
    const found = endpoints.find((row) => row.id === id);
    if (found === undefined) throw refuse(404, 'No such webhook endpoint.');
    return found;
  };
  const made = { secret: 'whsec_gallery00000000000000000000000' };
  return {
    'GET /webhook_endpoints': () => endpoints,
    'POST /webhook_endpoints': ({ body }) => ({ ...ENDPOINTS[0]!, ...body, ...made }) as EndpointRow & typeof made,
    'GET /webhook_endpoints/:id': ({ path }) => oneEndpoint(path.id!),
    'POST /webhook_endpoints/:id': ({ path, body }) => ({ ...oneEndpoint(path.id!), ...body }) as EndpointRow,
    'DELETE /webhook_endpoints/:id': () => ({ deleted: true }),
    'POST /webhook_endpoints/:id/reveal': () => made,
    'POST /webhook_endpoints/:id/roll': ({ path }) => ({ ...oneEndpoint(path.id!), ...made }),
    'POST /webhook_endpoints/:id/resend_failed': () => ({ resent: 1_214 }),
    'GET /api_keys': () => keys,
    'POST /api_keys': () => ({ ...KEYS[0]!, key: 'rk_test_gallery0000000000000000' }),
    'POST /api_keys/:id/reveal': () => ({ key: 'sk_test_gallery0000000000000000' }),
    'POST /api_keys/:id/roll': () => ({ ...KEYS[0]!, key: 'sk_test_gallery1111111111111111' }),
    'POST /api_keys/:id/revoke': () => ({ revoked: true }),
  };
}

function teamFixtures(): Fixtures {
  const memberOf = (id: string) => MEMBERS.find((row) => row.id === id) ?? MEMBERS[0]!;
  return {
    'GET /members': () => MEMBERS,
    'POST /members': ({ body }) => ({ ...MEMBERS[2]!, ...body }),
    'POST /members/:id': ({ path, body }) => ({ ...memberOf(path.id!), ...body }) as MemberRow,
    'POST /members/:id/resend': ({ path }) => memberOf(path.id!),
    'DELETE /members/:id': () => ({ deleted: true }),
    'GET /sign_ins': () => SIGN_INS,
    'DELETE /sign_ins/:id': () => ({ deleted: true }),
    'GET /passkeys': () => PASSKEYS,
    'DELETE /passkeys/:id': () => ({ deleted: true }),
  };
}

function settingsFixtures(empty: boolean): Fixtures {
  const accounts = empty ? [] : createAccounts(12, NOW);
  const policy = { enabled: !empty, when_relinkable: true, days_before: [30, 7], quiet_from: 20, quiet_until: 8 };
  const dryRun = {
    selected: accounts.length,
    eligible: empty ? 0 : 131,
    customers: empty ? 0 : 128,
    accounts,
    mail: null,
  };
  const refused = [
    { reason: 'no_email' as const, count: 6, accounts: accounts.slice(0, 3) },
    { reason: 'asked_recently' as const, count: 4, accounts: [] },
    { reason: 'cannot_be_repaired' as const, count: 1, accounts: [] },
  ];
  const upcoming = Array.from({ length: 30 }, (_, day) => ({ date: isoDay(NOW + day * DAY), count: (day * 7) % 23 }));
  return {
    'GET /settings': () => (empty ? { ...SETTINGS, accent: null, support_email: null, allowed_origins: [] } : SETTINGS),
    'POST /settings': ({ body }) => ({ ...SETTINGS, ...body }),
    'POST /settings/logo': () => SETTINGS,
    'DELETE /settings/logo': () => SETTINGS,
    'POST /settings/mail_preview': ({ body }) => previewMail(body.language, { ...SETTINGS, ...body.settings }),
    'GET /policy': () => ({ ...policy, time_zone: 'Europe/Berlin', daily_cap: 200 }),
    'POST /policy': ({ body }) => body,
    'POST /policy/dry_run': () => ({
      now: { ...dryRun, refused: empty ? [] : refused },
      upcoming: empty ? [] : upcoming,
    }),
    'GET /health': ({ query }) => health(empty, Number(query.days ?? 30)),
  };
}

function previewMail(language: string, { name, accent }: Settings) {
  const words = language === 'de' ? 'Bitte verbinden Sie Ihr Konto neu' : 'Please reconnect your account';
  const color = accent ?? '#0f6a5b';
  return {
    language,
    subject: `${words}: Riverbank`,
    html: `<!doctype html><html lang="${language}"><body style="margin:0;padding:24px;font-family:sans-serif;background:#f5f6f4;color:#16201d"><div style="max-width:520px;margin:auto;padding:32px;background:#fff;border-radius:12px"><p style="font-weight:bold">${name.replaceAll('<', '&lt;')}</p><h1 style="font-size:22px">${words}</h1><p>Riverbank · Everyday Checking ····6789</p><p><a href="#" style="display:inline-block;padding:12px 20px;border-radius:8px;background:${color};color:#fff;text-decoration:none">Reconnect</a></p></div></body></html>`,
    text: `${words}\n\nhttps://relink.example.com/relink/…\n\n${name}`,
  };
}

function sandboxFixtures(empty: boolean): Fixtures {
  const mails = empty ? [] : MAILS;
  return {
    'GET /sandbox/mails': () => ({ data: mails, next: null, previous: null }),
    'GET /sandbox/test_clocks': () => (empty ? [] : CLOCKS),
    'POST /sandbox/test_clocks': ({ body }) => ({ ...CLOCKS[0]!, ...body, name: body.name ?? null }),
    'POST /sandbox/test_clocks/:id/advance': ({ body }) => ({ ...CLOCKS[0]!, ...body, status: 'advancing' }),
    'POST /sandbox/authorizations/:id/simulate': ({ path }) => ({ id: path.id!, status: 'inactive' }),
  };
}

function health(empty: boolean, days: number): Health {
  const causes = [
    'access_expired',
    'access_denied',
    'institution_requirement',
    'account_unavailable',
    'account_closed',
  ] as const;
  const counts = [212, 96, 41, 9, 4];
  const broken = causes.flatMap((cause, index) =>
    BANKS.slice(0, 4 - Math.min(index, 3)).map((institution, bank) => ({
      cause,
      institution,
      count: Math.ceil(counts[index]! / (bank * 2 + 2)),
    })),
  );
  const daily = Array.from({ length: days }, (_, day) => ({
    date: isoDay(NOW - (days - 1 - day) * DAY),
    count: day % 9 === 5 ? 41 : (day * 5) % 12,
  }));
  const weekly = Array.from({ length: 13 }, (_, week) => ({
    week: isoDay(NOW + week * 7 * DAY),
    deactivations: (week * 17 + 6) % 44,
    numbers: (week * 11) % 19,
  }));
  const none = { requested: 0, sent: 0, opened: 0, at_bank: 0, succeeded: 0 };
  return {
    deactivations: empty ? [] : broken,
    deactivations_by_day: empty ? daily.map(({ date }) => ({ date, count: 0 })) : daily,
    funnel: empty ? none : { requested: 480, sent: 471, opened: 318, at_bank: 264, succeeded: 231 },
    expiring: empty ? [] : weekly,
  };
}
