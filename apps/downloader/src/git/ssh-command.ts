import { type HostSettings, sshFilesFor } from '@packyard/network';

interface SshTarget {
  /** With the port, where the URL names one. */
  host: string;
  hostname: string;
  /** The one that was checked. */
  address: string;
}

const ALWAYS = ['-oBatchMode=yes', '-oConnectTimeout=15'];

/**
 * How git is to call ssh, as a line for a shell. Where the operator says how a host wants to be asked, that alone counts: its
 * key has to be known, and the connection leads to the address that was checked. Else the worker's user decides, by `~/.ssh`.
 */
export function sshCommand(
  { host, hostname, address }: SshTarget,
  settings: Pick<HostSettings, 'PACKYARD_HOST_ACCESS'>,
): string {
  const files = sshFilesFor(host, settings);
  if (files === undefined) return ['ssh', ...ALWAYS].join(' ');
  const { key, knownHosts } = files;
  const port = host === hostname ? undefined : /:(\d+)$/.exec(host)?.[1];
  const knownAs = port === undefined || port === '22' ? hostname : `[${hostname}]:${port}`;
  const options = {
    StrictHostKeyChecking: 'yes',
    UpdateHostKeys: 'no',
    HostName: address,
    HostKeyAlias: knownAs,
    ...(key === undefined ? {} : { IdentityFile: quotedPath(key), IdentitiesOnly: 'yes', IdentityAgent: 'none' }),
    ...(knownHosts === undefined
      ? {}
      : { UserKnownHostsFile: quotedPath(knownHosts), GlobalKnownHostsFile: '/dev/null' }),
  };
  const given = Object.entries(options).map(([name, value]) => `-o${name}=${value}`);
  return ['ssh', ...ALWAYS, '-F', 'none', ...given].map(quoted).join(' ');
}

/** In ssh's own words, where a percent sign begins what it fills in. */
function quotedPath(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}

function quoted(word: string): string {
  return /^[\w=/.:,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
