import type { TlsFiles } from './tls-files';

/** All of them are authenticated encryption, with keys that are of no use to who learns the server's later. */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  ...['AES256-GCM-SHA384', 'CHACHA20-POLY1305', 'AES128-GCM-SHA256'].flatMap((cipher) => [
    `ECDHE-ECDSA-${cipher}`,
    `ECDHE-RSA-${cipher}`,
  ]),
];

/** How we serve by HTTPS: by TLS 1.2 or later, and with nothing that would have to be explained. */
export function tlsSettings(files: TlsFiles) {
  return { ...files, minVersion: 'TLSv1.2', ciphers: CIPHERS.join(':'), honorCipherOrder: true } as const;
}
