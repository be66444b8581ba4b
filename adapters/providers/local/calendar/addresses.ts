import { lookup as dnsLookup } from 'node:dns';
import type { LookupAddress, LookupOptions } from 'node:dns';
import { BlockList, isIP, isIPv6 } from 'node:net';

const LOOPBACK = blockList(['127.0.0.0/8'], ['::1/128']);
/** Everything that is not the public internet (IANA's special-purpose registries). */
const NOT_PUBLIC = blockList(
  [
    ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
    ...['192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
  ],
  [
    ...['::/128', '::1/128', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32'],
    ...['2002::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
  ],
);

function blockList(v4: readonly string[], v6: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of [...v4, ...v6]) {
    const [address = '', bits] = range.split('/');
    list.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return list;
}

const isIn = (list: BlockList, address: string): boolean => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

/** Whether a shop's calendar may be fetched from this address: a public one, or loopback where that is allowed. */
export function mayFetchFrom(address: string, allowLoopback: boolean): boolean {
  if (isIP(address) === 0) return false;
  return isIn(NOT_PUBLIC, address) ? allowLoopback && isIn(LOOPBACK, address) : true;
}

type Answer = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * A look-up of names for connections that finds allowed addresses only. It is asked for the very connection, so that a
 * name cannot mean one address when it is checked and another when it is used.
 */
export function guardedLookup(allowLoopback: boolean) {
  return (hostname: string, options: LookupOptions, answer: Answer): void => {
    dnsLookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return answer(error, []);
      const allowed = found.filter(({ address }) => mayFetchFrom(address, allowLoopback));
      const [first] = allowed;
      if (!first) return answer(new Error(`${hostname} is no public address.`), []);
      if (options.all) answer(null, allowed);
      else answer(null, first.address, first.family);
    });
  };
}
