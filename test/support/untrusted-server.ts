import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

// Made for this file and known to everybody, so they vouch for nothing: which is what they are here for.
const PEM = (kind: string, ...lines: string[]) =>
  [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`, ''].join('\n');
const KEY = PEM(
  'PRIVATE KEY',
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgaZK9BgsZqqRPv2LW',
  'g9amxFOxWJTA51jn5dkJRidxVYqhRANCAASpa09OZjuVc+Kf4Fem/c/H+OzGUpWB',
  'UnGRqJX0EDMJU/PnlzwGZDZzB9AS4gHmX1B8VfAJJyf/cXeuQzeJDWZz',
);
const CERTIFICATE = PEM(
  'CERTIFICATE',
  'MIIBfTCCASOgAwIBAgIUHcYZdJ/YRD3+gYuSJsXw3jmbtgMwCgYIKoZIzj0EAwIw',
  'EzERMA8GA1UEAwwIbG9vcGJhY2swIBcNMjYxMTIzMTcxMDU3WhgPMjEyNjEwMzAx',
  'NzEwNTdaMBMxETAPBgNVBAMMCGxvb3BiYWNrMFkwEwYHKoZIzj0CAQYIKoZIzj0D',
  'AQcDQgAEqWtPTmY7lXPin+BXpv3Px/jsxlKVgVJxkaiV9BAzCVPz55c8BmQ2cwfQ',
  'EuIB5l9QfFXwCScn/3F3rkM3iQ1mc6NTMFEwHQYDVR0OBBYEFIPwPKPFBWUw/2u7',
  'rIi3Xn7jB/GEMB8GA1UdIwQYMBaAFIPwPKPFBWUw/2u7rIi3Xn7jB/GEMA8GA1Ud',
  'EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgWTtxoxVD+IB4zWGJGJqUrBqq',
  'W7xhTk/imn85owERnm0CIQD9E6KruTddubqZYQGGPkedrmAugql45ARZNIPDfZ8D',
  '7Q==',
);

export const UNTRUSTED = { key: KEY, cert: CERTIFICATE };

/** Serves one file over HTTPS with a certificate that nobody has reason to trust. */
export async function startUntrustedServer(file: string): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(UNTRUSTED, (_request, response) => {
    response.end(readFileSync(file));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
