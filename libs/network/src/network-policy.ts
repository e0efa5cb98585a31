import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { NetworkConfig } from '@packyard/config';
import { RejectedError, UnavailableError } from '@packyard/contracts';
import ipaddr from 'ipaddr.js';
import { lookUp } from './host-lookup';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

/** Of a network, or of one address. */
function rangeOf(text: string): Range {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/**
 * Decides which hosts sources may be fetched from. Every address that a name resolves to is checked, and only a checked
 * address is connected to, so that a name that changes its mind in between gains nothing.
 */
export class NetworkPolicy {
  private readonly allowsAll: boolean;
  private readonly allowed: readonly Range[];

  constructor(
    config: Pick<NetworkConfig, 'PACKYARD_ALLOW_PRIVATE_NETWORKS'>,
    /** Of this machine, as they are at the moment. */
    private readonly ownAddresses: () => readonly string[] = addressesOfMachine,
  ) {
    const text = config.PACKYARD_ALLOW_PRIVATE_NETWORKS;
    this.allowsAll = text === 'true';
    this.allowed = text === 'true' || text === 'false' ? [] : text.split(',').map((range) => rangeOf(range.trim()));
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
    const parsed = parse(address);
    // No server has such an address: the system goes to itself instead, past whatever is said of loopback.
    const isNowhere = parsed.range() === 'unspecified';
    if (!isNowhere && this.allowsAll) return;
    const isOwn = this.isOwn(parsed);
    if (isPublic(parsed) && !isOwn) return;
    const isAllowed =
      !isNowhere && this.allowed.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits));
    if (isAllowed) return;
    throw new ForbiddenAddress(
      name === address ? address : `${name} (${address})`,
      isOwn ? "this machine's own" : networkOf(parsed),
      isNowhere
        ? 'Name the address that the server has.'
        : `To allow it, name its network in PACKYARD_ALLOW_PRIVATE_NETWORKS, for example ${exampleFor(parsed)}.`,
    );
  }

  /** What listens behind a firewall is reached from inside. */
  private isOwn(address: Address): boolean {
    return isPublic(address) && this.ownAddresses().some((own) => parse(own).toString() === address.toString());
  }
}

function addressesOfMachine(): string[] {
  return Object.values(networkInterfaces()).flatMap((found = []) => found.map(({ address }) => address));
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

/** The agent on the hosts of Azure, which tells a machine its settings: it looks public, and answers inside alone. */
const HOST_AGENT = '168.63.129.16';

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast' || address.toString() === HOST_AGENT) return false;
  return isGivenOut(address);
}

function isGivenOut(address: Address): boolean {
  return address.kind() === 'ipv4' || address.match(GIVEN_OUT);
}

function networkOf(address: Address): string {
  return address.range() === 'unicast' ? 'reserved' : address.range();
}

const SMALL_NETWORK = { ipv4: 24, ipv6: 64 } as const;
const ALONE = { ipv4: 32, ipv6: 128 } as const;

/** A network that the address is in, as the setting takes it: its neighbours, who are strangers where it looks public, and not all that are private. */
function exampleFor(address: Address): string {
  const bits = (address.range() === 'unicast' && isGivenOut(address) ? ALONE : SMALL_NETWORK)[address.kind()];
  const family = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return `${family.networkAddressFromCIDR(`${address.toString()}/${bits}`).toString()}/${bits}`;
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

function parse(address: string): Address {
  return ipaddr.process(canonical(address));
}

/** `::127.0.0.1` is another address than `::ffff:127.0.0.1`, which not every parser knows. */
function canonical(address: string): string {
  if (isIP(address) !== 6) return address;
  return bare(new URL(`http://[${address.replace(/%.*/s, '')}]`).hostname);
}
