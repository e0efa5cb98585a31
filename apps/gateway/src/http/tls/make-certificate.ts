import { isIP } from 'node:net';

// As strong as the ciphers that it is used with.
const KEY_BITS = 3072;
const VALID_DAYS = 825;
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/**
 * A self-signed certificate for the given host names and addresses, for evaluation; both as PEM. It is not a CA: clients that
 * trust it do not trust other certificates signed with its key.
 */
export async function makeCertificate(names: readonly string[]): Promise<{ cert: string; key: string }> {
  // Loaded on demand: it takes 17 MB and 0.2 s.
  const { generate } = await import('selfsigned');
  const made = await generate([{ name: 'commonName', value: 'Packyard self-signed' }], {
    keySize: KEY_BITS,
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 60_000),
    notAfterDate: new Date(Date.now() + VALID_DAYS * 24 * 3600 * 1000),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) =>
          isIP(name) === 0 ? { type: DNS_NAME, value: name } : { type: IP_ADDRESS, ip: name },
        ),
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}
