// Turns the environment into one frozen, fully spelled-out Config; a bad value stops the start with its name.
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { EMAIL_ADDRESS } from '#kernel/email_address.ts';
import type { AddressRange } from '#outbound/egress/guard.ts';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything a person who runs Relink can set. The README's table of variables lists the same things. */
export interface Config {
  /** RELINK_MODE is live: real customers at real banks. One process serves one mode. */
  readonly livemode: boolean;
  /** RELINK_HOST: the IP address that the platform listens on, or localhost. */
  readonly host: string;
  /** RELINK_TRUSTED_PROXIES: ranges of proxies that say whom they pass on, besides this machine. */
  readonly trusted_proxies: readonly AddressRange[];
  /** PORT: where the platform listens. 0 takes a free port. */
  readonly port: number;
  /** RELINK_PUBLIC_URL: the origin customers and banks reach us by. null: the one we listen on. */
  readonly public_url: string | null;
  /** RELINK_DATA_DIR, absolute: embedded database, bank, generated keys. */
  readonly data_folder: string;
  /** DATABASE_URL. null: the embedded database in the data folder. */
  readonly database_url: string | null;
  /** RELINK_SANDBOX_SECRET_KEY. null: made once, kept and printed. */
  readonly sandbox_secret_key: string | null;
  /** RELINK_SANDBOX_PUBLISHABLE_KEY. null: made once, kept and printed. */
  readonly sandbox_publishable_key: string | null;
  /** RELINK_ENCRYPTION_KEY: 32 bytes. null: made in the data folder (sandbox). */
  readonly encryption_key: Uint8Array | null;
  /** RELINK_ENCRYPTION_KEYS_OLD: former ones, until `npm run keys:rotate` says that they can go. */
  readonly encryption_keys_old: readonly Uint8Array[];
  /** LOG_LEVEL, one of pino's. */
  readonly log_level: LogLevel;
  /** RELINK_BANKS_DIR, absolute: institutions, a JSON file for each; in the sandbox besides its own. null: there are none. */
  readonly banks_folder: string | null;
  /** RELINK_OWNER_EMAIL: the first confirmed member of the sandbox's merchant. */
  readonly owner_email: string;
  readonly mail: {
    /** SMTP_URL: smtp:// or smtps://, may hold a user and password. null: the sandbox keeps mails in its mailbox. */
    readonly smtp_url: string | null;
    /** MAIL_FROM: the address that mails come from. */
    readonly from: string;
    /** RELINK_MAIL_TOKEN: bearer token of the callback that tells of delivered and bounced mails. null: there is none. */
    readonly callback_token: string | null;
  };
  /** RELINK_METRICS_TOKEN: bearer token of GET /metrics. null: programs of this machine may ask, in the sandbox. */
  readonly metrics_token: string | null;
  /** RELINK_ALLOW_EGRESS: ranges that our calls may reach besides public addresses. */
  readonly allow_egress: readonly AddressRange[];
  readonly bank: {
    /** BANK_PORT: where the sandbox bank listens; for clients with a certificate on the next one. 0 takes free ports. */
    readonly port: number;
    /** BANK_CONTROL_TOKEN: bearer token of the bank's operator control API. */
    readonly control_token: string;
  };
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that cannot be used. `message` is one line for the person at the terminal and never repeats a secret. */
export class ConfigError extends Error {
  readonly variable: string;
  constructor(variable: string, message: string) {
    super(`${variable}: ${message}`);
    this.name = 'ConfigError';
    this.variable = variable;
  }
}

const MAX_VALUE_LENGTH = 4096;
const MAX_RANGES = 64;
const MAX_EMAIL_LENGTH = 254;
const MAX_OLD_KEYS = 8;

/** Reads the environment; an empty value counts as unset. Throws ConfigError naming the first variable that is bad. */
export function readConfig(env: Environment, folder: string = process.cwd()): Config {
  const banks_folder = text(env, 'RELINK_BANKS_DIR');
  const config: Config = {
    livemode: livemode(env, 'RELINK_MODE'),
    banks_folder: banks_folder && resolve(folder, banks_folder),
    host: host(env, 'RELINK_HOST', '127.0.0.1'),
    trusted_proxies: Object.freeze(ranges(env, 'RELINK_TRUSTED_PROXIES')),
    port: port(env, 'PORT', 4242),
    public_url: publicUrl(env, 'RELINK_PUBLIC_URL'),
    data_folder: resolve(folder, text(env, 'RELINK_DATA_DIR') ?? '.relink'),
    database_url: databaseUrl(env, 'DATABASE_URL'),
    sandbox_secret_key: apiKey(env, 'RELINK_SANDBOX_SECRET_KEY', 'sk_test_'),
    sandbox_publishable_key: apiKey(env, 'RELINK_SANDBOX_PUBLISHABLE_KEY', 'pk_test_'),
    encryption_key: encryptionKey(env, 'RELINK_ENCRYPTION_KEY'),
    encryption_keys_old: Object.freeze(encryptionKeys(env, 'RELINK_ENCRYPTION_KEYS_OLD')),
    log_level: logLevel(env, 'LOG_LEVEL', 'info'),
    owner_email: email(env, 'RELINK_OWNER_EMAIL', 'owner@example.com'),
    mail: Object.freeze({
      smtp_url: smtpUrl(env, 'SMTP_URL'),
      from: email(env, 'MAIL_FROM', 'relink@localhost.localdomain'),
      callback_token: bearerToken(env, 'RELINK_MAIL_TOKEN'),
    }),
    metrics_token: bearerToken(env, 'RELINK_METRICS_TOKEN'),
    allow_egress: Object.freeze(ranges(env, 'RELINK_ALLOW_EGRESS')),
    bank: Object.freeze({
      port: port(env, 'BANK_PORT', 4243),
      control_token: bearerToken(env, 'BANK_CONTROL_TOKEN') ?? 'sandbox-bank-control',
    }),
  };
  if (config.mail.smtp_url !== null && text(env, 'MAIL_FROM') === null) {
    throw new ConfigError('MAIL_FROM', 'is not set; SMTP_URL is, and mails need an address of yours to come from');
  }
  if (config.port !== 0 && [config.bank.port, config.bank.port + 1].includes(config.port)) {
    const problem = `is ${config.bank.port} and PORT ${config.port}; the bank needs a port of its own, and the next one`;
    throw new ConfigError('BANK_PORT', problem);
  }
  requireMode(config, env);
  return Object.freeze(config);
}

/** What only the sandbox has: a live process that is given one of these was given the sandbox's settings. */
const SANDBOX_VARIABLES = [
  'RELINK_SANDBOX_SECRET_KEY',
  'RELINK_SANDBOX_PUBLISHABLE_KEY',
  'RELINK_OWNER_EMAIL',
  'BANK_PORT',
  'BANK_CONTROL_TOKEN',
];

function requireMode(config: Config, env: Environment): void {
  if (!config.livemode) return;
  const given = SANDBOX_VARIABLES.find((name) => text(env, name) !== null);
  if (given !== undefined)
    throw new ConfigError(given, 'belongs to the sandbox; remove it, or set RELINK_MODE=sandbox');
  if (config.database_url === null) {
    throw new ConfigError('DATABASE_URL', 'is not set; live mode runs on PostgreSQL, not on the embedded database');
  }
  if (config.encryption_key === null) {
    throw new ConfigError(
      'RELINK_ENCRYPTION_KEY',
      'is not set; live mode makes no key of its own. Make one: openssl rand -base64 32',
    );
  }
  if (!config.public_url?.startsWith('https:')) {
    throw new ConfigError('RELINK_PUBLIC_URL', 'must be the https:// origin that customers and banks reach us by');
  }
  if (config.mail.smtp_url === null) {
    throw new ConfigError('SMTP_URL', 'is not set; live mode has no mailbox, and operators sign in by mail');
  }
}

function livemode(env: Environment, name: string): boolean {
  const value = text(env, name) ?? 'sandbox';
  if (value !== 'sandbox' && value !== 'live') throw new ConfigError(name, `${quote(value)} is not sandbox or live`);
  return value === 'live';
}

function text(env: Environment, name: string): string | null {
  const value = env[name]?.trim();
  if (!value) return null;
  if (value.length > MAX_VALUE_LENGTH) throw new ConfigError(name, `is longer than ${MAX_VALUE_LENGTH} characters`);
  if (value.includes('\0')) throw new ConfigError(name, 'contains a NUL character');
  return value;
}

function port(env: Environment, name: string, otherwise: number): number {
  const value = text(env, name);
  if (value === null) return otherwise;
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65535) {
    throw new ConfigError(name, `${quote(value)} is not a port; use a number from 1 to 65535 (0 takes a free one)`);
  }
  return Number(value);
}

function host(env: Environment, name: string, otherwise: string): string {
  const value = text(env, name)?.toLowerCase() ?? otherwise;
  // Written as in URLs, where there are several ways; a zone, as in fe80::1%eth0, stands in none.
  if (isIP(value) === 6 && !value.includes('%')) return new URL(`http://[${value}]`).hostname.slice(1, -1);
  if (value === 'localhost' || isIP(value) === 4) return value;
  throw new ConfigError(name, `${quote(value)} is not localhost or an IP address to listen on such as 0.0.0.0`);
}

function url(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}

function publicUrl(env: Environment, name: string): string | null {
  const value = text(env, name);
  if (value === null) return null;
  const parsed = url(value);
  // A public URL may not carry a user, a path or a query: redirect URIs and cookies are built on the bare origin.
  const bare =
    parsed && !parsed.username && !parsed.password && parsed.pathname === '/' && !parsed.search && !parsed.hash;
  if (!bare || !['http:', 'https:'].includes(parsed.protocol)) {
    throw new ConfigError(name, 'is not an origin such as https://relink.example.com (no path, no query)');
  }
  return parsed.origin;
}

function databaseUrl(env: Environment, name: string): string | null {
  const value = text(env, name);
  if (value === null) return null;
  const parsed = url(value);
  if (!parsed || !['postgres:', 'postgresql:'].includes(parsed.protocol) || parsed.pathname.length < 2) {
    throw new ConfigError(name, 'is not a PostgreSQL URL such as postgres://user:password@127.0.0.1:5432/relink');
  }
  return value;
}

function apiKey(env: Environment, name: string, prefix: string): string | null {
  const value = text(env, name);
  if (value === null) return null;
  const rest = value.slice(prefix.length);
  if (!value.startsWith(prefix) || !/^[A-Za-z0-9_]{8,247}$/.test(rest)) {
    throw new ConfigError(name, `must be ${prefix} followed by 8 to 247 letters, digits or underscores`);
  }
  return value;
}

function encryptionKey(env: Environment, name: string): Uint8Array | null {
  const value = text(env, name);
  return value === null ? null : keyOf(name, value);
}

function encryptionKeys(env: Environment, name: string): Uint8Array[] {
  const values = (text(env, name) ?? '').split(/[\s,]+/).filter((value) => value !== '');
  if (values.length > MAX_OLD_KEYS) throw new ConfigError(name, `names more than ${MAX_OLD_KEYS} keys`);
  return values.map((value) => keyOf(name, value));
}

function keyOf(name: string, value: string): Uint8Array {
  const hex = /^[0-9a-fA-F]{64}$/.test(value);
  const base64 = /^[A-Za-z0-9+/_-]{43}=?$/.test(value);
  if (!hex && !base64) {
    throw new ConfigError(name, 'must be 32 random bytes in base64 or hex, for example from: openssl rand -base64 32');
  }
  // 43 base64 characters hold 258 bits: Node drops the two that are over, so the length is always 32 here.
  return new Uint8Array(Buffer.from(value, hex ? 'hex' : 'base64'));
}

function logLevel(env: Environment, name: string, otherwise: LogLevel): LogLevel {
  const value = text(env, name);
  if (value === null) return otherwise;
  const level = LOG_LEVELS.find((candidate) => candidate === value.toLowerCase());
  if (!level) throw new ConfigError(name, `${quote(value)} is not one of ${LOG_LEVELS.join(', ')}`);
  return level;
}

function email(env: Environment, name: string, otherwise: string): string {
  const value = text(env, name);
  if (value === null) return otherwise;
  if (!EMAIL_ADDRESS.test(value) || value.length > MAX_EMAIL_LENGTH) {
    throw new ConfigError(name, `${quote(value)} is not an e-mail address such as owner@example.com`);
  }
  return value;
}

function smtpUrl(env: Environment, name: string): string | null {
  const value = text(env, name);
  if (value === null) return null;
  const parsed = url(value);
  if (!parsed || !['smtp:', 'smtps:'].includes(parsed.protocol) || !parsed.hostname) {
    throw new ConfigError(name, 'is not an SMTP URL such as smtps://user:password@mail.example.com:465');
  }
  return value;
}

function bearerToken(env: Environment, name: string): string | null {
  const value = text(env, name);
  if (value === null) return null;
  // What a bearer token may be made of: RFC 6750 section 2.1.
  if (!/^[A-Za-z0-9\-._~+/]{8,255}=*$/.test(value)) {
    throw new ConfigError(
      name,
      'must be 8 to 255 characters that a bearer token may have (letters, digits and -._~+/)',
    );
  }
  return value;
}

function ranges(env: Environment, name: string): AddressRange[] {
  const parts = (text(env, name) ?? '').split(/[\s,]+/).filter((part) => part !== '');
  if (parts.length > MAX_RANGES) throw new ConfigError(name, `names more than ${MAX_RANGES} ranges`);
  return parts.map((part) => Object.freeze(range(name, part)));
}

function range(name: string, part: string): AddressRange {
  const [address = '', prefix, ...rest] = part.split('/');
  const version = isIP(address);
  const bits = version === 6 ? 128 : 32;
  const length = prefix === undefined ? bits : Number(prefix);
  const digits = prefix === undefined || /^\d{1,3}$/.test(prefix);
  if (version === 0 || rest.length > 0 || !digits || length > bits) {
    throw new ConfigError(name, `${quote(part)} is not a range such as 10.0.0.0/8 or fd00::/8`);
  }
  return { address, prefix: length, family: version === 6 ? 'ipv6' : 'ipv4' };
}

function quote(value: string): string {
  const short = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return JSON.stringify(short);
}
