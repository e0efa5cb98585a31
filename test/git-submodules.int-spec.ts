import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LimitsConfig, type NetworkConfig } from '@packyard/config';
import { parseSource, reportError } from '@packyard/contracts';
import { NetworkPolicy } from '@packyard/network';
import { aPack, type LoopbackServer, startGitServer, temporaryFolder } from '@packyard/testing';
import { DownloadHarness } from './support/download-harness';
import { GitDriver } from './support/git-driver';

const TOKEN = 's3cr3t-t0ken';

describe('the submodules of a repository', () => {
  const folder = temporaryFolder();
  const driver = new GitDriver(join(folder, 'driver'));
  const published = join(folder, 'published');
  let server: LoopbackServer;
  let other: LoopbackServer;
  let guarded: LoopbackServer;
  let libraryCommit: string;
  let innerCommit: string;
  let count = 0;

  beforeAll(async () => {
    mkdirSync(published);
    const [inner, library] = [driver.path('inner'), driver.path('library')];
    for (const [at, name] of [
      [inner, 'inner.txt'],
      [library, 'library.txt'],
    ] as const) {
      mkdirSync(at);
      writeFileSync(join(at, name), name);
    }
    innerCommit = driver.commit(inner);
    driver.publish(inner, join(published, 'inner.git'));
    writeFileSync(join(library, '.gitmodules'), '[submodule "i"]\n\tpath = inner\n\turl = ../inner.git\n');
    driver.commit(library);
    driver.link(library, 'inner', innerCommit);
    driver.run(library, 'commit', '--quiet', '--message=linked');
    libraryCommit = driver.run(library, 'rev-parse', 'HEAD');
    driver.publish(library, join(published, 'library.git'));
    writeFileSync(join(library, 'library.txt'), 'newer');
    driver.run(library, 'commit', '--quiet', '--all', '--message=newer');
    driver.run(library, 'push', '--quiet', join(published, 'library.git'), 'trunk');
    server = await startGitServer(published);
    other = await startGitServer(published);
    guarded = await startGitServer(published, TOKEN);
  });
  afterAll(() => Promise.all([server.close(), other.close(), guarded.close()]));

  /** A published pack, of whose submodules `.gitmodules` says where they lie; all of them are the library. */
  const packWith = (gitmodules: string, paths: readonly string[]) => {
    const name = `pack-${(count += 1)}`;
    const at = aPack('parent').withFile('.gitmodules', gitmodules).writeTo(driver.path(name));
    driver.commit(at);
    for (const path of paths) driver.link(at, path, libraryCommit);
    driver.run(at, 'commit', '--quiet', '--allow-empty', '--message=linked');
    driver.publish(at, join(published, `${name}.git`));
    return `${name}.git`;
  };
  const linked = (url: string, path = 'lib/library') =>
    packWith(`[submodule "a"]\n\tpath = ${path}\n\turl = ${url}\n`, [path]);

  const fetch = async (
    text: string,
    given: {
      policy?: NetworkPolicy;
      limits?: Partial<LimitsConfig>;
      network?: Partial<NetworkConfig>;
      sources?: string[];
    } = {},
  ) => {
    const at = join(folder, `at-${(count += 1)}`);
    const { source, secretUrl } = parseSource(text);
    const harness = new DownloadHarness({ home: join(at, 'home'), roots: [at], ...given });
    const { sources } = given;
    const limited = sources === undefined ? {} : { sources };
    const { warnings } = await harness.tell(source, { destination: join(at, 'delivered'), secretUrl, ...limited });
    const pack = join(at, 'delivered/parent');
    return { warnings, files: readdirSync(pack, { recursive: true, encoding: 'utf8' }), pack };
  };
  const failureOf = (...given: Parameters<typeof fetch>) =>
    fetch(...given).then(
      () => ({ code: 'FETCHED' }),
      (error: unknown) => reportError(error),
    );

  it('are fetched at the commits that the tree names, and those in them', async () => {
    const name = linked('../library.git');
    const { warnings, files, pack } = await fetch(`${server.url}/${name}?submodules=1`);
    expect(files).toEqual(expect.arrayContaining(['lib/library/library.txt', 'lib/library/inner/inner.txt']));
    expect(readFileSync(join(pack, 'lib/library/library.txt'), 'utf8')).toBe('library.txt');
    expect(files.filter((file) => /(^|\/)\.git$/.test(file))).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('are left out, with a warning that says how to get them, unless they are asked for', async () => {
    const { warnings, files } = await fetch(`${server.url}/${linked('../library.git')}`);
    expect(files).not.toContain('lib/library/library.txt');
    expect(warnings).toEqual([expect.stringContaining('?submodules=1')]);
  });

  it('may lie elsewhere, and are asked for with the credentials of nobody else there', async () => {
    const elsewhere = linked(`${other.url}/library.git`);
    expect((await fetch(`${server.url}/${elsewhere}?submodules=1`)).files).toContain('lib/library/library.txt');
    const withToken = guarded.url.replace('//', `//me:${TOKEN}@`);
    const beside = linked('../library.git');
    expect((await fetch(`${withToken}/${beside}?submodules=1`)).files).toContain('lib/library/library.txt');
    const atGuarded = linked(`${guarded.url}/library.git`);
    expect(await failureOf(`${server.url.replace('//', `//me:${TOKEN}@`)}/${atGuarded}?submodules=1`)).toMatchObject({
      code: 'SOURCE_AUTHENTICATION_FAILED',
    });
    const authorization = `Basic ${Buffer.from(`me:${TOKEN}`).toString('base64')}`;
    const network = { PACKYARD_HOST_ACCESS: { [new URL(guarded.url).host]: { authorization } } };
    const { files } = await fetch(`${server.url}/${atGuarded}?submodules=1`, { network });
    expect(files).toContain('lib/library/library.txt');
  });

  it('are compared with what a token is limited to as they are fetched: a home is not the root', async () => {
    const name = linked('git@git.example.org:team/library.git');
    const sources = [`${server.url}/*`, 'ssh://git@git.example.org/team/*'];
    expect(await failureOf(`${server.url}/${name}?submodules=1`, { sources })).toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('git@git.example.org:team/library.git') as string,
    });
  });

  it.each([
    ['file:///srv/library.git'],
    ['/srv/library.git'],
    ['ext::sh -c touch% /tmp/packyard-hostile'],
    ['-u./payload'],
    ['--upload-pack=./payload'],
    ['ssh://-oProxyCommand=touch%20x/y.git'],
    ['../../../../library.git'],
    ['https://h.example/x.git#v1'],
    ['javascript:alert(1)'],
    ['library'],
  ])('are refused where they lie at no place of sources: %s', async (url) => {
    const name = linked(`"${url}"`);
    expect(await failureOf(`${server.url}/${name}?submodules=1`)).toMatchObject({
      code: 'SOURCE_FORBIDDEN',
      message: expect.stringContaining("The submodule 'lib/library' lies at"),
      hint: expect.stringContaining('.gitmodules'),
    });
    expect(existsSync('/tmp/packyard-hostile')).toBe(false);
  });

  it('are refused where their network is', async () => {
    const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8' });
    const name = linked('http://169.254.169.254/library.git');
    expect(await failureOf(`${server.url}/${name}?submodules=1`, { policy })).toMatchObject({
      code: 'SOURCE_FORBIDDEN',
    });
  });

  it('are refused where nothing says where they lie', async () => {
    for (const name of [
      packWith('', ['lost']),
      packWith('[submodule "a"]\n\tpath = ../up\n\turl = ../x.git\n', ['lost']),
    ]) {
      expect(await failureOf(`${server.url}/${name}?submodules=1`)).toMatchObject({
        code: 'SOURCE_INVALID',
        message: expect.stringContaining("'lost'"),
      });
    }
  });

  it('are refused when they are too much together', async () => {
    const many = Array.from({ length: 12 }, (_, at) => `lib/${at}`);
    const lines = many.map((path) => `[submodule "${path}"]\n\tpath = ${path}\n\turl = ../inner.git\n`).join('');
    const name = packWith(lines, []);
    const at = driver.path(name.replace('.git', ''));
    for (const path of many) driver.link(at, path, innerCommit);
    driver.run(at, 'commit', '--quiet', '--message=many');
    driver.run(at, 'push', '--quiet', join(published, name), 'trunk');
    const limits = { PACKYARD_MAX_ENTRIES: 25 };
    expect(await failureOf(`${server.url}/${name}`, { limits })).toMatchObject({ code: 'FETCHED' });
    expect(await failureOf(`${server.url}/${name}?submodules=1`, { limits })).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      hint: expect.stringContaining('PACKYARD_MAX_ENTRIES'),
    });
  });

  it('are refused when they lie in each other without an end', async () => {
    const at = aPack('parent')
      .withFile('.gitmodules', '[submodule "a"]\n\tpath = self\n\turl = ../endless.git\n')
      .writeTo(driver.path('endless'));
    for (let depth = 0, commit = driver.commit(at); depth < 12; depth += 1) {
      driver.link(at, 'self', commit);
      driver.run(at, 'commit', '--quiet', '--message=deeper');
      commit = driver.run(at, 'rev-parse', 'HEAD');
    }
    driver.publish(at, join(published, 'endless.git'));
    expect(await failureOf(`${server.url}/endless.git?submodules=1`)).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('submodules'),
    });
  });
});
