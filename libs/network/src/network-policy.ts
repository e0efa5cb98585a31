import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import type { NetworkConfig } from '@packyard/config';
import { RejectedError, UnavailableError } from '@packyard/contracts';
import ipaddr from 'ipaddr.js';
import { lookUp } from './host-lookup';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * Decides which hosts sources may be fetched from. Every address that a name resolves to is checked, and only a checked
 * address is connected to, so that a name that changes its mind in between gains nothing.
 */
export class NetworkPolicy {
  private readonly allowsAll: boolean;
  private readonly allowed: readonly Range[];

  constructor(config: Pick<NetworkConfig, 'PACKYARD_ALLOW_PRIVATE_NETWORKS'>) {
    const text = config.PACKYARD_ALLOW_PRIVATE_NETWORKS;
    this.allowsAll = text === 'true';
    this.allowed =
      text === 'true' || text === 'false' ? [] : text.split(',').map((range) => ipaddr.parseCIDR(range.trim()));
  }

  /** @throws RejectedError SOURCE_FORBIDDEN, UnavailableError SOURCE_UNAVAILABLE when the name does not resolve */
  async resolve(host: string, signal = new AbortController().signal): Promise<LookupAddress[]> {
    const name = bare(host);
    const family = isIP(name);
    const addresses = family === 0 ? await lookUp(name, signal) : [{ address: name, family }];
    for (const { address } of addresses) this.assertAllowed(name, address);
    return addresses;
  }

  /** For what is no name: connecting to an address looks nothing up. */
  assertAddress(host: string): void {
    const name = bare(host);
    if (isIP(name) !== 0) this.assertAllowed(name, name);
  }

  /**
   * For what a proxy is to connect to. Many a network lets only its proxy look up names: what nobody here knows is left to
   * the rules of the proxy.
   */
  async assertProxied(host: string, signal: AbortSignal): Promise<void> {
    try {
      await this.resolve(host, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof UnavailableError)) throw error;
    }
  }

  private assertAllowed(name: string, address: string): void {
    const parsed = ipaddr.process(canonical(address));
    // No server has such an address: the system goes to itself instead, past whatever is said of loopback.
    const isNowhere = parsed.range() === 'unspecified';
    if (!isNowhere && (this.allowsAll || isPublic(parsed))) return;
    const isAllowed =
      !isNowhere && this.allowed.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits));
    if (isAllowed) return;
    throw new ForbiddenAddress(
      name === address ? address : `${name} (${address})`,
      networkOf(parsed),
      isNowhere
        ? 'Name the address that the server has.'
        : `To allow it, name its network in PACKYARD_ALLOW_PRIVATE_NETWORKS, for example ${exampleFor(parsed)}.`,
    );
  }
}

/** In words for sources; who tells somebody something instead of fetching it has the reason for words of its own. */
export class ForbiddenAddress extends RejectedError {
  override name = 'ForbiddenAddress';
  /** Without an end, as `the network of 10.1.2.3 is private`. */
  readonly reason: string;

  constructor(where: string, network: string, hint: string) {
    super('SOURCE_FORBIDDEN', `Sources may not be fetched from ${where}: its network is ${network}.`, { hint });
    this.reason = `the network of ${where} is ${network}`;
  }
}

// Of all IPv6 addresses only these are given out; what lies outside may lead anywhere, as ::127.0.0.1 does.
const GIVEN_OUT = ipaddr.parseCIDR('2000::/3');

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(GIVEN_OUT);
}

function networkOf(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  return address.range() === 'unicast' ? 'reserved' : address.range();
}

const SMALL_NETWORK = { ipv4: 24, ipv6: 64 } as const;

/** A network that the address is in, as the setting takes it: its neighbours, and not all that are private. */
function exampleFor(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  const bits = SMALL_NETWORK[address.kind()];
  const family = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return `${family.networkAddressFromCIDR(`${address.toString()}/${bits}`).toString()}/${bits}`;
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

/** `::127.0.0.1` is another address than `::ffff:127.0.0.1`, which not every parser knows. */
function canonical(address: string): string {
  if (isIP(address) !== 6) return address;
  return bare(new URL(`http://[${address.replace(/%.*/s, '')}]`).hostname);
}
