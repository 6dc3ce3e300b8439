// Where the platform listens, the addresses of its own that it is reached by, and whose word it takes about who asks.
import { BlockList, isIPv6 } from 'node:net';
import type { Origins } from '#inbound/http/origin.ts';
import type { Config } from './config.ts';

/** This machine alone, by either family: `localhost` works however a system resolves it. */
const LOOPBACK = ['127.0.0.1', '::1'] as const;
const LOOPBACK_NAMES = new Set<string>([...LOOPBACK, 'localhost']);
/** Every address of the machine, loopback among them. */
const EVERYWHERE = new Set(['0.0.0.0', '::']);

/** What to listen on for RELINK_HOST. The first has to work; a machine without IPv6 has no other. */
export function listensOn(host: string): readonly [string, ...string[]] {
  if (LOOPBACK_NAMES.has(host)) return LOOPBACK;
  return host === '0.0.0.0' ? [host, LOOPBACK[1]] : [host];
}

/** Whether other machines may get to it. */
export function isOpen(host: string): boolean {
  return !LOOPBACK_NAMES.has(host) && !host.startsWith('127.');
}

/** `http://host:port`, as programs of this machine reach what listens there. */
export function homeOf({ host, port }: Pick<Config, 'host' | 'port'>): string {
  return `http://${onLoopback(host) ? LOOPBACK[0] : written(host)}:${port}`;
}

/** The addresses that are ours. Without a public one, it is that by which this machine reaches us. */
export function originsOf(config: Pick<Config, 'host' | 'port' | 'livemode' | 'public_url'>): Origins {
  // Live customers and operators come through TLS, to one address.
  if (config.livemode && config.public_url !== null) return { public_url: config.public_url, own: [config.public_url] };
  const loopback = [LOOPBACK[0], 'localhost', LOOPBACK[1]].map((name) => `http://${written(name)}:${config.port}`);
  const home = homeOf(config);
  const public_url = config.public_url ?? home;
  return { public_url, own: [...new Set([public_url, home, ...(onLoopback(config.host) ? loopback : [])])] };
}

/** Whether `X-Forwarded-For` of this peer is believed: of programs of this machine, and of RELINK_TRUSTED_PROXIES. */
export function proxiesOf({ trusted_proxies }: Pick<Config, 'trusted_proxies'>): (address: string) => boolean {
  const trusted = new BlockList();
  trusted.addSubnet('127.0.0.0', 8, 'ipv4');
  trusted.addAddress('::1', 'ipv6');
  for (const { address, prefix, family } of trusted_proxies) trusted.addSubnet(address, prefix, family);
  return (address) => trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** As it stands in a URL. */
export function written(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

function onLoopback(host: string): boolean {
  return LOOPBACK_NAMES.has(host) || EVERYWHERE.has(host);
}
