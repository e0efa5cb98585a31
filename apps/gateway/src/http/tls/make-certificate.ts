import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { md, pki } from 'node-forge';

const KEY_BITS = 2048;
const VALID_DAYS = 825;
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/**
 * A certificate for trying out, signed by itself, for the given host names and addresses; both as PEM. It is no authority:
 * whoever trusts it trusts its key for these names, and not for whatever others it could sign.
 */
export function makeCertificate(names: readonly string[]): { cert: string; key: string } {
  const pem = generateKeyPairSync('rsa', {
    modulusLength: KEY_BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = pki.createCertificate();
  certificate.publicKey = pki.publicKeyFromPem(pem.publicKey);
  // Positive, as the standard demands.
  certificate.serialNumber = `01${randomBytes(8).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() - 60_000);
  certificate.validity.notAfter = new Date(Date.now() + VALID_DAYS * 24 * 3600 * 1000);
  const subject = [{ name: 'commonName', value: 'Packyard, self-signed' }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: names.map((name) =>
        isIP(name) === 0 ? { type: DNS_NAME, value: name } : { type: IP_ADDRESS, ip: name },
      ),
    },
  ]);
  certificate.sign(pki.privateKeyFromPem(pem.privateKey), md.sha256.create());
  return { cert: pki.certificateToPem(certificate), key: pem.privateKey };
}
