import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NetworkPolicy } from '@packyard/network';
import { assertReadSoon, hostileTexts, scaledRuns, temporaryFolder } from '@packyard/testing';
import fc from 'fast-check';
import { ForeignUrls } from './foreign-urls';
import { lockNames } from './lockfile-names';
import { checkLockText, checkNpmFiles, checkResolvedLock } from './npm-files-check';

const folder = temporaryFolder();
const root = join(folder, 'pack');
const urls = new ForeignUrls(new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'false' }));
mkdirSync(join(root, 'vendor/own'), { recursive: true });
mkdirSync(join(folder, 'out'));
symlinkSync(folder, join(root, 'linked'));
const { signal } = new AbortController();
/** What is long is read in a process; `lockfile-reader.int-spec.ts` proves that it comes to the same. */
const check = async (text: string, file: string) =>
  text.length > 256 * 2 ** 10 ? void lockNames(text, file) : checkLockText(text, file, { root, urls, signal });

const pnpmLock = (id: string, resolution: string, more = '') => `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      a:
        specifier: 1.0.0
        version: 1.0.0

packages:

  ${id}:
    resolution: ${resolution}

snapshots:

  ${id}: {}
${more}`;
const npmLock = (path: string, entry: object) =>
  JSON.stringify({ lockfileVersion: 3, packages: { '': {}, [path]: entry } });

const OUTSIDE: [string, string, string][] = [
  ['a folder', 'pnpm-lock.yaml', pnpmLock('a@1.0.0', '{directory: ../out, type: directory}')],
  ['a folder of a pack', 'pnpm-lock.yaml', pnpmLock('a@file:a', '{directory: ../out, type: directory}')],
  ['an absolute folder', 'pnpm-lock.yaml', pnpmLock('a@1.0.0', '{directory: /out, type: directory}')],
  ['a folder of a home', 'pnpm-lock.yaml', pnpmLock('a@1.0.0', '{directory: ~/out, type: directory}')],
  ['a folder behind a link', 'pnpm-lock.yaml', pnpmLock('a@1.0.0', '{directory: linked/out, type: directory}')],
  ['an escape', 'pnpm-lock.yaml', pnpmLock('a@1.0.0', '{"director\\u0079": "\\x2e./out", type: directory}')],
  [
    'a field below',
    'pnpm-lock.yaml',
    pnpmLock('a@1.0.0', '\n      # as it is\n      type: directory\n      directory: >-\n        ../out'),
  ],
  ['an archive', 'pnpm-lock.yaml', pnpmLock('a@1.0.0', '{integrity: sha512-a, tarball: file:../a.tgz}')],
  ['a plain archive', 'pnpm-lock.yaml', pnpmLock('a@1.0.0', '{integrity: sha512-a, tarball: ../a.tgz}')],
  ['a repository', 'pnpm-lock.yaml', pnpmLock('a@1.0.0', '{type: git, repo: ../out, commit: abc}')],
  [
    'a folder of a repository',
    'pnpm-lock.yaml',
    pnpmLock('a@1', '{type: git, repo: https://h.example/x, path: /../out}'),
  ],
  [
    'a variant',
    'pnpm-lock.yaml',
    pnpmLock('a@1', '{type: variations, variants: [{resolution: {directory: ../out, type: directory}}]}'),
  ],
  [
    'a link',
    'pnpm-lock.yaml',
    pnpmLock('a@1.0.0', '{integrity: sha512-a}', '\n  b@1.0.0:\n    dependencies:\n      c: link:../out\n'),
  ],
  ['a link from the root', 'pnpm-lock.yaml', 'overrides:\n  a: link:<root>/../out\n'],
  ['an identifier', 'pnpm-lock.yaml', pnpmLock('a@file:../out', '{integrity: sha512-a}')],
  ['a peer', 'pnpm-lock.yaml', pnpmLock("'a@1.0.0(b@file:../out)'", '{integrity: sha512-a}')],
  ['a patch', 'pnpm-lock.yaml', 'patchedDependencies:\n  a@1.0.0:\n    hash: abc\n    path: ../x.patch\n'],
  ['an override', 'pnpm-lock.yaml', 'overrides:\n  a: link:../out\n'],
  ['an importer', 'pnpm-lock.yaml', 'importers:\n  ../out:\n    dependencies: {}\n'],
  [
    'a link of an importer',
    'pnpm-lock.yaml',
    'importers:\n  vendor/own:\n    dependencies:\n      a:\n        version: link:../../../out\n',
  ],
  ['a folder, as pnpm 5 writes it', 'pnpm-lock.yaml', 'packages:\n  file:../out:\n    name: out\n'],
  [
    'a folder in version 5.4',
    'pnpm-lock.yaml',
    "lockfileVersion: 5.4\npackages:\n  'file:a':\n    resolution: {directory: ../out, type: directory}\n",
  ],
  ['a link in version 6', 'pnpm-lock.yaml', "lockfileVersion: '6.0'\ndependencies:\n  a: {version: link:../out}\n"],
  [
    'a second document',
    'pnpm-lock.yaml',
    `---\nlockfileVersion: '9.0'\n---\n${pnpmLock('a@1.0.0', '{directory: ../out, type: directory}')}`,
  ],
  ['an archive', 'package-lock.json', npmLock('node_modules/a', { resolved: 'file:../a.tgz' })],
  ['an escape', 'package-lock.json', '{"packages": {"a": {"resol\\u0076ed": "fil\\u0065:..\\/a.tgz"}}}'],
  ['an encoded path', 'package-lock.json', npmLock('node_modules/a', { resolved: 'file:%2e%2e/a.tgz' })],
  ['a link', 'package-lock.json', npmLock('node_modules/a', { resolved: '../out', link: true })],
  ['a package', 'package-lock.json', npmLock('../out', { version: '1.0.0' })],
  [
    'a dependency of a package',
    'npm-shrinkwrap.json',
    npmLock('vendor/own', { dependencies: { a: 'file:../../../out' } }),
  ],
  ['an archive of npm 6', 'package-lock.json', '{"dependencies": {"a": {"version": "file:../a.tgz"}}}'],
  ['a repository', 'package-lock.json', npmLock('node_modules/a', { resolved: 'git+file:///out' })],
  ['an archive', 'yarn.lock', '"a@file:../a.tgz":\n  version "1.0.0"\n  resolved "file:../a.tgz#abc"\n'],
  ['a link', 'yarn.lock', '"a@link:../out":\n  version "0.0.0"\n'],
  [
    'a folder of Yarn 4',
    'yarn.lock',
    '"a@portal:../../../out::locator=own%40workspace%3Avendor%2Fown":\n  version: 0.0.0\n',
  ],
  ['a workspace', 'yarn.lock', '"a@workspace:../out":\n  version: 0.0.0\n'],
];

describe('a lock', () => {
  it.each(OUTSIDE)('may not name %s outside of the pack in %s', async (_what, file, text) => {
    await expect(check(text, file)).rejects.toMatchObject({
      code: 'ENVIRONMENT_FAILED',
      message: expect.stringMatching(new RegExp(`^${file}: '[^']+' leads out of the pack`)),
      hint: expect.stringMatching(/^Fix the pack/),
    });
  });

  it.each(OUTSIDE.filter(([, file]) => file !== 'yarn.lock'))(
    'that was given may not name %s outside of the pack either',
    async (_what, _file, text) => {
      await expect(check(text, 'the lockfile of the former build')).rejects.toThrow(/leads out of the pack/);
    },
  );

  it.each([
    ['pnpm-lock.yaml', pnpmLock('a@file:vendor/own', '{directory: vendor/own, type: directory}')],
    ['pnpm-lock.yaml', pnpmLock('a@file:a.tgz', '{integrity: sha512-a/b+c==, tarball: file:a.tgz}')],
    ['pnpm-lock.yaml', pnpmLock('a@1', '{type: git, repo: git@h.example:x.git, commit: abc, path: /packages/a}')],
    ['pnpm-lock.yaml', pnpmLock("'a@file:vendor/own(b@1.0.0)'", '{integrity: sha512-a}')],
    [
      'pnpm-lock.yaml',
      'importers:\n  vendor/own:\n    dependencies:\n      a:\n        specifier: workspace:~\n        version: link:../a\n',
    ],
    [
      'pnpm-lock.yaml',
      "lockfileVersion: 5.4\nspecifiers:\n  path: ~0.12.7\npackages:\n  /path/0.12.7:\n    deprecated: 'look: ../x'\n",
    ],
    [
      'package-lock.json',
      npmLock('vendor/own', { resolved: 'vendor/own', dependencies: { a: 'file:../a', path: '~1' } }),
    ],
    ['package-lock.json', `\ufeff${npmLock('node_modules/a', { dependencies: { resolved: '~1.0.0' } })}`],
    ['package-lock.json', '{"dependencies": {"path": {"version": "0.12.7", "requires": {"url": "~0.11.0"}}}}'],
    ['yarn.lock', '"a@file:../a::locator=own%40workspace%3Avendor%2Fown":\n  version: 0.0.0\n'],
    ['yarn.lock', '"a@file:../a::locator=own%40workspace%3Avendor/%2":\n  version: 0.0.0\n'],
    ['yarn.lock', '"a@workspace:^, a@workspace:vendor/own":\n  version: 0.0.0\n'],
    ['yarn.lock', '"a@file:./a.tgz#./a.tgz::hash=0/../../x":\n  version: 0.0.0\n'],
  ])('may name what lies in the pack: %s, case %#', async (file, text) => {
    await expect(check(text, file)).resolves.toBeUndefined();
  });

  it.each([
    ['pnpm-lock.yaml', 'a: &x {b: c}\nd: *x\n', /aliases/],
    ['pnpm-lock.yaml', 'a: 1\na: 2\n', /dupli/i],
    ['pnpm-lock.yaml', 'a: !other b\n', /tag/],
    ['pnpm-lock.yaml', '# a\u2028b: {resolution: {directory: ../out}}\n', /line breaks/],
    ['package-lock.json', '<<<<<<< ours\n{}\n', /JSON/],
    ['package-lock.json', '['.repeat(1_000_000), /JSON/],
    ['pnpm-lock.yaml', '['.repeat(100_000), /depth|nest|exceed|end/i],
  ])('is refused where tools may read it in another way: %s', async (file, text, why) => {
    await expect(check(text, file)).rejects.toMatchObject({
      code: 'ENVIRONMENT_FAILED',
      message: expect.stringMatching(why),
      hint: `Fix the pack: have its tool write ${file} anew, or leave it out.`,
    });
  });

  it('is looked at as deep as tools write it, and refused when it is deeper', async () => {
    const nested = (depth: number) => `${'{"a":'.repeat(depth)}"file:../out"${'}'.repeat(depth)}`;
    await expect(check(nested(150), 'package-lock.json')).rejects.toThrow(/leads out of the pack/);
    await expect(check(nested(200_000), 'package-lock.json')).rejects.toThrow(
      /more than 200 parts of it lie in each other/,
    );
  });

  it('is refused with words when more stands in one text, or in all, than any tool writes', async () => {
    const lock = (name: string) => JSON.stringify({ packages: { '': { name } } });
    await expect(check(lock('a'.repeat(4097)), 'package-lock.json')).rejects.toThrow(
      /^package-lock\.json can't be read: a text in it has 4097 characters, and 4096 are the most: 'a{60}…'/,
    );
    await expect(check(lock('file:a '.repeat(51)), 'package-lock.json')).rejects.toThrow(/names 51 paths, and 50 are/);
    const packages = Object.fromEntries(Array.from({ length: 100_001 }, (_one, index) => [`a${index}`, {}]));
    await expect(check(JSON.stringify({ packages }), 'package-lock.json')).rejects.toThrow(/more than 100000 paths/);
  });

  const WORDS = [
    'file:',
    'link:',
    'workspace:',
    '%41',
    '%2e',
    '..',
    '@',
    '(',
    ')',
    '#',
    '::',
    '<root>/',
    'locator=',
    'git:',
  ];
  const FORMS: [string, (text: string) => string][] = [
    ['package-lock.json', (text) => JSON.stringify({ packages: { [text]: { name: text, resolved: text } } })],
    ['pnpm-lock.yaml', (text) => `a:\n  ${JSON.stringify(text)}: ${JSON.stringify(text)}\n`],
    ['pnpm-lock.yaml', (text) => text],
    ['yarn.lock', (text) => text],
  ];
  it.each(FORMS)('takes no time that grows with more than its length: %s', async (file, lockOf) => {
    await fc.assert(
      fc.asyncProperty(hostileTexts(WORDS), (text) => assertReadSoon(text, () => lockNames(lockOf(text), file))),
      { numRuns: scaledRuns(200), examples: [[`${'file:'.repeat(60_000)}%41`]] },
    );
  });

  it.each([
    ['.npmrc', (text: string) => text],
    ['.npmrc', (text: string) => `a${text}=b`],
    ['package.json', (text: string) => JSON.stringify({ dependencies: { a: text }, workspaces: [text] })],
    ['package.json', (text: string) => JSON.stringify({ overrides: { [text]: { [text]: text } }, workspaces: text })],
  ])('and neither does %s', async (file, contentOf) => {
    const folderOfPack = join(folder, 'hostile');
    await fc.assert(
      fc.asyncProperty(hostileTexts(WORDS), async (text) => {
        rmSync(folderOfPack, { recursive: true, force: true });
        mkdirSync(folderOfPack);
        writeFileSync(join(folderOfPack, file), contentOf(text));
        await assertReadSoon(text, () => checkNpmFiles({ root: folderOfPack, urls, signal }));
      }),
      { numRuns: scaledRuns(200), examples: [[`a${' '.repeat(400_000)}b`], [`${'file:'.repeat(60_000)}%41`]] },
    );
  });

  it.each([
    ['pnpm-lock.yaml', pnpmLock('a@1.0.0', '{tarball: "\\x68ttp://127.0.0.1/x.tgz"}')],
    ['package-lock.json', '{"packages": {"a": {"resolved": "\\u0068ttp://127.0.0.1/x.tgz"}}}'],
  ])('may not send tools into private networks by escapes: %s', async (file, text) => {
    await expect(check(text, file)).rejects.toMatchObject({ code: 'SOURCE_FORBIDDEN' });
  });

  it('that pnpm has made names no folder outside of the pack, whatever an archive says that it depends on', async () => {
    const lock = pnpmLock('b@file:../out', '{directory: ../out, type: directory}');
    await expect(checkResolvedLock(lock, { root, signal })).rejects.toMatchObject({
      code: 'ENVIRONMENT_FAILED',
      message: expect.stringContaining("'../out' leads out of the pack"),
      hint: expect.stringContaining('another version of the package'),
    });
    await expect(checkResolvedLock(lock.replaceAll('../out', 'vendor/own'), { root, signal })).resolves.toBeUndefined();
  });
});

describe('package.json', () => {
  it.each([
    { dependencies: { a: 'workspace:../out' } },
    { dependencies: { a: 'workspace:b@/out' } },
    { dependencies: { a: 'npm:b@file:../out' } },
    { dependencies: { a: 'file:%2e%2e/out' } },
    { overrides: { a: { b: 'portal:../out' } } },
    { workspaces: ['packages/*', '../out/*'] },
    { workspaces: { packages: ['!/out'] } },
    { publishConfig: { directory: '../out' } },
  ])('may not name places outside of the pack: %j', async (manifest) => {
    for (const mark of ['', '\ufeff']) {
      writeFileSync(join(root, 'package.json'), `${mark}${JSON.stringify(manifest)}`);
      await expect(checkNpmFiles({ root, urls, signal })).rejects.toMatchObject({
        code: 'ENVIRONMENT_FAILED',
        message: expect.stringMatching(/^package\.json, .* leads out of the pack/),
      });
    }
  });

  it('may name workspaces and ranges', async () => {
    const dependencies = { a: 'workspace:*', b: 'workspace:~1.0.0', c: 'workspace:d@^1', e: 'npm:@s/f@~2' };
    writeFileSync(join(root, 'package.json'), JSON.stringify({ dependencies, workspaces: ['packages/*', '!x'] }));
    await expect(checkNpmFiles({ root, urls, signal })).resolves.toEqual([]);
  });
});
