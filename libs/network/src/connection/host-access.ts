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

/** The headers that a host wants, unless a source brings credentials of its own. */
export function headersOfHost(host: string, { PACKYARD_HOST_ACCESS: access }: HostSettings): Record<string, string> {
  const { authorization } = accessOf(host, access) ?? {};
  return authorization === undefined ? {} : { authorization };
}

/** By host and port first, then by host alone. */
function accessOf(host: string, access: HostSettings['PACKYARD_HOST_ACCESS']) {
  return access?.[host] ?? access?.[host.replace(/:\d+$/, '')];
}
