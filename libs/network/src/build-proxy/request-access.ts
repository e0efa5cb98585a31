import type { HostAccess } from './tool-variables';

/**
 * What a request says of hosts, beside the settings: a login of these goes first, as others are built with it, too. A certificate
 * is shown in any case.
 */
export function withRequestAccess(ofSettings: HostAccess, ofRequest: HostAccess): HostAccess {
  const known = Object.keys(ofSettings).filter((host) => ofSettings[host]?.authorization !== undefined);
  const added = Object.entries(ofRequest)
    .filter(([host]) => !known.some((one) => covers(one, host)))
    .map(([host, one]) => [host, { ...ofSettings[host], ...one }] as const);
  return { ...ofSettings, ...Object.fromEntries(added) };
}

/** Whether the one, a host with all of its ports or with one of these, has to do with the other. */
function covers(one: string, other: string): boolean {
  const [known, asked] = [partsOf(one), partsOf(other)];
  return known.name === asked.name && (known.port === '' || known.port === asked.port);
}

function partsOf(host: string): { name: string; port: string } {
  const bare = host.toLowerCase().replace(/^http:\/\//, '');
  const port = /:\d{1,5}$/.exec(bare)?.[0] ?? '';
  return { name: bare.slice(0, bare.length - port.length), port };
}
