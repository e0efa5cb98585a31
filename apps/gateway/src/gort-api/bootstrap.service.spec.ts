import { bundleProblems } from '@packyard/pack';
import { assertMayBootstrap } from './bootstrap.service';
import { ADMIN_PERMISSIONS, BUILT_IN_CONFIG } from './built-in-bundle';

const from = (address: string, headers: Record<string, string> = {}) => ({
  address,
  headers: { host: 'localhost:8080', ...headers },
});

describe('bootstrapping', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])('is allowed from %s', (address) => {
    expect(() => assertMayBootstrap(from(address), false)).not.toThrow();
  });

  it.each(['10.0.0.1', '192.0.2.127', '::', '::ffff:10.0.0.1', 'fe80::1', '1127.0.0.1', ''])(
    'is allowed from %j only when the configuration says so',
    (address) => {
      expect(() => assertMayBootstrap(from(address), false)).toThrow(/PACKYARD_ALLOW_BOOTSTRAP=true/);
      expect(() => assertMayBootstrap(from(address), false)).toThrow(expect.objectContaining({ status: 403 }));
      expect(() => assertMayBootstrap(from(address), true)).not.toThrow();
    },
  );

  it.each(['127.0.0.1:8080', '[::1]:8080', 'LOCALHOST'])('is allowed when it is asked of %s', (host) => {
    expect(() => assertMayBootstrap(from('127.0.0.1', { host }), false)).not.toThrow();
  });

  it.each([
    ['a page of another origin', { origin: 'https://page.example' }],
    ['a page in any browser', { 'sec-fetch-site': 'same-origin' }],
    ['a name that leads here', { host: 'rebound.example:8080' }],
    ['a name that only begins right', { host: '127.0.0.1.example' }],
    ['a proxy', { 'x-forwarded-for': '203.0.113.9' }],
    ['another proxy', { forwarded: 'for=203.0.113.9' }],
  ])('is not for %s, although it comes from this machine', (_who, headers) => {
    expect(() => assertMayBootstrap(from('127.0.0.1', headers), false)).toThrow(/PACKYARD_ALLOW_BOOTSTRAP=true/);
    expect(() => assertMayBootstrap(from('127.0.0.1', headers), true)).not.toThrow();
  });

  it('installs a bundle that this server would take from anybody', () => {
    expect(bundleProblems(BUILT_IN_CONFIG)).toEqual([]);
    expect(BUILT_IN_CONFIG.permissions).toEqual(ADMIN_PERMISSIONS);
  });
});
