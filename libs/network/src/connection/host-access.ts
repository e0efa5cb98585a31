import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import type { NetworkConfig } from '@packyard/config';
import { type S3Credentials, UnavailableError } from '@packyard/contracts';

export type HostSettings = Pick<NetworkConfig, 'PACKYARD_CA_FILE' | 'PACKYARD_HOST_ACCESS'>;

/** What TLS needs to know of a host beyond its name: PEM texts. */
export interface HostTls {
  ca?: string[];
  cert?: string;
  key?: string;
}

/** Where these are, for programs that read them by themselves. */
export interface HostFiles {
  /** Trusted beside the well-known authorities. */
  authorities?: string;
  certificate?: string;
  key?: string;
}

/** Who is led somewhere by a stranger takes no credentials of others along. */
export function settingsAt<Settings extends HostSettings>(
  { origin }: URL,
  { hostAccessAt }: { hostAccessAt?: string | undefined },
  settings: Settings,
): Settings {
  return hostAccessAt === undefined || hostAccessAt === origin
    ? settings
    : { ...settings, PACKYARD_HOST_ACCESS: undefined };
}

/** Authorities that the operator added, and the certificate that a host wants to see of us; nothing where nothing is encrypted. */
export function tlsFor({ protocol, host }: URL, settings: HostSettings): HostTls {
  const { authorities, certificate, key } = protocol === 'https:' ? tlsFilesFor(host, settings) : {};
  return {
    ...(authorities === undefined ? {} : { ca: [...rootCertificates, readPem(authorities, 'PACKYARD_CA_FILE')] }),
    ...(certificate === undefined ? {} : { cert: readPem(certificate, ACCESS) }),
    ...(key === undefined ? {} : { key: readPem(key, ACCESS) }),
  };
}

const ACCESS = 'PACKYARD_HOST_ACCESS';

/** Read each time, so that they can be renewed; what is being renewed may be missing for a moment. */
function readPem(file: string, setting: string): string {
  const unusable = (why: string, cause?: unknown) =>
    new UnavailableError('SOURCE_UNAVAILABLE', `The file ${file} of ${setting} can't be used: ${why}.`, {
      hint: `Let ${setting} name a PEM file that the user who runs Packyard may read.`,
      cause,
    });
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw unusable(`it can't be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`, error);
  }
  if (!text.includes('-----BEGIN ')) throw unusable('it holds nothing in PEM');
  return text;
}

export function tlsFilesFor(
  host: string,
  { PACKYARD_CA_FILE: authorities, PACKYARD_HOST_ACCESS: access }: HostSettings,
): HostFiles {
  const { certificate_file: certificate, key_file: key } = accessOf(host, access) ?? {};
  return {
    ...(authorities === undefined ? {} : { authorities }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
  };
}

/** What ssh needs to know of a host, where the operator says anything of it. */
export function sshFilesFor(
  host: string,
  { PACKYARD_HOST_ACCESS: access }: Pick<HostSettings, 'PACKYARD_HOST_ACCESS'>,
): { key?: string; knownHosts?: string } | undefined {
  const { ssh_key_file: key, known_hosts_file: knownHosts } = accessOf(host, access) ?? {};
  if (key === undefined && knownHosts === undefined) return undefined;
  return { ...(key === undefined ? {} : { key }), ...(knownHosts === undefined ? {} : { knownHosts }) };
}

/**
 * The headers that a host wants, unless a source brings credentials of its own. They go only to who has shown to be that host,
 * so not in the clear: requests choose their URLs and whether certificates are verified. Excepted are this machine, and hosts
 * that the operator has named with `http://`.
 */
export function headersOfHost(
  url: URL,
  settings: Pick<HostSettings, 'PACKYARD_HOST_ACCESS'>,
  verifySsl: boolean,
): Record<string, string> {
  const { authorization } = confidedTo(url, settings, verifySsl) ?? {};
  return authorization === undefined ? {} : { authorization };
}

/** What the operator has said of an object store. */
export interface ObjectStoreAccess {
  credentials?: S3Credentials;
  /** There are some, which do not go there like this. */
  isWithheld: boolean;
  region?: string | undefined;
  addressing?: 'path' | 'host' | undefined;
}

/** Credentials by the same rules as headers; where buckets are and how they are asked is no secret. */
export function objectStoreAccess(
  endpoint: URL,
  settings: Pick<HostSettings, 'PACKYARD_HOST_ACCESS'>,
  verifySsl: boolean,
): ObjectStoreAccess {
  const { host } = endpoint;
  const { PACKYARD_HOST_ACCESS: access } = settings;
  const known = confidedTo(endpoint, settings, verifySsl)?.s3;
  const named = known ?? accessOf(host, access)?.s3 ?? accessOf(host, access, 'http://')?.s3;
  const { region, addressing, access_key_id: accessKeyId, secret_access_key: secretAccessKey } = named ?? {};
  if (accessKeyId === undefined || secretAccessKey === undefined) return { region, addressing, isWithheld: false };
  if (known === undefined) return { region, addressing, isWithheld: true };
  const session = known.session_token === undefined ? {} : { sessionToken: known.session_token };
  return { region, addressing, isWithheld: false, credentials: { accessKeyId, secretAccessKey, ...session } };
}

function confidedTo(
  { protocol, host, hostname }: URL,
  { PACKYARD_HOST_ACCESS: access }: Pick<HostSettings, 'PACKYARD_HOST_ACCESS'>,
  verifySsl: boolean,
) {
  const inTheClear = protocol === 'https:' ? undefined : accessOf(host, access, 'http://');
  const mayKnow = protocol === 'https:' ? verifySsl : LOOPBACK.test(hostname);
  return inTheClear ?? (mayKnow ? accessOf(host, access) : undefined);
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** By host and port first, then by host alone. */
function accessOf(host: string, access: HostSettings['PACKYARD_HOST_ACCESS'], prefix = '') {
  return access?.[prefix + host] ?? access?.[prefix + host.replace(/:\d+$/, '')];
}
