import { GatewayConfig, NetworkConfig, WorkerConfig } from './fragments';
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

describe('counts', () => {
  it.each(['99999', '-1', '1.5', 'abc'])('say what is allowed instead of %s', (text) => {
    expect(() => readConfig(WorkerConfig, { PACKYARD_HEALTH_PORT: text })).toThrow(
      'PACKYARD_HEALTH_PORT: must be a whole number from 0 to 65535',
    );
  });
});
