import { join } from 'node:path';
import { SourceLimits } from './source-limits';

const STORE = '/srv/packyard/store/packs';

describe('SourceLimits', () => {
  const limits = new SourceLimits([{ sources: ['registry:slack'] }], STORE);
  const assertLocal = (given: object) => () =>
    limits.assertSource({ kind: 'local', path: join(STORE, 'slack/1.0.0-abc'), ...given }, undefined);

  it('take an installed version for what its pack is called', () => {
    expect(assertLocal({})).not.toThrow();
    expect(assertLocal({ path: join(STORE, 'mail/1.0.0-abc') })).toThrow(/none of the sources/);
  });

  it.each([
    [{ path: join(STORE, 'slack/1.0.0-abc/vendor/mail') }],
    [{ path: join(STORE, 'slack') }],
    [{ subPath: 'vendor/mail' }],
    [{ refSpec: 'v1' }],
  ])('do not take what lies in one for it: %j', (given) => {
    expect(assertLocal(given)).toThrow(/none of the sources/);
  });
});
