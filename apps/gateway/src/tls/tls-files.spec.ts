import { X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { makeCertificate } from './make-certificate';
import { findTls } from './tls-files';

const folder = temporaryFolder();
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
