import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { Digest, reportError, UnavailableError } from '@packyard/contracts';
import { digestTree } from '@packyard/pack';
import { TcpGate, temporaryFolder } from '@packyard/testing';
import { blobsIn, contentStoreAt, copyOf, variedTree } from './support/content-harness';
import { DockerRegistry, dockerRegistryProblem } from './support/docker-registry';
import { type Artifact, digestOf, MANIFEST_TYPE } from './support/oci-artifact';

const HASH = '$2y$05$uffF/sC/Uz9htNiT6Eir7eUMkpsvrDcvdBdPtxEXrKH5/tpJCTuUC';
const PASSWORD = 'r1ght-t0ken';
const problem = dockerRegistryProblem();
if (problem !== undefined) console.warn(`The content store is not tried: ${problem}`);

(problem === undefined ? describe : describe.skip)('a content store in a real registry of containers', () => {
  const folder = temporaryFolder();
  const registryFolder = join(folder, 'registry');
  let registry: DockerRegistry;
  let count = 0;
  const fresh = (name = 'at') => join(folder, `${name}-${(count += 1)}`);
  const store = () => contentStoreAt(registry.host, fresh('home'));
  const put = async (...given: Parameters<ReturnType<typeof store>['put']>) =>
    Digest.parse(await store().put(...given));
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => ({ code: 'DONE' }),
      (error: unknown) => reportError(error),
    );

  beforeAll(async () => {
    registry = await DockerRegistry.start(registryFolder);
  });
  afterAll(() => registry.stop());

  it('brings a tree to another node as it was, to the byte', async () => {
    const tree = variedTree(fresh('tree'));
    const digest = await put('pack', tree);
    expect(await store().has(digest)).toBe(true);
    const copy = fresh('copy');
    await store().fetch(digest, copy);
    expect(await digestTree(copy)).toBe(await digestTree(tree));
    const shape = (root: string) =>
      readdirSync(root, { recursive: true, encoding: 'utf8' })
        .sort()
        .map((path) => {
          const found = lstatSync(join(root, path));
          return [path, found.mode, found.isSymbolicLink() ? readlinkSync(join(root, path)) : undefined];
        });
    expect(shape(copy)).toEqual(shape(tree));
    expect(statSync(copy).mode & 0o777).toBe(0o755);
    await store().fetch(digest, copy);
    expect(await digestTree(copy)).toBe(await digestTree(tree));
  });

  it('leaves nothing half done beside what it has fetched or put', async () => {
    const home = fresh('home');
    const digest = Digest.parse(await contentStoreAt(registry.host, home).put('pack', variedTree(fresh('tree'))));
    await contentStoreAt(registry.host, home).fetch(digest, join(home, 'got'));
    expect(readdirSync(home).sort()).toEqual(['got', 'scratch']);
    expect(readdirSync(join(home, 'scratch'))).toEqual([]);
  });

  it('uploads the same once, and of a new version only what it changes', async () => {
    const tree = variedTree(fresh('tree'));
    const first = await put('pack', tree);
    const before = blobsIn(registryFolder);
    expect(await put('pack', copyOf(tree, fresh('tree')))).toBe(first);
    expect(blobsIn(registryFolder)).toEqual(before);
    const next = copyOf(tree, fresh('tree'));
    writeFileSync(join(next, 'actions/3/action-3.py'), 'changed');
    writeFileSync(join(next, 'actions/4/added.py'), 'added');
    expect(await put('pack', next)).not.toBe(first);
    const added = [...blobsIn(registryFolder)].filter((blob) => !before.has(blob));
    const bytes = added.reduce((sum, blob) => sum + statSync(join(blob, 'data')).size, 0);
    // Two bundles of which something changed, the list and the manifest; the whole tree has nine megabytes.
    expect(added.length).toBeLessThanOrEqual(6);
    expect(bytes).toBeLessThan(4_000_000);
  });

  it('leaves out the links to environments, which each home makes for itself', async () => {
    const tree = fresh('tree');
    mkdirSync(join(tree, 'node_modules-not'), { recursive: true });
    writeFileSync(join(tree, 'pack.yaml'), 'ref: linked');
    symlinkSync('/elsewhere/current', join(tree, 'virtualenv'));
    const copy = fresh('copy');
    await store().fetch(await put('pack', tree), copy);
    expect(readdirSync(copy).sort()).toEqual(['node_modules-not', 'pack.yaml']);
  });

  it('lists what there is, and forgets what is removed', async () => {
    const digest = await put('upload', variedTree(fresh('tree')));
    const listed = (await store().list()).find((content) => content.digest === digest);
    expect(listed).toMatchObject({ kind: 'upload', putAt: expect.any(Date) });
    expect(listed!.putAt.getTime()).toBeGreaterThan(Date.now() - 3_600_000);
    const content = { digest, kind: 'upload' as const };
    // It was put in this hour, which may be after that.
    expect(await store().remove(content, new Date())).toBe(false);
    expect(await store().has(digest)).toBe(true);
    const inTwoHours = new Date(Date.now() + 2 * 3_600_000);
    const later = jest.spyOn(Date, 'now').mockReturnValue(inTwoHours.getTime());
    expect(await store().remove(content, inTwoHours)).toBe(true);
    expect(await store().remove(content, inTwoHours)).toBe(false);
    later.mockRestore();
    expect(await store().has(digest)).toBe(false);
    expect((await store().list()).map((content) => content.digest)).not.toContain(digest);
    expect(await codeOf(store().fetch(digest, fresh()))).toMatchObject({ code: 'STORE_FAILED' });
  });

  it('names itself and the setting, when somebody looks into another one than it was put into', async () => {
    const digest = await put('pack', variedTree(fresh('tree')));
    const other = contentStoreAt(registry.host, fresh('home'), { url: `oci+http://${registry.host}/packyard/other` });
    expect(await codeOf(other.fetch(digest, fresh()))).toMatchObject({
      code: 'STORE_FAILED',
      message: `The content store oci+http://${registry.host}/packyard/other holds no ${digest}.`,
      hint: expect.stringContaining('PACKYARD_CONTENT_STORE that the service has'),
    });
  });

  describe('environments, which hold paths', () => {
    const base = '/srv/first/store/environments';
    const environment = (binary = false) => {
      const tree = fresh('environment');
      mkdirSync(join(tree, 'bin'), { recursive: true });
      writeFileSync(join(tree, 'bin/tool'), `#!${base}/python/f/1-1/bin/python\nprint(1)\n`, { mode: 0o755 });
      writeFileSync(join(tree, 'pyvenv.cfg'), `home = /usr/bin\ncommand = venv ${base}/python/f/1-1\n`);
      writeFileSync(join(tree, 'big.txt'), `${'x'.repeat(70_000)}${base}/python/f\n`.repeat(40));
      writeFileSync(join(tree, 'compiled.pyc'), `\0${base}/python/f/1-1/x.py\0`);
      if (binary) writeFileSync(join(tree, 'lib.so'), `\0${base}/python/f/1-1/lib\0`);
      symlinkSync('/usr/bin/env', join(tree, 'bin/python'));
      symlinkSync(`${base}/python/f/1-1/bin/tool`, join(tree, 'bin/alias'));
      return tree;
    };

    it('are rewritten where they arrive in another home', async () => {
      const tree = environment();
      const digest = await put('environment', tree, { base });
      const copy = fresh('copy');
      await store().fetch(digest, copy, { base: '/other/store/environments' });
      for (const name of ['bin/tool', 'pyvenv.cfg', 'big.txt']) {
        const expected = readFileSync(join(tree, name), 'utf8').replaceAll(base, '/other/store/environments');
        expect(readFileSync(join(copy, name), 'utf8')).toBe(expected);
      }
      expect(readFileSync(join(copy, 'compiled.pyc'))).toEqual(readFileSync(join(tree, 'compiled.pyc')));
      expect(readlinkSync(join(copy, 'bin/python'))).toBe('/usr/bin/env');
      expect(readlinkSync(join(copy, 'bin/alias'))).toBe('/other/store/environments/python/f/1-1/bin/tool');
      expect(Math.floor(statSync(join(copy, 'pyvenv.cfg')).mtimeMs / 1000)).toBe(
        Math.floor(statSync(join(tree, 'pyvenv.cfg')).mtimeMs / 1000),
      );
      expect(statSync(join(copy, 'bin/tool')).mode & 0o777).toBe(0o755);
    });

    it('that no rewriting can move are refused there, and work in a home of the same path', async () => {
      const tree = environment(true);
      const digest = await put('environment', tree, { base });
      expect(await codeOf(store().fetch(digest, fresh(), { base: '/other' }))).toMatchObject({
        code: 'ENVIRONMENT_UNUSABLE',
        message: expect.stringContaining('lib.so'),
        // Of whom it was built by: that is what has to be the same.
        hint: expect.stringMatching(/PACKYARD_HOME \/srv\/first, .* --folder \/srv\/first:/),
      });
      const copy = fresh('copy');
      await store().fetch(digest, copy, { base });
      expect(await digestTree(copy)).toBe(await digestTree(tree));
    });

    it('are refused where the first line of a script would be too long for the system', async () => {
      const digest = await put('environment', environment(), { base });
      const longBase = `/${'long/'.repeat(50)}environments`;
      const copy = fresh('copy');
      expect(await codeOf(store().fetch(digest, copy, { base: longBase }))).toMatchObject({
        code: 'ENVIRONMENT_UNUSABLE',
      });
      expect(existsSync(copy)).toBe(false);
    });
  });

  describe('what somebody else has put there', () => {
    const list = (changes: object) => ({
      format: 'packyard-tree/1',
      blobs: [5],
      folders: [['inner', 0o755]],
      files: [['inner/file', 0o644, 0, 0, 5]],
      links: [],
      moves: [],
      fixed: [],
      ...changes,
    });
    const pushed = async (changes: object, blob = zstdCompressSync(Buffer.from('hello'))): Promise<Digest> => {
      const config = zstdCompressSync(JSON.stringify(list(changes)));
      const describe = (content: Buffer) => ({
        mediaType: 'x/y',
        digest: digestOf(content),
        size: content.length,
      });
      const manifest = Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          mediaType: MANIFEST_TYPE,
          artifactType: 'application/vnd.packyard.pack.v1',
          config: describe(config),
          layers: [describe(blob)],
        }),
      );
      const blobs = new Map([config, blob].map((content) => [digestOf(content), content]));
      const artifact: Artifact = { blobs, manifest, mediaType: MANIFEST_TYPE };
      await registry.push('packyard/content', `x-${(count += 1)}`, artifact);
      return Digest.parse(digestOf(manifest));
    };

    it('is taken when it is what it should be', async () => {
      const copy = fresh('copy');
      await store().fetch(await pushed({}), copy);
      expect(readFileSync(join(copy, 'inner/file'), 'utf8')).toBe('hello');
    });

    it('lets nobody write to it but its owner', async () => {
      const copy = fresh('copy');
      const open = { folders: [['inner', 0o777]], files: [['inner/file', 0o676, 0, 0, 5]] };
      await store().fetch(await pushed(open), copy);
      const modes = ['inner', 'inner/file'].map((path) => (statSync(join(copy, path)).mode & 0o777).toString(8));
      expect(modes).toEqual(['755', '654']);
    });

    it.each([
      ['a path that leads out', { files: [['inner/../../out', 0o644, 0, 0, 5]] }, 'ARCHIVE_UNSAFE_PATH'],
      ['an absolute path', { files: [['/tmp/out', 0o644, 0, 0, 5]] }, 'ARCHIVE_UNSAFE_PATH'],
      ['a folder out of the tree', { folders: [['..', 0o755]] }, 'ARCHIVE_UNSAFE_PATH'],
      [
        'a file behind a link',
        { links: [['link', '/tmp']], files: [['link/file', 0o644, 0, 0, 5]] },
        'ARCHIVE_UNSAFE_PATH',
      ],
      ['a link that leads out', { links: [['inner/link', '../../out']] }, 'ARCHIVE_UNSAFE_PATH'],
      ['an absolute link in a pack', { links: [['link', '/etc/passwd']] }, 'ARCHIVE_UNSAFE_PATH'],
      [
        'a path twice',
        {
          files: [
            ['inner/file', 0o644, 0, 0, 5],
            ['inner/file', 0o644, 0, 0, 5],
          ],
        },
        'ARCHIVE_UNSAFE_PATH',
      ],
      ['bytes that no blob has', { files: [['inner/file', 0o644, 0, 3, 5]] }, 'ARCHIVE_INVALID'],
      ['set-uid bits', { files: [['inner/file', 0o4755, 0, 0, 5]] }, 'ARCHIVE_INVALID'],
      ['other blobs than its manifest', { blobs: [5, 5] }, 'ARCHIVE_INVALID'],
      ['a blob of another length', { blobs: [4], files: [['inner/file', 0o644, 0, 0, 4]] }, 'ARCHIVE_INVALID'],
      ['more than may be', { files: [['inner/file', 0o644, 0, 0, 5]], blobs: [2 ** 45] }, 'LIMIT_EXCEEDED'],
    ])('is refused with %s', async (_what, changes, code) => {
      const copy = fresh('copy');
      const report = await codeOf(store().fetch(await pushed(changes), copy));
      expect(report).toMatchObject({ code, hint: expect.any(String) });
      expect(existsSync(copy)).toBe(false);
    });

    it('is refused when it unpacks to more than it says', async () => {
      const bomb = zstdCompressSync(Buffer.alloc(50_000_000));
      const small = { blobs: [1000], files: [['inner/file', 0o644, 0, 0, 1000]] };
      const large = { blobs: [4_000_000], files: [['inner/file', 0o644, 0, 0, 4_000_000]] };
      for (const changes of [small, large])
        expect(await codeOf(store().fetch(await pushed(changes, bomb), fresh()))).toMatchObject({
          code: 'ARCHIVE_INVALID',
        });
    });
  });

  it('refuses a blob that was changed in the registry', async () => {
    const before = blobsIn(registryFolder);
    const digest = await put('pack', variedTree(fresh('tree')));
    const sizes = [...blobsIn(registryFolder)].filter((blob) => !before.has(blob));
    for (const blob of sizes) {
      const path = join(blob, 'data');
      const content = readFileSync(path);
      if (content.length < 20_000) continue;
      content[content.length - 100]! ^= 1;
      writeFileSync(path, content);
    }
    const copy = fresh('copy');
    expect(await codeOf(store().fetch(digest, copy))).toMatchObject({ code: 'CHECKSUM_MISMATCH' });
    expect(existsSync(copy)).toBe(false);
  });

  it('goes on over a connection that breaks again and again', async () => {
    const gate = await TcpGate.start(`http://${registry.host}`);
    // Fewer times than a request is tried that gets no further in between, as on a busy machine.
    let left = 2;
    const cut = setInterval(() => {
      if (left === 0) return;
      left -= 1;
      gate.open();
    }, 150);
    try {
      const host = new URL(gate.url).host;
      const tree = variedTree(fresh('tree'));
      const digest = Digest.parse(await contentStoreAt(host, fresh('home')).put('pack', tree));
      left = 2;
      const copy = fresh('copy');
      await contentStoreAt(host, fresh('home')).fetch(digest, copy);
      expect(await digestTree(copy)).toBe(await digestTree(tree));
    } finally {
      clearInterval(cut);
      await gate.close();
    }
  });

  it('says of a store that does not answer that it may answer later', async () => {
    const gate = await TcpGate.start(`http://${registry.host}`);
    gate.refuse();
    const { host } = new URL(gate.url);
    const asked = contentStoreAt(host, fresh('home')).has(Digest.parse(digestOf(Buffer.from('x'))));
    const report: unknown = await asked.catch((error: unknown) => error);
    await gate.close();
    expect(report).toBeInstanceOf(UnavailableError);
    expect(report).toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining('content store') });
  });

  it('is used with a login, and refused in words without', async () => {
    const guarded = await DockerRegistry.start(fresh('guarded'), { user: 'me', password: PASSWORD, hash: HASH });
    try {
      const tree = variedTree(fresh('tree'));
      const authorization = `Basic ${Buffer.from(`me:${PASSWORD}`).toString('base64')}`;
      const access = { PACKYARD_HOST_ACCESS: { [guarded.host]: { authorization } } };
      const known = contentStoreAt(guarded.host, fresh('home'), access);
      const digest = Digest.parse(await known.put('pack', tree));
      const url = `oci+http://me:${PASSWORD}@${guarded.host}/packyard/content`;
      const copy = fresh('copy');
      await contentStoreAt(guarded.host, fresh('home'), { url }).fetch(digest, copy);
      expect(await digestTree(copy)).toBe(await digestTree(tree));
      const report = await codeOf(contentStoreAt(guarded.host, fresh('home')).put('pack', tree));
      expect(report).toMatchObject({ code: 'STORE_FAILED', hint: expect.stringContaining('PACKYARD_HOST_ACCESS') });
      expect(JSON.stringify(report)).not.toContain(PASSWORD);
    } finally {
      await guarded.stop();
    }
  });

  it('does not wait for what was given up', async () => {
    const digest = await put('pack', variedTree(fresh('tree')));
    const copy = fresh('copy');
    const aborted = AbortSignal.abort(new Error('given up'));
    await expect(store().fetch(digest, copy, { signal: aborted })).rejects.toThrow('given up');
    expect(existsSync(copy)).toBe(false);
  });

  it('takes folders that may not be written, and removes what is half there of them', async () => {
    const tree = fresh('tree');
    mkdirSync(join(tree, 'closed'), { recursive: true });
    writeFileSync(join(tree, 'closed/file'), 'x');
    chmodSync(join(tree, 'closed'), 0o555);
    const copy = fresh('copy');
    await store().fetch(await put('pack', tree), copy);
    expect(statSync(join(copy, 'closed')).mode & 0o777).toBe(0o555);
  });
});
