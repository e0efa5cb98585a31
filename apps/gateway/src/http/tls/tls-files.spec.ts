import { X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { md, pki } from 'node-forge';
import { temporaryFolder } from '@packyard/testing';
import { makeCertificate } from './make-certificate';
import { findTls } from './tls-files';

const folder = temporaryFolder();

/** As they were made once. */
function makeAuthority(): { cert: string; key: string } {
  const { cert, key } = makeCertificate(['localhost']);
  const certificate = pki.certificateFromPem(cert);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'keyUsage', keyCertSign: true },
  ]);
  certificate.sign(pki.privateKeyFromPem(key), md.sha256.create());
  return { cert: pki.certificateToPem(certificate), key };
}

const config = {
  PACKYARD_HOME: join(folder, 'home'),
  PACKYARD_HOST: '10.1.2.3',
  PACKYARD_TLS: 'off' as const,
  PACKYARD_TLS_CERT: undefined,
  PACKYARD_TLS_KEY: undefined,
};

describe('what the gateway serves HTTPS with', () => {
  it('is nothing unless that is asked for', () => {
    expect(findTls(config)).toBeUndefined();
  });

  it('is a certificate for this machine that is made once', () => {
    const made = findTls({ ...config, PACKYARD_TLS: 'self-signed' });
    const { subjectAltName } = new X509Certificate(made?.cert ?? '');
    for (const name of ['DNS:localhost', 'IP Address:127.0.0.1', 'IP Address:10.1.2.3']) {
      expect(subjectAltName).toContain(name);
    }
    expect(findTls({ ...config, PACKYARD_TLS: 'self-signed' })).toEqual(made);
    expect(findTls({ ...config, PACKYARD_TLS_CERT: made?.cert, PACKYARD_TLS_KEY: made?.key })).toEqual(made);
  });

  it('is made anew when a gateway died before both files were there', () => {
    const home = join(folder, 'half');
    mkdirSync(join(home, 'tls'), { recursive: true });
    writeFileSync(join(home, 'tls/key.pem'), 'half a key');
    const half = { ...config, PACKYARD_HOME: home, PACKYARD_TLS: 'self-signed' as const };
    const made = findTls(half);
    expect(findTls({ ...config, PACKYARD_TLS_CERT: made?.cert, PACKYARD_TLS_KEY: made?.key })).toEqual(made);
    expect(findTls(half)).toEqual(made);
    expect(readdirSync(home)).toEqual(['tls']);
  });

  it('may be trusted without trusting whatever its key signs', () => {
    const { cert } = makeCertificate(['localhost', '127.0.0.1']);
    const certificate = new X509Certificate(cert);
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    const usage = pki.certificateFromPem(cert).getExtension('keyUsage');
    expect(usage).toMatchObject({ keyCertSign: false, cRLSign: false, digitalSignature: true, keyEncipherment: true });
  });

  it('is made anew when an earlier Packyard made one that its key can sign others with', () => {
    const folderOfOld = join(folder, 'old/tls');
    mkdirSync(folderOfOld, { recursive: true });
    const old = makeAuthority();
    writeFileSync(join(folderOfOld, 'cert.pem'), old.cert);
    writeFileSync(join(folderOfOld, 'key.pem'), old.key);
    const found = findTls({ ...config, PACKYARD_HOME: join(folder, 'old'), PACKYARD_TLS: 'self-signed' });
    expect(new X509Certificate(found?.cert ?? '').ca).toBe(false);
    expect(found?.key).not.toBe(old.key);
  });

  it('has to be complete, and a certificate', () => {
    expect(() => findTls({ ...config, PACKYARD_TLS_CERT: 'x' })).toThrow(
      'PACKYARD_TLS_CERT is set without PACKYARD_TLS_KEY.',
    );
    expect(() => findTls({ ...config, PACKYARD_TLS_KEY: 'x' })).toThrow(
      'PACKYARD_TLS_KEY is set without PACKYARD_TLS_CERT.',
    );
    expect(() => findTls({ ...config, PACKYARD_TLS_CERT: 'x', PACKYARD_TLS_KEY: 'y' })).toThrow('is no certificate');
    const { cert, key } = makeCertificate(['localhost']);
    const another = makeCertificate(['localhost']).key;
    for (const wrong of ['y', another, cert]) {
      expect(() => findTls({ ...config, PACKYARD_TLS_CERT: cert, PACKYARD_TLS_KEY: wrong })).toThrow(
        'PACKYARD_TLS_KEY is not the key of PACKYARD_TLS_CERT',
      );
    }
    expect(findTls({ ...config, PACKYARD_TLS_CERT: cert, PACKYARD_TLS_KEY: key })).toEqual({ cert, key });
  });
});
