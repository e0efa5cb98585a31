import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import type { NetworkConfig } from '@packyard/config';

export type HostSettings = Pick<NetworkConfig, 'PACKYARD_CA_FILE' | 'PACKYARD_HOST_ACCESS'>;

/** What TLS needs to know of a host beyond its name: PEM texts. */
export interface HostTls {
  ca?: string[];
  cert?: string;
  key?: string;
}

/** Authorities that the operator added, and the certificate that a host wants to see of us. */
export function tlsFor(
  host: string,
  { PACKYARD_CA_FILE: caFile, PACKYARD_HOST_ACCESS: access }: HostSettings,
): HostTls {
  const { certificate_file: certificate, key_file: key } = accessOf(host, access) ?? {};
  return {
    ...(caFile === undefined ? {} : { ca: [...rootCertificates, readFileSync(caFile, 'utf8')] }),
    ...(certificate === undefined ? {} : { cert: readFileSync(certificate, 'utf8') }),
    ...(key === undefined ? {} : { key: readFileSync(key, 'utf8') }),
  };
}

/**
 * The headers that a host wants, unless a source brings credentials of its own. They go only to who has shown to be that host,
 * so not in the clear: requests choose their URLs and whether certificates are verified. Excepted are this machine, and hosts
 * that the operator has named with `http://`.
 */
export function headersOfHost(
  { protocol, host, hostname }: URL,
  { PACKYARD_HOST_ACCESS: access }: Pick<HostSettings, 'PACKYARD_HOST_ACCESS'>,
  verifySsl: boolean,
): Record<string, string> {
  const inTheClear = protocol === 'https:' ? undefined : accessOf(host, access, 'http://');
  const mayKnow = protocol === 'https:' ? verifySsl : LOOPBACK.test(hostname);
  const { authorization } = inTheClear ?? (mayKnow ? accessOf(host, access) : undefined) ?? {};
  return authorization === undefined ? {} : { authorization };
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** By host and port first, then by host alone. */
function accessOf(host: string, access: HostSettings['PACKYARD_HOST_ACCESS'], prefix = '') {
  return access?.[prefix + host] ?? access?.[prefix + host.replace(/:\d+$/, '')];
}
