import net from 'node:net';

/** What is not the public internet: loopback, private, link-local, shared, documentation, multicast, reserved (RFC 6890). */
const reserved = new net.BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  reserved.addSubnet(network, prefix, 'ipv4');
/** Of IPv6 only what is assigned for global unicast may be called, and of that not what embeds or documents. */
const globalUnicast = new net.BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  reserved.addSubnet(network, prefix, 'ipv6');

/** States what must hold, so that an address nobody thought of is refused. IPv4-mapped IPv6 is not global unicast. */
export function isPublicAddress(address: string): boolean {
  if (net.isIPv4(address)) return !reserved.check(address, 'ipv4');
  if (net.isIPv6(address)) return globalUnicast.check(address, 'ipv6') && !reserved.check(address, 'ipv6');
  return false;
}
