import { npmLockedPackages, npmLockWithLocalArchives } from './npm-vendored-lockfile';
import { archiveName, lockedPackages, withLocalArchives } from './vendored-lockfile';

const LOCK = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      ms:
        specifier: '*'
        version: 2.1.3

packages:

  '@types/ms@0.7.34':
    resolution: {integrity: sha512-aaa==}

  far@https://h.example/far.tgz:
    resolution: {integrity: sha512-bbb==, tarball: https://h.example/far.tgz}
    version: 1.0.0

  own@file:vendor/own:
    resolution: {directory: vendor/own, type: directory}

  ms@2.1.3:
    resolution: {integrity: sha512-ccc==}
    engines: {node: '>=4'}

snapshots:

  ms@2.1.3: {}
`;

describe("pnpm's lock", () => {
  it('names archives by what finds them; folders of the pack have none', () => {
    expect(lockedPackages(LOCK)).toEqual([
      { id: '@types/ms@0.7.34', integrity: 'sha512-aaa==', spec: '@types/ms@0.7.34' },
      { id: 'far@https://h.example/far.tgz', integrity: 'sha512-bbb==', spec: 'https://h.example/far.tgz' },
      { id: 'ms@2.1.3', integrity: 'sha512-ccc==', spec: 'ms@2.1.3' },
    ]);
  });

  it('is the same with archives on the disk, apart from where they are', () => {
    const local = withLocalArchives(LOCK, ({ id }) => `/a b/$&-${id.length}.tgz`);
    expect(local).toContain('resolution: {integrity: sha512-ccc==, tarball: "file:/a b/$&-8.tgz"}');
    expect(local).toContain('resolution: {directory: vendor/own, type: directory}');
    expect(local).not.toContain('tarball: https:');
    expect(local.replace(/, tarball: [^}]*/g, '')).toBe(LOCK.replace(/, tarball: [^}]*/g, ''));
  });

  it.each([
    [
      'a repository',
      LOCK.replace('{integrity: sha512-ccc==}', '{type: git, repo: https://h.example/x.git, commit: abc}'),
    ],
    ['no hash', LOCK.replace('{integrity: sha512-ccc==}', '{tarball: file:/etc/passwd}')],
    [
      'a folder with a hash',
      LOCK.replace('{integrity: sha512-ccc==}', '{integrity: sha512-ccc==, type: directory, directory: /etc}'),
    ],
    [
      'a resolution in another form',
      LOCK.replace('resolution: {integrity: sha512-ccc==}', 'resolution:\n      tarball: file:/etc/passwd'),
    ],
    ['a resolution in quotes', `${LOCK}\n"reso\\u006cution": {}\n`],
    ['an anchor', LOCK.replace('{integrity: sha512-ccc==}', '&x {integrity: sha512-ccc==}')],
    ['an alias', `${LOCK}\n  x@1.0.0: *x\n`],
  ])('is refused with %s', (_what, lock) => {
    expect(() => lockedPackages(lock)).toThrow(expect.objectContaining({ code: 'ENVIRONMENT_FAILED' }));
  });

  it('gives packages archives of different names', () => {
    const names = ['@a/b@1', 'a/b@1', 'a-b@1', 'a-b-1'].map((id) => archiveName({ id, integrity: '', spec: '' }));
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9][\w.+-]*\.tgz$/);
  });
});

describe("npm's lock", () => {
  const lock = JSON.stringify({
    lockfileVersion: 3,
    packages: {
      'node_modules/@s/x': {
        version: '1.0.0',
        resolved: 'https://h.example/@s/x/-/x-1.0.0.tgz',
        integrity: 'sha512-a',
      },
      'node_modules/y/node_modules/@s/x': { version: '1.0.0', integrity: 'sha512-a' },
      'node_modules/alias': { name: 'real', version: '2.0.0', integrity: 'sha512-b' },
      'node_modules/inner': { resolved: 'packages/inner', link: true },
      'packages/inner': { version: '1.0.0' },
    },
  });

  it('names each package once, by its own name', () => {
    expect(npmLockedPackages(lock).map(({ id, spec }) => [id, spec])).toEqual([
      ['@s/x@1.0.0', '@s/x@1.0.0'],
      ['real@2.0.0', 'real@2.0.0'],
    ]);
  });

  it('is refused when it is none', () => {
    expect(() => npmLockedPackages('{')).toThrow(expect.objectContaining({ code: 'ENVIRONMENT_FAILED' }));
  });

  it('becomes one for the pack, with archives on the disk', () => {
    const manifest = { name: 'x', workspaces: ['packages/*'] };
    const local = JSON.parse(npmLockWithLocalArchives(lock, JSON.stringify(manifest), () => '/a.tgz')) as {
      packages: Record<string, { resolved?: string }>;
    };
    expect(local.packages['']).toEqual(manifest);
    expect(Object.values(local.packages).map(({ resolved }) => resolved)).toEqual([
      'file:/a.tgz',
      'file:/a.tgz',
      'file:/a.tgz',
      'packages/inner',
      undefined,
      undefined,
    ]);
  });
});
