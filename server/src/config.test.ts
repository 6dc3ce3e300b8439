// Holds the reading of the environment: defaults, every variable, and a clear error that names a bad one.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, type Environment, readConfig } from './config.ts';

function refusal(env: Environment): ConfigError {
  try {
    readConfig(env, '/srv');
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error;
  }
  assert.fail('the value was accepted');
}

describe('config', () => {
  it('spells out every default', () => {
    assert.deepEqual(readConfig({}, '/srv'), {
      livemode: false,
      banks_folder: null,
      host: '127.0.0.1',
      trusted_proxies: [],
      port: 4242,
      public_url: null,
      data_folder: '/srv/.relink',
      database_url: null,
      sandbox_secret_key: null,
      sandbox_publishable_key: null,
      encryption_key: null,
      encryption_keys_old: [],
      log_level: 'info',
      owner_email: 'owner@example.com',
      mail: { smtp_url: null, from: 'relink@localhost.localdomain', callback_token: null },
      metrics_token: null,
      allow_egress: [],
      bank: { port: 4243, control_token: 'sandbox-bank-control' },
    });
  });

  it('treats an empty value as unset', () => {
    assert.deepEqual(readConfig({ PORT: '', DATABASE_URL: ' ', LOG_LEVEL: '' }, '/srv'), readConfig({}, '/srv'));
  });

  it('reads every variable', () => {
    const config = readConfig(
      {
        PORT: '8080',
        BANK_PORT: '8081',
        RELINK_HOST: '0:0::0',
        RELINK_TRUSTED_PROXIES: '172.18.0.0/16',
        RELINK_PUBLIC_URL: 'https://relink.example.com/',
        RELINK_DATA_DIR: 'data',
        DATABASE_URL: 'postgres://relink:secret@db:5432/relink',
        RELINK_SANDBOX_SECRET_KEY: 'sk_test_12345678',
        RELINK_SANDBOX_PUBLISHABLE_KEY: 'pk_test_12345678',
        RELINK_ENCRYPTION_KEY: `${'00'.repeat(31)}ff`,
        RELINK_ENCRYPTION_KEYS_OLD: `${'11'.repeat(32)}, ${'22'.repeat(32)}`,
        LOG_LEVEL: 'DEBUG',
        RELINK_OWNER_EMAIL: 'ada@shop.example',
        SMTP_URL: 'smtps://user:pass@mail.example.com:465?requireTLS=true',
        MAIL_FROM: 'relink@shop.example',
        RELINK_MAIL_TOKEN: 'tell-me-more',
        RELINK_METRICS_TOKEN: 'count-for-me',
        RELINK_ALLOW_EGRESS: '10.0.0.0/8, fd00::/8 192.168.1.7',
        BANK_CONTROL_TOKEN: 'let-me-operate',
      },
      '/srv',
    );
    const { encryption_key, encryption_keys_old, ...rest } = config;
    const old = encryption_keys_old.map((key) => Buffer.from(key).toString('hex'));
    assert.deepEqual(old, ['11'.repeat(32), '22'.repeat(32)]);
    assert.equal(Buffer.from(encryption_key ?? []).toString('hex'), `${'00'.repeat(31)}ff`);
    assert.deepEqual(rest, {
      livemode: false,
      banks_folder: null,
      host: '::',
      trusted_proxies: [{ address: '172.18.0.0', prefix: 16, family: 'ipv4' }],
      port: 8080,
      public_url: 'https://relink.example.com',
      data_folder: '/srv/data',
      database_url: 'postgres://relink:secret@db:5432/relink',
      sandbox_secret_key: 'sk_test_12345678',
      sandbox_publishable_key: 'pk_test_12345678',
      log_level: 'debug',
      owner_email: 'ada@shop.example',
      mail: {
        smtp_url: 'smtps://user:pass@mail.example.com:465?requireTLS=true',
        from: 'relink@shop.example',
        callback_token: 'tell-me-more',
      },
      metrics_token: 'count-for-me',
      allow_egress: [
        { address: '10.0.0.0', prefix: 8, family: 'ipv4' },
        { address: 'fd00::', prefix: 8, family: 'ipv6' },
        { address: '192.168.1.7', prefix: 32, family: 'ipv4' },
      ],
      bank: { port: 8081, control_token: 'let-me-operate' },
    });
  });

  const LIVE = {
    RELINK_MODE: 'live',
    DATABASE_URL: 'postgres://relink:secret@db:5432/relink',
    RELINK_ENCRYPTION_KEY: '00'.repeat(32),
    RELINK_PUBLIC_URL: 'https://relink.example.com',
    SMTP_URL: 'smtps://mail.example.com',
    MAIL_FROM: 'relink@shop.example',
  };

  it('takes live mode where it has what it needs', () => {
    const { livemode, banks_folder } = readConfig({ ...LIVE, RELINK_BANKS_DIR: 'banks' }, '/srv');
    assert.deepEqual({ livemode, banks_folder }, { livemode: true, banks_folder: '/srv/banks' });
  });

  const not_live: [keyof typeof LIVE | string, string][] = [
    ['DATABASE_URL', ''],
    ['RELINK_ENCRYPTION_KEY', ''],
    ['RELINK_PUBLIC_URL', ''],
    ['RELINK_PUBLIC_URL', 'http://relink.example.com'],
    ['SMTP_URL', ''],
    ['RELINK_SANDBOX_SECRET_KEY', 'sk_test_12345678'],
    ['RELINK_SANDBOX_PUBLISHABLE_KEY', 'pk_test_12345678'],
    ['RELINK_OWNER_EMAIL', 'owner@example.com'],
    ['BANK_PORT', '4243'],
    ['BANK_CONTROL_TOKEN', 'sandbox-bank-control'],
  ];
  for (const [variable, value] of not_live) {
    it(`refuses live mode with ${variable}=${value} in one line that names it`, () => {
      const error = refusal({ ...LIVE, [variable]: value });
      assert.equal(error.variable, variable);
      assert.match(error.message, new RegExp(`^${variable}: .{10,200}$`));
    });
  }

  it('takes banks of somebody’s own in the sandbox, too', () => {
    assert.equal(readConfig({ RELINK_BANKS_DIR: 'banks' }, '/srv').banks_folder, '/srv/banks');
  });

  it('reads the encryption key from base64 with and without padding', () => {
    const bytes = Buffer.alloc(32, 7);
    for (const value of [bytes.toString('base64'), bytes.toString('base64url')]) {
      assert.deepEqual(Buffer.from(readConfig({ RELINK_ENCRYPTION_KEY: value }).encryption_key ?? []), bytes);
    }
  });

  it('cannot be changed afterwards', () => {
    const config = readConfig({ RELINK_ALLOW_EGRESS: '10.0.0.0/8' });
    assert.ok(Object.isFrozen(config) && Object.isFrozen(config.bank) && Object.isFrozen(config.allow_egress));
  });

  const bad: [string, string][] = [
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '4242.5'],
    ['BANK_PORT', '0x10'],
    ['BANK_PORT', '4242'],
    ['BANK_PORT', '4241'],
    ['RELINK_HOST', 'relink.example.com'],
    ['RELINK_HOST', '10.0.0.0/8'],
    ['RELINK_HOST', 'fe80::1%eth0'],
    ['RELINK_TRUSTED_PROXIES', 'proxy'],
    ['RELINK_PUBLIC_URL', 'relink.example.com'],
    ['RELINK_PUBLIC_URL', 'ftp://relink.example.com'],
    ['RELINK_PUBLIC_URL', 'https://relink.example.com/app'],
    ['RELINK_PUBLIC_URL', 'https://user:pass@relink.example.com'],
    ['RELINK_DATA_DIR', `a${'b'.repeat(5000)}`],
    ['DATABASE_URL', 'mysql://root@localhost/relink'],
    ['DATABASE_URL', 'postgres://localhost'],
    ['RELINK_SANDBOX_SECRET_KEY', 'sk_live_12345678'],
    ['RELINK_SANDBOX_SECRET_KEY', 'sk_test_short'],
    ['RELINK_SANDBOX_PUBLISHABLE_KEY', 'sk_test_12345678'],
    ['RELINK_ENCRYPTION_KEY', 'too short'],
    ['RELINK_ENCRYPTION_KEYS_OLD', `${'11'.repeat(32)},too short`],
    ['LOG_LEVEL', 'loud'],
    ['RELINK_MODE', 'production'],
    ['RELINK_ALLOW_EGRESS', '10.0.0.0/33'],
    ['RELINK_ALLOW_EGRESS', 'example.com'],
    ['RELINK_ALLOW_EGRESS', '10.0.0.0/8/8'],
    ['BANK_CONTROL_TOKEN', 'with space'],
    ['RELINK_OWNER_EMAIL', 'owner'],
    ['RELINK_OWNER_EMAIL', 'Owner <owner@example.com>'],
    ['MAIL_FROM', 'Shop <relink@shop.example>'],
    ['MAIL_FROM', `a@${'b'.repeat(300)}`],
    ['SMTP_URL', 'mail.example.com:25'],
    ['SMTP_URL', 'https://mail.example.com'],
    ['SMTP_URL', 'smtp://'],
    ['RELINK_MAIL_TOKEN', 'short'],
    ['RELINK_MAIL_TOKEN', 'with space in it'],
  ];
  for (const [variable, value] of bad) {
    it(`refuses ${variable}=${value.slice(0, 30)} in one line that names it`, () => {
      const error = refusal({ [variable]: value });
      assert.equal(error.variable, variable);
      assert.match(error.message, new RegExp(`^${variable}: .{10,200}$`));
    });
  }

  it('wants to know whom mails come from where there is a mail server', () => {
    assert.equal(refusal({ SMTP_URL: 'smtp://127.0.0.1:2525' }).variable, 'MAIL_FROM');
  });

  it('never repeats a secret in its message', () => {
    for (const variable of [
      'RELINK_SANDBOX_SECRET_KEY',
      'RELINK_ENCRYPTION_KEY',
      'DATABASE_URL',
      'BANK_CONTROL_TOKEN',
      'SMTP_URL',
      'RELINK_MAIL_TOKEN',
    ]) {
      const secret = 'hunter2 hunter2';
      assert.doesNotMatch(refusal({ [variable]: secret }).message, /hunter2/);
    }
  });
});
