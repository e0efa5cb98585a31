import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LimitsConfig } from '@packyard/config';
import { HttpClient, NetworkPolicy } from '@packyard/network';
import { startFileServer, startGitServer, temporaryFolder } from '@packyard/testing';
import { GitRemoteSource } from '../sources/git-remote.source';
import { GitAccess } from './git-access';
import { GitCache } from './git-cache';
import { LfsFiles } from './lfs/lfs-files';

const MEGABYTE = 1_000_000;
const limits = LimitsConfig.parse({});
const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' });

describe('a repository that was fetched before', () => {
  const folder = temporaryFolder();
  const repositories = join(folder, 'repositories');
  let server: Awaited<ReturnType<typeof startGitServer>>;
  let count = 0;

  beforeAll(async () => {
    mkdirSync(repositories);
    server = await startGitServer(repositories);
  });
  afterAll(() => server.close());

  /** With a large file, which is the same in all of its versions. */
  const makeRepository = (name: string, options: string[] = []) => {
    const path = join(repositories, name);
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', path, '-c', 'user.name=a', '-c', 'user.email=a@h.example', ...args], {
        encoding: 'utf8',
        stdio: 'pipe',
      }).trim();
    mkdirSync(path);
    git('init', '-q', '-b', 'main', ...options);
    writeFileSync(join(path, 'large'), randomBytes(10 * MEGABYTE));
    const release = (version: string) => {
      writeFileSync(join(path, 'version'), version);
      git('add', '-A');
      git('commit', '-qm', version);
      git('tag', '-am', version, `v${version}`);
      return git('rev-parse', 'HEAD');
    };
    return { url: `${server.url}/${name}/.git`, git, path, release };
  };
  const newCache = () => new GitCache({ folder: join(folder, `cache-${count++}`), maxBytes: 1e9 });
  const fetch = async (url: string, refSpec: string | undefined, cache: GitCache) => {
    const place = mkdtempSync(join(folder, 'in-'));
    const [destination, scratchFolder] = [join(place, 'content'), join(place, 'scratch')];
    for (const made of [destination, scratchFolder]) mkdirSync(made);
    const http = new HttpClient(policy);
    const access = new GitAccess(policy, http, {});
    const source = new GitRemoteSource(access, new LfsFiles(http, limits), limits, cache);
    const before = server.sentBytes();
    const request = { destination, scratchFolder, verifySsl: true };
    const wanted = refSpec === undefined ? {} : { refSpec };
    const { gitCommit } = await source.fetch({ kind: 'git', url, ...wanted }, request, AbortSignal.timeout(60_000));
    const version = readFileSync(join(destination, 'version'), 'utf8');
    return { gitCommit, version, bytes: server.sentBytes() - before, files: readdirSync(destination).sort() };
  };

  it('costs what is new in it, and the same again costs a question', async () => {
    const { url, release } = makeRepository('growing');
    const cache = newCache();
    const [one, first] = [release('1.0.0'), await fetch(url, undefined, cache)];
    expect(first).toMatchObject({ gitCommit: one, version: '1.0.0' });
    expect(first.bytes).toBeGreaterThan(10 * MEGABYTE);
    const [two, second] = [release('2.0.0'), await fetch(url, 'v2.0.0', cache)];
    expect(second).toMatchObject({ gitCommit: two, version: '2.0.0', files: ['large', 'version'] });
    expect(second.bytes).toBeLessThan(0.05 * first.bytes);
    for (const wanted of ['main', 'v2.0.0', two, one, one.slice(0, 12)]) {
      const { bytes, version } = await fetch(url, wanted, cache);
      expect(version).toBe(one.startsWith(wanted) ? '1.0.0' : '2.0.0');
      expect(bytes).toBeLessThan(0.05 * first.bytes);
    }
  });

  it('has commits in capitals, and branches and tags by their kind, as git finds them', async () => {
    const { url, release, git } = makeRepository('called-so');
    const one = release('1.0.0');
    git('branch', 'old');
    git('tag', 'only-a-tag');
    release('2.0.0');
    const cache = newCache();
    const capitals = one.toUpperCase();
    for (const wanted of [capitals, capitals.slice(0, 12), 'tags/v1.0.0', 'heads/old', 'tags/only-a-tag'])
      expect(await fetch(url, wanted, cache)).toMatchObject({ gitCommit: one, version: '1.0.0' });
    await expect(fetch(url, 'tags/old', newCache())).rejects.toMatchObject({ code: 'REF_NOT_FOUND' });
  });

  it('serves several at once', async () => {
    const { url, release } = makeRepository('crowded');
    const cache = newCache();
    release('1.0.0');
    await fetch(url, undefined, cache);
    release('2.0.0');
    const all = await Promise.all(['v1.0.0', 'v2.0.0', 'main', 'v2.0.0'].map((wanted) => fetch(url, wanted, cache)));
    expect(all.map(({ version }) => version)).toEqual(['1.0.0', '2.0.0', '2.0.0', '2.0.0']);
    expect((await fetch(url, 'v2.0.0', cache)).bytes).toBeLessThan(MEGABYTE);
  });

  it('is fetched again as a whole when it was spoiled on our disk', async () => {
    const { url, release } = makeRepository('spoiled');
    const cache = newCache();
    release('1.0.0');
    await fetch(url, undefined, cache);
    const spoiled = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.startsWith(`cache-${count - 1}`) && name.endsWith('.pack'),
    );
    expect(spoiled).toHaveLength(1);
    execFileSync('chmod', ['u+w', join(folder, spoiled[0] ?? '')]);
    writeFileSync(join(folder, spoiled[0] ?? ''), randomBytes(1000));
    expect(await fetch(url, 'v1.0.0', cache)).toMatchObject({ version: '1.0.0' });
    expect((await fetch(url, 'v1.0.0', cache)).bytes).toBeLessThan(MEGABYTE);
  });

  it('may name its objects by SHA-256', async () => {
    const { url, release } = makeRepository('sha256', ['--object-format=sha256']);
    const cache = newCache();
    const one = release('1.0.0');
    expect(one).toHaveLength(64);
    for (const wanted of [undefined, 'v1.0.0', one, one.slice(0, 12)]) {
      expect(await fetch(url, wanted, cache)).toMatchObject({ gitCommit: one, version: '1.0.0' });
    }
    release('2.0.0');
    expect((await fetch(url, undefined, cache)).bytes).toBeLessThan(MEGABYTE);
  });

  it.each(['sha1', 'sha256'])(
    'is asked for a commit by its full name, whatever else is called so: %s',
    async (format) => {
      const { url, git, release } = makeRepository(`misleading-${format}`, [`--object-format=${format}`]);
      const [good, other] = [release('1.0.0'), release('2.0.0')];
      const [missing, ofOtherFormat] = ['a'.repeat(good.length), 'b'.repeat(format === 'sha1' ? 64 : 40)];
      for (const name of [good, missing, ofOtherFormat]) {
        for (const place of ['heads/', 'tags/', 'tags/v']) git('update-ref', `refs/${place}${name}`, other);
      }
      const cache = newCache();
      for (let times = 0; times < 2; times += 1) {
        expect(await fetch(url, good, cache)).toMatchObject({ gitCommit: good, version: '1.0.0' });
      }
      for (const name of [missing, ofOtherFormat]) {
        await expect(fetch(url, name, cache)).rejects.toMatchObject({ code: 'REF_NOT_FOUND' });
      }
    },
  );

  it('may be plain files of a web server', async () => {
    const { git, path, release } = makeRepository('static');
    const one = release('1.0.0');
    git('repack', '-adq');
    git('update-server-info');
    const files = await startFileServer(path);
    const cache = newCache();
    for (const wanted of [undefined, 'v1.0.0', one]) {
      expect(await fetch(`${files.url}/.git`, wanted, cache)).toMatchObject({ gitCommit: one, version: '1.0.0' });
    }
    await files.close();
  });
});
