import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, type ConnectionOptions, createServer } from 'node:tls';
import { makeCertificate } from './make-certificate';
import { tlsSettings } from './tls-settings';

describe('what is spoken over HTTPS', () => {
  const server = createServer((socket) => socket.end());
  // Whoever is refused is told by an alert; the server has nothing to add.
  server.on('tlsClientError', () => undefined);
  let cert: string;

  beforeAll(async () => {
    const made = await makeCertificate(['localhost']);
    ({ cert } = made);
    server.setSecureContext(tlsSettings(made));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  async function spoken(options: ConnectionOptions): Promise<string> {
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: cert, ...options });
    try {
      await once(socket, 'secureConnect');
      return `${socket.getProtocol() ?? ''} ${socket.getCipher().name}`;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? String(error);
    } finally {
      socket.destroy();
    }
  }

  it.each([
    [{}, 'TLSv1.3 TLS_AES_256_GCM_SHA384'],
    [{ maxVersion: 'TLSv1.2' }, 'TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384'],
    [
      { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384' },
      'TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384',
    ],
  ] as const)('is the strongest that both know: %j', async (options, expected) => {
    expect(await spoken(options)).toBe(expected);
  });

  it.each([
    ['keys that are of use later', { maxVersion: 'TLSv1.2', ciphers: 'AES256-GCM-SHA384' }],
    ['CBC', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-SHA384' }],
    ['TLS 1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }],
  ] as const)('is never %s', async (_what, options) => {
    expect(await spoken(options)).toMatch(/^(ERR_SSL_|ECONNRESET|EPROTO)/);
  });
});
