import { join } from 'node:path';
import { TokenSourcePolicy } from './token-source-policy';

const STORE = '/srv/packyard/store/packs';

describe('TokenSourcePolicy', () => {
  const limits = new TokenSourcePolicy([{ sources: ['registry:slack'] }], STORE);
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

  it.each([
    ['git@git.example.org:team/*', 'git@git.example.org:team/x.git', true],
    ['ssh://git@git.example.org/~/team/*', 'git@git.example.org:team/x.git', true],
    ['ssh://git@git.example.org/team/*', 'git@git.example.org:team/x.git', false],
    ['ssh://git@git.example.org/team/*', 'git@git.example.org:/team/x.git', true],
    ['ssh://git@git.example.org/team/*', 'ssh://git@git.example.org/team/x.git', true],
    ['https://git.example.org/team/*', 'https://git.example.org/team/x.git', true],
    ['https://git.example.org/team/*', 'https://git.example.org/others/x.git', false],
    ['https://git.example.org/team/*', 'nothing:that can be read', false],
  ])('with %s, judge %s as a source and as a submodule alike', (pattern, url, isWithin) => {
    const limited = new TokenSourcePolicy([{ sources: [pattern] }], STORE);
    const asSource = () => limited.assertSource({ kind: 'git', url }, undefined);
    const asSubmodule = () => limited.redirectCheck.mayLeadTo?.(url);
    const outcomes = [asSource, asSubmodule].map((judge) => {
      try {
        judge();
        return 'within';
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
    expect(outcomes).toEqual(isWithin ? ['within', 'within'] : ['FORBIDDEN', 'FORBIDDEN']);
  });
});
