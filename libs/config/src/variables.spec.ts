import { GatewayConfig } from './fragments';
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
