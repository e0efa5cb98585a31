import { GatewayConfig, NetworkConfig, RegistryConfig, WorkerConfig } from './setting-schemas';
import { readConfig } from './load-config';

describe('PACKYARD_TRUSTED_PROXIES', () => {
  it('takes addresses and networks', () => {
    const proxies = '10.0.0.7, 192.168.0.0/16,2001:db8::/32,::1';
    expect(readConfig(GatewayConfig, { PACKYARD_TRUSTED_PROXIES: proxies }).PACKYARD_TRUSTED_PROXIES).toEqual(
      proxies.split(/, ?/),
    );
    expect(readConfig(GatewayConfig, {}).PACKYARD_TRUSTED_PROXIES).toEqual([]);
  });

  it.each(['proxy', '10.0.0', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/x', '*'])(
    'refuses %s',
    (text) => {
      expect(() => readConfig(GatewayConfig, { PACKYARD_TRUSTED_PROXIES: text })).toThrow(
        'PACKYARD_TRUSTED_PROXIES: must be addresses or networks such as 10.0.0.0/8, separated by commas',
      );
    },
  );
});

describe('PACKYARD_ALLOW_PRIVATE_NETWORKS', () => {
  const read = (text: string) => readConfig(NetworkConfig, { PACKYARD_ALLOW_PRIVATE_NETWORKS: text });

  it.each(['true', 'false', '10.0.0.0/8', '10.0.0.7', '10.0.0.0/8, fd00::/8'])('takes %s', (text) => {
    expect(read(text).PACKYARD_ALLOW_PRIVATE_NETWORKS).toBe(text);
  });

  it.each(['10.0.0.0/99', 'yes', '10.0.0.0/8,', 'localhost', '10.0.0.0/8;127.0.0.0/8'])('refuses %s', (text) => {
    expect(() => read(text)).toThrow('PACKYARD_ALLOW_PRIVATE_NETWORKS: must be true, false, or addresses and networks');
  });
});

describe('settings that fail only when they are used', () => {
  const refused = (settings: Record<string, string>) => expect(() => readConfig(NetworkConfig, settings));

  it('are refused at the start', () => {
    refused({ PACKYARD_CA_FILE: '/no/such.pem' }).toThrow('PACKYARD_CA_FILE: cannot be read (ENOENT)');
    refused({ PACKYARD_CA_FILE: __filename }).toThrow('PACKYARD_CA_FILE: must be a file of certificates in PEM');
    const access = JSON.stringify({ h: { authorization: 'Bearer a-secret\n' } });
    refused({ PACKYARD_HOST_ACCESS: access }).toThrow('PACKYARD_HOST_ACCESS.h.authorization: must be one line');
    refused({ PACKYARD_HOST_ACCESS: access }).not.toThrow('a-secret');
  });
});

describe('PACKYARD_REGISTRIES', () => {
  const read = (text: string) => readConfig(RegistryConfig, { PACKYARD_REGISTRIES: text });

  it('takes what an index can be read from', () => {
    const places = [
      'https://h/index.json?a=b',
      'http://h',
      'file:///srv/index.json',
      'file:/srv/index.json',
      '/srv/index.json',
    ];
    expect(read(places.join(', ')).PACKYARD_REGISTRIES).toEqual(places);
    expect(read('').PACKYARD_REGISTRIES).toEqual([]);
  });

  it.each([
    'ftp://x',
    './index.json',
    'index.example',
    'https://',
    'https://h/a,b',
    'https:h',
    'file://host/i.json',
    'file:i',
  ])('refuses %s', (text) => {
    expect(() => read(text)).toThrow(
      'PACKYARD_REGISTRIES: must be http://, https:// or file:// URLs, or absolute paths',
    );
  });
});

describe('folders', () => {
  const read = (text: string) => readConfig(NetworkConfig, { PACKYARD_LOCAL_ROOTS: text, PACKYARD_WRITE_ROOTS: text });

  it('are absolute paths', () => {
    expect(read('/srv/packs/, /srv/../opt').PACKYARD_LOCAL_ROOTS).toEqual(['/srv/packs', '/opt']);
    for (const text of ['relative/path', './packs', '~/packs', '/srv, packs'])
      for (const name of ['PACKYARD_LOCAL_ROOTS', 'PACKYARD_WRITE_ROOTS'])
        expect(() => read(text)).toThrow(`${name}: must be absolute paths of folders, separated by commas`);
  });
});

describe('counts', () => {
  it.each(['99999', '-1', '1.5', 'abc'])('say what is allowed instead of %s', (text) => {
    expect(() => readConfig(WorkerConfig, { PACKYARD_HEALTH_PORT: text })).toThrow(
      'PACKYARD_HEALTH_PORT: must be a whole number from 0 to 65535',
    );
  });
});
