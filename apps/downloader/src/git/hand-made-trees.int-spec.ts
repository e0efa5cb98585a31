import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LimitsConfig } from '@packyard/config';
import { reportError } from '@packyard/contracts';
import { HttpClient, NetworkPolicy } from '@packyard/network';
import { type LoopbackServer, startGitServer, temporaryFolder } from '@packyard/testing';
import { GitRemoteSource } from '../sources/git-remote.source';
import { GitAccess } from './git-access';
import { GitCache } from './git-cache';
import { LfsFiles } from './lfs/lfs-files';

const limits = LimitsConfig.parse({});

describe('a tree that somebody wrote by hand', () => {
  const folder = temporaryFolder();
  const [served, victim] = [join(folder, 'served'), join(folder, 'victim')];
  const top = join(served, 'top.git');
  const git = (args: string[], { at = top, input = '' }: { at?: string; input?: string | Buffer } = {}) => {
    const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@h.example'];
    return execFileSync('git', ['-C', at, ...identity, ...args], { env, input, encoding: 'utf8' }).trim();
  };
  let server: LoopbackServer;
  let link: string;
  let module: string;

  beforeAll(async () => {
    const sub = join(served, 'sub');
    for (const path of [victim, sub]) mkdirSync(path, { recursive: true });
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', top]);
    writeFileSync(join(victim, 'other'), 'precious');
    for (const name of ['other', 'owned']) writeFileSync(join(sub, name), 'EVIL');
    git(['init', '--quiet', '--initial-branch=main'], { at: sub });
    git(['add', '.'], { at: sub });
    git(['commit', '--quiet', '-m', 'one'], { at: sub });
    module = git(['rev-parse', 'HEAD'], { at: sub });
    link = git(['hash-object', '-w', '--stdin'], { input: victim });
    server = await startGitServer(served);
  });
  afterAll(() => server.close());

  type Entry = [mode: string, name: string, id: string];
  /** As bytes: git itself would not write such trees. */
  const treeOf = (entries: readonly Entry[]) => {
    const parts = entries.map(([mode, name, id]) =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]),
    );
    return git(['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'], { input: Buffer.concat(parts) });
  };
  const publish = (entries: readonly Entry[]) => {
    const places = ['m', 'm/x'].map((path) => `[submodule "${path}"]\n\tpath = ${path}\n\turl = ../sub/.git\n`);
    const gitmodules = git(['hash-object', '-w', '--stdin'], { input: places.join('') });
    const tree = treeOf([['100644', '.gitmodules', gitmodules], ...entries]);
    git(['update-ref', 'refs/heads/main', git(['commit-tree', tree, '-m', 'x'])]);
  };
  const fetch = async () => {
    const place = mkdtempSync(join(folder, 'in-'));
    const [destination, scratchFolder] = [join(place, 'content'), join(place, 'scratch')];
    for (const made of [destination, scratchFolder]) mkdirSync(made);
    const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' });
    const http = new HttpClient(policy, limits);
    const access = new GitAccess(policy, http, {});
    const cache = new GitCache({ folder: join(place, 'cache'), maxBytes: 1e9 });
    const source = new GitRemoteSource(access, new LfsFiles(http, limits), limits, cache);
    const request = { destination, scratchFolder, verifySsl: true };
    const wanted = { kind: 'git' as const, url: `${server.url}/top.git`, submodules: true };
    const code = await source.fetch(wanted, request, AbortSignal.timeout(60_000)).then(
      () => 'FETCHED',
      (error: unknown) => reportError(error).code,
    );
    return { code, names: readdirSync(destination, { recursive: true, encoding: 'utf8' }).sort() };
  };

  it('is fetched with its submodule where every name has a place of its own', async () => {
    publish([['160000', 'm', module]]);
    expect(await fetch()).toEqual({ code: 'FETCHED', names: ['.gitmodules', 'm', 'm/other', 'm/owned'] });
  });

  it.each<[string, () => Entry[]]>([
    [
      'a submodule and a link of one name',
      () => [
        ['160000', 'm', module],
        ['120000', 'm', link],
      ],
    ],
    [
      'a link and a submodule of one name',
      () => [
        ['120000', 'm', link],
        ['160000', 'm', module],
      ],
    ],
    [
      'a submodule below a link, by a slash in its name',
      () => [
        ['120000', 'm', link],
        ['160000', 'm/x', module],
      ],
    ],
    [
      'a submodule in what another one brings',
      () => [
        ['160000', 'm', module],
        ['160000', 'm/x', module],
      ],
    ],
    [
      'a submodule in a folder that is a link as well',
      () => [
        ['040000', 'm', treeOf([['160000', 'x', module]])],
        ['120000', 'm', link],
      ],
    ],
    [
      'a submodule beside a link that some disks take for it',
      () => [
        ['120000', 'M', link],
        ['160000', 'm', module],
      ],
    ],
    [
      'a file below a link, by a slash in its name',
      () => [
        ['120000', 'm', link],
        ['100644', 'm/other', link],
      ],
    ],
    ['a submodule above it', () => [['160000', '..', module]]],
    ['a submodule for the repository itself', () => [['160000', '.git', module]]],
  ])('is refused, and nothing is written anywhere: %s', async (_what, entries) => {
    publish(entries());
    expect(await fetch()).toEqual({ code: 'ARCHIVE_UNSAFE_PATH', names: [] });
    expect(readdirSync(victim)).toEqual(['other']);
    expect(readFileSync(join(victim, 'other'), 'utf8')).toBe('precious');
  });
});
