import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parseSource, reportError } from '@packyard/contracts';
import {
  aPack,
  type FileServer,
  type LoopbackServer,
  startFileServer,
  startGitServer,
  temporaryFolder,
} from '@packyard/testing';
import { DownloadHarness } from './support/download-harness';

describe('a pack in a folder of its source', () => {
  const folder = temporaryFolder();
  const [tree, repositories, files] = ['tree', 'repositories', 'files'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  let git: LoopbackServer;
  let http: FileServer;

  beforeAll(async () => {
    for (const ref of ['slack', 'jira']) aPack(ref).writeTo(join(tree, `packs/${ref}`));
    symlinkSync('packs', join(tree, 'linked'));
    mkdirSync(repositories);
    mkdirSync(files);
    execFileSync('tar', ['-cJf', join(files, 'all.tar.xz'), '-C', folder, 'tree'], { stdio: 'pipe' });
    const run = (...args: string[]) => execFileSync('git', ['-C', tree, ...args], { stdio: 'pipe' });
    run('init', '-q', '-b', 'main');
    run('add', '-A');
    run('-c', 'user.name=a', '-c', 'user.email=a@h.example', 'commit', '-qm', 'all');
    run('tag', 'v1');
    run('clone', '-q', '--bare', tree, join(repositories, 'all.git'));
    git = await startGitServer(repositories);
    http = await startFileServer(files);
  });
  afterAll(() => Promise.all([git.close(), http.close()]));

  let count = 0;
  const fetch = async (text: string) => {
    count += 1;
    const destination = join(folder, `delivered-${count}`);
    const harness = new DownloadHarness({ home: join(folder, `home-${count}`), roots: [folder] });
    await harness.download(parseSource(text).source, { destination });
    return readdirSync(destination).find((name) => !name.startsWith('pack-'));
  };

  it.each([
    ['a repository', () => `${git.url}/all.git//packs/slack#v1`],
    ['a repository on disk', () => `${repositories}/all.git//packs/slack`],
    ['an archive', () => `${http.url}/all.tar.xz//packs/slack`],
    ['an archive, whose only folder is named', () => `${http.url}/all.tar.xz//tree/packs/slack`],
    ['an archive on disk', () => `${files}/all.tar.xz//packs/slack`],
  ])('is found in %s', async (_where, text) => {
    expect(await fetch(text())).toBe('slack');
  });

  it('is found at a URL that only the server knows to be a repository', async () => {
    aPack('plain').asRepository(join(repositories, 'plain'));
    expect(await fetch(`${git.url}/plain`)).toBe('plain');
  });

  it('is missed with the folders that there are', async () => {
    const error = reportError(await fetch(`${git.url}/all.git//packs/other`).catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({ code: 'SOURCE_NOT_FOUND', hint: expect.stringContaining('packs/jira, packs/slack') });
  });

  it('is not looked for behind a link', async () => {
    await expect(fetch(`${git.url}/all.git//linked/slack`)).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE_PATH' });
  });
});
