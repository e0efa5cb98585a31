import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { NetworkConfig } from '@packyard/config';
import { RejectedError, UnavailableError } from '@packyard/contracts';
import ipaddr from 'ipaddr.js';

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
  async resolve(host: string): Promise<LookupAddress[]> {
    const name = host.replace(/^\[|\]$/g, '');
    const family = isIP(name);
    const addresses = family === 0 ? await this.lookUp(name) : [{ address: name, family }];
    for (const { address } of addresses) this.assertAllowed(name, address);
    return addresses;
  }

  private async lookUp(name: string): Promise<LookupAddress[]> {
    try {
      return await lookup(name, { all: true });
    } catch (cause) {
      throw new UnavailableError('SOURCE_UNAVAILABLE', `The host ${name} could not be found.`, {
        hint: 'Look for a typing error in the URL, and whether the name server can be reached.',
        cause,
      });
    }
  }

  private assertAllowed(name: string, address: string): void {
    const parsed = ipaddr.process(address);
    if (this.allowsAll || parsed.range() === 'unicast') return;
    const isAllowed = this.allowed.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits));
    if (isAllowed) return;
    const where = name === address ? address : `${name} (${address})`;
    throw new RejectedError(
      'SOURCE_FORBIDDEN',
      `Sources may not be fetched from ${where}: its network is ${parsed.range()}.`,
      {
        hint: 'To allow it, name its network in PACKYARD_ALLOW_PRIVATE_NETWORKS, for example 10.0.0.0/8.',
      },
    );
  }
}
