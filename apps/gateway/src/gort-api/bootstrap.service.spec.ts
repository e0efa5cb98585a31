import { bundleProblems } from '@packyard/pack';
import { assertMayBootstrap } from './bootstrap.service';
import { ADMIN_PERMISSIONS, BUILT_IN_CONFIG } from './built-in-bundle';

describe('bootstrapping', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])('is allowed from %s', (address) => {
    expect(() => assertMayBootstrap(address, false)).not.toThrow();
  });

  it.each(['10.0.0.1', '192.0.2.127', '::', '::ffff:10.0.0.1', 'fe80::1', '1127.0.0.1', ''])(
    'is allowed from %j only when the configuration says so',
    (address) => {
      expect(() => assertMayBootstrap(address, false)).toThrow(/PACKYARD_ALLOW_BOOTSTRAP=true/);
      expect(() => assertMayBootstrap(address, false)).toThrow(expect.objectContaining({ status: 403 }));
      expect(() => assertMayBootstrap(address, true)).not.toThrow();
    },
  );

  it('installs a bundle that this server would take from anybody', () => {
    expect(bundleProblems(BUILT_IN_CONFIG)).toEqual([]);
    expect(BUILT_IN_CONFIG.permissions).toEqual(ADMIN_PERMISSIONS);
  });
});
