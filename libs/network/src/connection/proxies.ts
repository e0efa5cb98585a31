import { isIP } from 'node:net';
import type { NetworkConfig } from '@packyard/config';
import ipaddr from 'ipaddr.js';

export type ProxySettings = Pick<NetworkConfig, 'HTTP_PROXY' | 'HTTPS_PROXY' | 'NO_PROXY'>;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** Which proxy a URL is asked for through, if any. Hosts in `NO_PROXY` are asked directly. */
export function proxyFor(url: URL, { HTTP_PROXY, HTTPS_PROXY, NO_PROXY }: ProxySettings): URL | undefined {
  const proxy = url.protocol === 'https:' ? HTTPS_PROXY : HTTP_PROXY;
  if (proxy === undefined || isExempt(url, NO_PROXY ?? '')) return undefined;
  return new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`);
}

/** As curl has it: `*`, a host and all below it, with a port or without, a network. */
function isExempt({ hostname, port, protocol }: URL, exemptions: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return exemptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', wantedPort] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(isAddress6(entry) ? `[${entry}]` : entry) ?? [];
      if (wantedPort !== undefined && wantedPort !== (port || DEFAULT_PORTS[protocol])) return false;
      if (isIP(host) !== 0) return host === name || isInNetwork(host, entry);
      const suffix = name.replace(/^\*?\./, '');
      return host === suffix || host.endsWith(`.${suffix}`);
    });
}

function isAddress6(text: string): boolean {
  return text.split(':').length > 2 && !text.startsWith('[');
}

function isInNetwork(address: string, entry: string): boolean {
  if (!ipaddr.isValidCIDR(entry)) return false;
  const [parsed, network] = [ipaddr.parse(address), ipaddr.parseCIDR(entry)];
  return parsed.kind() === network[0].kind() && parsed.match(network);
}
