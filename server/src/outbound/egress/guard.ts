// Decides which addresses and URLs may be called: public ones, and local ones only where somebody allowed them.
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { assert } from '#kernel/assert.ts';

/** A range that the operator allows besides public addresses, as in RELINK_ALLOW_EGRESS. */
export interface AddressRange {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** What an address is. `private` networks are RFC 1918 and RFC 4193; `reserved` is everything that is nobody's server. */
export type AddressKind = 'public' | 'loopback' | 'private' | 'metadata' | 'reserved';

export interface EgressGuard {
  /** Whether a connection to this address may be made. */
  allows(address: string): boolean;
  /** Why this URL may not be called whatever its host resolves to, or null. */
  refusal(url: URL): string | null;
}

type Subnet = [address: string, prefix: number];

const LOOPBACK = list([['127.0.0.0', 8]], [['::1', 128]]);
const PRIVATE = list(
  [
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
  ],
  [['fc00::', 7]],
);
// Where clouds hand out credentials. Some lie in ranges that would otherwise pass, one even in public space.
const METADATA = list(
  [
    ['169.254.169.254', 32],
    ['169.254.170.2', 32],
    ['100.100.100.200', 32],
    ['168.63.129.16', 32],
    ['192.0.0.192', 32],
  ],
  [
    ['fd00:ec2::254', 128],
    ['fd20:ce::254', 128],
  ],
);
// The special-purpose registries of IANA, as far as they are not globally reachable.
const RESERVED_4 = list(
  [
    ['0.0.0.0', 8],
    ['100.64.0.0', 10],
    ['169.254.0.0', 16],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ],
  [],
);
// In IPv6 it is the other way round: only 2000::/3 is in use, and parts of it tunnel to IPv4 or are documentation.
const GLOBAL_6 = list([], [['2000::', 3]]);
const RESERVED_6 = list(
  [],
  [
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
  ],
);

const HTTPS_PORT = 443;
const FIRST_UNPRIVILEGED_PORT = 1024;

function list(ipv4: Subnet[], ipv6: Subnet[]): BlockList {
  const subnets = new BlockList();
  for (const [address, prefix] of ipv4) subnets.addSubnet(address, prefix, 'ipv4');
  for (const [address, prefix] of ipv6) subnets.addSubnet(address, prefix, 'ipv6');
  return subnets;
}

/** The guard of one mode. `sandbox` allows loopback and private networks; `allowed` names further ranges in both modes. */
export function createEgressGuard(sandbox: boolean, allowed: readonly AddressRange[]): EgressGuard {
  const named = new BlockList();
  const single = new BlockList();
  for (const { address, prefix, family } of allowed) {
    named.addSubnet(address, prefix, family);
    if (prefix === (family === 'ipv4' ? 32 : 128)) single.addAddress(address, family);
  }
  return {
    allows(address) {
      const target = unmapped(address);
      const family = isIPv4(target) ? 'ipv4' : 'ipv6';
      const kind = kindOf(target);
      if (kind === 'public') return true;
      // A wide range such as fd00::/8 is meant for receivers, not for a credentials service that happens to lie in it.
      if (kind === 'metadata') return single.check(target, family);
      return named.check(target, family) || (sandbox && (kind === 'loopback' || kind === 'private'));
    },
    refusal: (url) => urlRefusal(url, sandbox),
  };
}

function urlRefusal(url: URL, sandbox: boolean): string | null {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'the URL is neither https nor http';
  if (url.username !== '' || url.password !== '') return 'the URL carries credentials';
  if (sandbox) return null;
  if (url.protocol !== 'https:') return 'live mode calls https only';
  const port = url.port === '' ? HTTPS_PORT : Number(url.port);
  // Low ports belong to other protocols (mail, shells), which must not be spoken to in the words of a merchant or a bank.
  return port === HTTPS_PORT || port >= FIRST_UNPRIVILEGED_PORT ? null : `port ${port} belongs to another protocol`;
}

/** What an IP address is; an IPv6 address that only wraps an IPv4 one is judged by that. */
export function kindOf(address: string): AddressKind {
  const target = unmapped(address);
  const family = isIPv4(target) ? 'ipv4' : 'ipv6';
  if (METADATA.check(target, family)) return 'metadata';
  if (LOOPBACK.check(target, family)) return 'loopback';
  if (PRIVATE.check(target, family)) return 'private';
  if (family === 'ipv4') return RESERVED_4.check(target, family) ? 'reserved' : 'public';
  const translated = throughNat64(target);
  if (translated !== null) return kindOf(translated) === 'public' ? 'public' : 'reserved';
  return GLOBAL_6.check(target, family) && !RESERVED_6.check(target, family) ? 'public' : 'reserved';
}

/** The IPv4 address in ::ffff:0:0/96, which the system dials as that; any other address as it is, without a zone. */
function unmapped(address: string): string {
  const plain = address.replace(/%.*$/, '');
  if (isIPv4(plain)) return plain;
  const groups = groupsOf(plain);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return mapped ? lastFourBytes(groups) : plain;
}

/** The IPv4 address that a NAT64 gateway would dial for 64:ff9b::/96, else null. */
function throughNat64(address: string): string | null {
  const groups = groupsOf(address);
  const well_known = groups[0] === 0x64 && groups[1] === 0xff9b && groups.slice(2, 6).every((group) => group === 0);
  return well_known ? lastFourBytes(groups) : null;
}

function groupsOf(address: string): number[] {
  assert(isIPv6(address), 'an IP address was expected');
  const hexadecimal = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => {
    return `${(Number(a) * 256 + Number(b)).toString(16)}:${(Number(c) * 256 + Number(d)).toString(16)}`;
  });
  const [head = '', tail] = hexadecimal.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = new Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
}

function lastFourBytes(groups: number[]): string {
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
