import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headersOfHost, objectStoreAccess, tlsFor } from './host-access';

const PACKYARD_HOST_ACCESS = {
  'packs.internal': { authorization: 'by host' },
  'packs.internal:8443': { authorization: 'by port' },
  'http://mirror.internal': { authorization: 'in the clear' },
  '127.0.0.1:8080': { authorization: 'of this machine' },
  localhost: { authorization: 'of this machine' },
  '[::1]': { authorization: 'of this machine' },
};
const sent = (url: string, verifySsl = true) =>
  headersOfHost(new URL(url), { PACKYARD_HOST_ACCESS }, verifySsl)['authorization'];

describe('the authorization of a host', () => {
  it.each([
    ['https://packs.internal/a', 'by host'],
    ['https://packs.internal:9000/a', 'by host'],
    ['https://packs.internal:8443/a', 'by port'],
    ['http://mirror.internal/a', 'in the clear'],
    ['http://mirror.internal:8080/a', 'in the clear'],
    ['http://127.0.0.1:8080/a', 'of this machine'],
    ['http://localhost:1234/a', 'of this machine'],
    ['http://[::1]:1234/a', 'of this machine'],
  ])('is sent to %s', (url, expected) => expect(sent(url)).toBe(expected));

  it.each([
    'http://packs.internal/a',
    'http://packs.internal:8443/a',
    'http://packs.internal:443/a',
    'https://mirror.internal/a',
    'http://127.0.0.1.evil.example:8080/a',
    'https://packs.internal.evil.example/a',
  ])('is not sent to %s', (url) => expect(sent(url)).toBeUndefined());

  it('is not sent to a host that has not shown to be it', () => {
    expect(sent('https://packs.internal/a', false)).toBeUndefined();
    expect(sent('https://localhost/a', false)).toBeUndefined();
  });
});

describe('the key of an object store', () => {
  const store = (host: string, region = 'eu-west-1') => ({
    [host]: { s3: { access_key_id: host, secret_access_key: 's', region } },
  });
  const access = {
    ...store('minio.internal:9000'),
    ...store('http://ceph.internal'),
    ...store('localhost'),
    'public.internal': { s3: { addressing: 'host' as const } },
  };
  const known = (url: string, verifySsl = true) =>
    objectStoreAccess(new URL(url), { PACKYARD_HOST_ACCESS: access }, verifySsl);

  it.each([
    ['https://minio.internal:9000', 'minio.internal:9000'],
    ['http://ceph.internal:7480', 'http://ceph.internal'],
    ['http://localhost:1234', 'localhost'],
  ])('goes to %s', (url, accessKeyId) => {
    expect(known(url)).toMatchObject({ isWithheld: false, credentials: { accessKeyId, secretAccessKey: 's' } });
  });

  it.each([
    ['http://minio.internal:9000', true],
    ['https://minio.internal:9000', false],
    ['https://ceph.internal', true],
  ])('does not go to %s with certificates verified: %s; where buckets are is known all the same', (url, verifySsl) => {
    expect(known(url, verifySsl)).toEqual({ isWithheld: true, region: 'eu-west-1', addressing: undefined });
  });

  it('goes to no other host', () => {
    for (const url of [
      'https://minio.internal',
      'https://minio.internal.evil.example:9000',
      'https://a.ceph.internal',
    ]) {
      expect(known(url)).toEqual({ isWithheld: false, region: undefined, addressing: undefined });
    }
    expect(known('https://public.internal')).toMatchObject({ isWithheld: false, addressing: 'host' });
  });
});

describe('certificates of the operator', () => {
  const folder = mkdtempSync(join(tmpdir(), 'packyard-pem-'));
  const text = join(folder, 'words.pem');
  writeFileSync(text, 'no certificate');
  const settings = (file: string) => ({
    PACKYARD_CA_FILE: { PACKYARD_CA_FILE: file, PACKYARD_HOST_ACCESS: undefined },
    PACKYARD_HOST_ACCESS: { PACKYARD_CA_FILE: undefined, PACKYARD_HOST_ACCESS: { h: { certificate_file: file } } },
  });

  it.each(['PACKYARD_CA_FILE', 'PACKYARD_HOST_ACCESS'] as const)('of %s that can not be used are named', (setting) => {
    for (const [file, why] of [
      [join(folder, 'missing.pem'), 'ENOENT'],
      [folder, 'EISDIR'],
      [text, 'nothing in PEM'],
    ] as const) {
      expect(() => tlsFor(new URL('https://h'), settings(file)[setting])).toThrow(
        expect.objectContaining({
          code: 'SOURCE_UNAVAILABLE',
          message: expect.stringMatching(new RegExp(`${file}.*${setting}.*${why}`)) as string,
        }) as Error,
      );
    }
  });
});
