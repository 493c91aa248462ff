import { BlockList, isIP } from 'node:net';

/** Which addresses a request may leave for. */
export interface OutboundPolicy {
  /** Hosts (`shop.internal`, `127.0.0.1:3301`) that may be private and may speak plain HTTP. */
  trustedHosts: readonly string[];
}

const PRIVATE_IPV4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
];
const PRIVATE_IPV6: readonly [string, number][] = [
  ['::', 127],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
];

const privateAddresses = new BlockList();
for (const [net, prefix] of PRIVATE_IPV4) privateAddresses.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of PRIVATE_IPV6) privateAddresses.addSubnet(net, prefix, 'ipv6');

/** Loopback, private, link-local and the like: addresses inside somebody's network. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family === 0 || privateAddresses.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

export function isTrustedHost(policy: OutboundPolicy, url: URL): boolean {
  return policy.trustedHosts.includes(url.host) || policy.trustedHosts.includes(url.hostname);
}

/** Why a request to `url` is not allowed, or null. Names that resolve to private addresses are caught on connect. */
export function whyNotAllowed(policy: OutboundPolicy, url: URL): string | null {
  if (isTrustedHost(policy, url)) return null;
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol !== 'https:') return `${url.origin} is not allowed: only https, or a host in CARTWAY_TRUSTED_HOSTS`;
  if (isIP(hostname) !== 0 && isPrivateAddress(hostname)) {
    return `${url.origin} is not allowed: a private address that is not in CARTWAY_TRUSTED_HOSTS`;
  }
  return null;
}
