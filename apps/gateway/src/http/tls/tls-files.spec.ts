import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
import { temporaryFolder } from '@packyard/testing';
import { makeCertificate } from './make-certificate';
import { findTls, type TlsFiles } from './tls-files';

const folder = temporaryFolder();

const extensions = (isAuthority: boolean) => [
  { name: 'basicConstraints' as const, cA: isAuthority, critical: true },
  { name: 'keyUsage' as const, digitalSignature: true, keyCertSign: isAuthority, critical: true },
  { name: 'subjectAltName' as const, altNames: [{ type: 2 as const, value: 'elsewhere' }] },
];

/** As earlier versions made it. */
async function makeAuthority(): Promise<TlsFiles> {
  const made = await generate([{ name: 'commonName', value: 'An authority' }], {
    algorithm: 'sha256',
    extensions: extensions(true),
  });
  return { cert: made.cert, key: made.private };
}

/** A certificate for another host, signed with the given one. */
async function forgeWith(signer: TlsFiles): Promise<TlsFiles> {
  const made = await generate([{ name: 'commonName', value: 'elsewhere' }], {
    algorithm: 'sha256',
    ca: signer,
    extensions: extensions(false),
  });
  return { cert: made.cert, key: made.private };
}

/** Whether a client that trusts the first certificate takes the second for the given host. */
async function isTrusted(trusted: string, served: TlsFiles, host: string): Promise<boolean> {
  const server = createServer(served, (socket) => socket.end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', servername: host, ca: trusted });
  const isAccepted = await once(socket, 'secureConnect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  await promisify(server.close.bind(server))();
  return isAccepted;
}

const config = {
  PACKYARD_HOME: join(folder, 'home'),
  PACKYARD_HOST: '10.1.2.3',
  PACKYARD_TLS: 'off' as const,
  PACKYARD_TLS_CERT: undefined,
  PACKYARD_TLS_KEY: undefined,
};

describe('what the gateway serves HTTPS with', () => {
  it('is nothing unless that is asked for', async () => {
    expect(await findTls(config)).toBeUndefined();
  });

  it('is a certificate for this machine that is made once', async () => {
    const made = await findTls({ ...config, PACKYARD_TLS: 'self-signed' });
    const { subjectAltName } = new X509Certificate(made?.cert ?? '');
    for (const name of ['DNS:localhost', 'IP Address:127.0.0.1', 'IP Address:10.1.2.3']) {
      expect(subjectAltName).toContain(name);
    }
    expect(await findTls({ ...config, PACKYARD_TLS: 'self-signed' })).toEqual(made);
    expect(await findTls({ ...config, PACKYARD_TLS_CERT: made?.cert, PACKYARD_TLS_KEY: made?.key })).toEqual(made);
  });

  it('is made anew when a gateway died before both files were there', async () => {
    const home = join(folder, 'half');
    mkdirSync(join(home, 'tls'), { recursive: true });
    writeFileSync(join(home, 'tls/key.pem'), 'half a key');
    const half = { ...config, PACKYARD_HOME: home, PACKYARD_TLS: 'self-signed' as const };
    const made = await findTls(half);
    expect(await findTls({ ...config, PACKYARD_TLS_CERT: made?.cert, PACKYARD_TLS_KEY: made?.key })).toEqual(made);
    expect(await findTls(half)).toEqual(made);
    expect(readdirSync(home)).toEqual(['tls']);
  });

  it('may be trusted without trusting whatever its key signs', async () => {
    const made = await makeCertificate(['localhost', '127.0.0.1']);
    const certificate = new X509Certificate(made.cert);
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    // The critical extension keyUsage with digitalSignature and keyEncipherment, and nothing else.
    expect(certificate.raw.includes(Buffer.from('0603551d0f0101ff0404030205a0', 'hex'))).toBe(true);
    expect(await isTrusted(made.cert, made, 'localhost')).toBe(true);
    expect(await isTrusted(made.cert, await forgeWith(made), 'elsewhere')).toBe(false);
    const authority = await makeAuthority();
    expect(await isTrusted(authority.cert, await forgeWith(authority), 'elsewhere')).toBe(true);
  });

  it('is made anew when an earlier Packyard made one that its key can sign others with', async () => {
    const folderOfOld = join(folder, 'old/tls');
    mkdirSync(folderOfOld, { recursive: true });
    const old = await makeAuthority();
    writeFileSync(join(folderOfOld, 'cert.pem'), old.cert);
    writeFileSync(join(folderOfOld, 'key.pem'), old.key);
    const found = await findTls({ ...config, PACKYARD_HOME: join(folder, 'old'), PACKYARD_TLS: 'self-signed' });
    expect(new X509Certificate(found?.cert ?? '').ca).toBe(false);
    expect(found?.key).not.toBe(old.key);
  });

  it('has to be complete, and a certificate', async () => {
    await expect(findTls({ ...config, PACKYARD_TLS_CERT: 'x' })).rejects.toThrow(
      'PACKYARD_TLS_CERT is set without PACKYARD_TLS_KEY.',
    );
    await expect(findTls({ ...config, PACKYARD_TLS_KEY: 'x' })).rejects.toThrow(
      'PACKYARD_TLS_KEY is set without PACKYARD_TLS_CERT.',
    );
    await expect(findTls({ ...config, PACKYARD_TLS_CERT: 'x', PACKYARD_TLS_KEY: 'y' })).rejects.toThrow(
      'is no certificate',
    );
    const { cert, key } = await makeCertificate(['localhost']);
    const { key: another } = await makeCertificate(['localhost']);
    for (const wrong of ['y', another, cert]) {
      await expect(findTls({ ...config, PACKYARD_TLS_CERT: cert, PACKYARD_TLS_KEY: wrong })).rejects.toThrow(
        'PACKYARD_TLS_KEY is not the key of PACKYARD_TLS_CERT',
      );
    }
    expect(await findTls({ ...config, PACKYARD_TLS_CERT: cert, PACKYARD_TLS_KEY: key })).toEqual({ cert, key });
  });
});
