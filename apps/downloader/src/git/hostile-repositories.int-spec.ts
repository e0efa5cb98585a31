import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import { createHash, randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { LimitsConfig } from '@packyard/config';
import { reportError } from '@packyard/contracts';
import { HttpClient, NetworkPolicy } from '@packyard/network';
import { LocalPolicy } from '@packyard/store';
import { aPack, listenOnLoopback, type LoopbackServer, startGitServer, temporaryFolder } from '@packyard/testing';
import { ContentReader } from '../reading/content-reader';
import { GitAccess } from './git-access';
import { GitCache } from './git-cache';
import { LfsFiles } from './lfs/lfs-files';
import { GitRemoteSource } from '../sources/git-remote.source';
import { LocalPathSource } from '../sources/local-path.source';

const MB = 1024 * 1024;
const limits = { ...LimitsConfig.parse({}), PACKYARD_MAX_DOWNLOAD_BYTES: 30 * MB };
const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' });
const http = new HttpClient(policy, limits);

describe('a hostile repository', () => {
  const folder = temporaryFolder();
  const allowed = join(folder, 'allowed');
  const repositories = join(folder, 'repositories');
  let server: LoopbackServer;
  beforeAll(async () => {
    mkdirSync(allowed);
    mkdirSync(repositories);
    server = await startGitServer(repositories);
  });
  afterAll(() => server.close());

  let caches = 0;
  const places = () => {
    const place = mkdtempSync(join(folder, 'in-'));
    const [destination, scratchFolder] = [join(place, 'content'), join(place, 'scratch')];
    for (const made of [destination, scratchFolder]) mkdirSync(made);
    return { destination, scratchFolder, verifySsl: true };
  };

  const fetchRemote = async (url: string, refSpec?: string, { by = limits, submodules = false } = {}) => {
    const order = places();
    const access = new GitAccess(policy, http, {});
    const cache = new GitCache({ folder: join(folder, `cache-${caches++}`), maxBytes: 1e9 });
    const source = new GitRemoteSource(access, new LfsFiles(http, by), by, cache);
    const place = { kind: 'git' as const, url, submodules, ...(refSpec === undefined ? {} : { refSpec }) };
    let warnings: readonly string[] = [];
    const told = await source.fetch(place, order, AbortSignal.timeout(60_000)).then(
      (fetched) => void (warnings = fetched.warnings),
      (error: unknown) => reportError(error),
    );
    return { told, warnings, left: bytesIn(order.scratchFolder) + bytesIn(order.destination) };
  };

  it('that is honest is fetched', async () => {
    aPack('honest').asRepository(join(repositories, 'honest.git'));
    expect((await fetchRemote(`${server.url}/honest.git`)).told).toBeUndefined();
    expect((await fetchRemote(`${server.url}/honest.git`, 'v1.0.0')).told).toBeUndefined();
  });

  const trees: [string, () => string][] = [
    ['folders 1,500 deep', () => imported(`M 100644 inline ${'d/'.repeat(1500)}f\ndata 1\nx\n`)],
    ['folders 100 deep', () => imported(`M 100644 inline ${'d/'.repeat(100)}f\ndata 1\nx\n`)],
    ['a million files', () => multiplied(treeOf(100, 'blob', hashOf('x')), [100, 100])],
    ['a million folders', () => multiplied(treeOf(100, 'tree', emptyTree()), [100, 100])],
    [
      'ten thousand million files',
      () => multiplied(treeOf(10, 'blob', hashOf('x')), [10, 10, 10, 10, 10, 10, 10, 10, 10]),
    ],
    ['184 kB that stand for 3 GB', () => multiplied(treeOf(1, 'blob', hashOf(Buffer.alloc(20 * MB))), [150])],
    ['a file that is too large', () => commitOf(treeOf(1, 'blob', hashOf(Buffer.alloc(300 * MB))))],
  ];

  it.each(trees)('is refused before anything of it is written: %s', async (what, make) => {
    bare(make(), basename(what).replaceAll(' ', '-'));
    const startedAt = Date.now();
    const { told, left } = await fetchRemote(`${server.url}/${basename(what).replaceAll(' ', '-')}.git`);
    expect(told).toMatchObject({ code: 'LIMIT_EXCEEDED', hint: expect.any(String) });
    expect(left).toBeLessThan(3 * MB);
    expect(Date.now() - startedAt).toBeLessThan(20_000);
  });

  it('or one that has nothing in it is told as that', async () => {
    execFileSync('git', ['init', '--quiet', '--bare', join(repositories, 'empty.git')]);
    const { told } = await fetchRemote(`${server.url}/empty.git`);
    expect(told).toMatchObject({
      code: 'REF_NOT_FOUND',
      message: `${server.url}/empty.git has no branches and tags: it is empty, or no git repository.`,
      hint: expect.stringContaining('typing error'),
    });
  });

  it('is refused when line ends make it and its submodules too large together', async () => {
    const text = '\n'.repeat(0.4 * MB);
    const attributes = '* text eol=crlf\n';
    const wide = imported(
      `M 100644 inline .gitattributes\ndata ${attributes.length}\n${attributes}\n` +
        `M 100644 inline a\ndata ${text.length}\n${text}`,
    );
    bare(wide, 'wide');
    const modules = ['one', 'two']
      .map((path) => `[submodule "${path}"]\n\tpath = ${path}\n\turl = ../wide.git\n`)
      .join('');
    const links = ['one', 'two'].map((path) => `M 160000 ${wide} ${path}\n`).join('');
    bare(imported(`M 100644 inline .gitmodules\ndata ${modules.length}\n${modules}\n${links}`), 'wider');
    const by = { ...limits, PACKYARD_MAX_UNPACKED_BYTES: MB };
    const { told } = await fetchRemote(`${server.url}/wider.git`, undefined, { by, submodules: true });
    expect(told).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      hint: expect.stringContaining('PACKYARD_MAX_UNPACKED_BYTES'),
    });
  });

  it('is not read through a link in the place of its attributes', async () => {
    const elsewhere = join(folder, 'attributes');
    writeFileSync(elsewhere, '* filter=lfs\n');
    bare(imported(`M 120000 inline .gitattributes\ndata ${elsewhere.length}\n${elsewhere}\n`), 'linked');
    expect(await fetchRemote(`${server.url}/linked.git`)).toMatchObject({ told: undefined, warnings: [] });
  });

  it('is refused when a name in it is no UTF-8', async () => {
    bare(imported('M 100644 inline "caf\\351"\ndata 1\nx\n'), 'latin1');
    const { told } = await fetchRemote(`${server.url}/latin1.git`);
    expect(told).toMatchObject({
      code: 'ARCHIVE_UNSAFE_PATH',
      message: "The pack contains the path 'caf\ufffd', whose name is not UTF-8: \ufffd stands for what can't be read.",
    });
  });

  it.each([
    ['endless refs', endlessRefs],
    ['an endless pack', endlessPack],
    ['a pack that says it has four thousand million objects', hugePack],
  ])('is bounded while it arrives: %s', async (_what, answer) => {
    const hostile = await startSmartServer(answer);
    const { told, left } = await fetchRemote(`${hostile.url}/x.git`);
    await hostile.close();
    expect(told).toMatchObject({ code: 'LIMIT_EXCEEDED' });
    expect(left).toBeLessThan(80 * MB);
  });

  it('that stalls is given up after the setting', async () => {
    const hostile = await startSmartServer((response, phase) => {
      if (phase === 'refs') advertise(response);
    });
    const startedAt = Date.now();
    const { told } = await fetchRemote(`${hostile.url}/x.git`, undefined, {
      by: { ...limits, PACKYARD_STALL_SECONDS: 2 },
    });
    await hostile.close();
    expect(told).toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    expect(Date.now() - startedAt).toBeLessThan(10_000);
  });

  describe('on our own disk', () => {
    const elsewhere = () => {
      const secret = mkdtempSync(join(folder, 'elsewhere-'));
      aPack('secret').asRepository(join(secret, 'secret.git'));
      return join(secret, 'secret.git');
    };
    const fetchLocal = async (path: string, refSpec?: string) => {
      const local = new LocalPathSource(
        limits,
        new LocalPolicy({ PACKYARD_LOCAL_ROOTS: [allowed] }, { readable: [], closed: join(folder, 'home') }),
        new ContentReader(limits),
      );
      const place = { kind: 'local' as const, path, ...(refSpec === undefined ? {} : { refSpec }) };
      const order = places();
      const error = await local.fetch(place, order, AbortSignal.timeout(60_000)).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      return { code: error === undefined ? 'WHOLE' : reportError(error).code, names: readdirSync(order.destination) };
    };
    const folderWith = (fill: (path: string) => void) => {
      const path = mkdtempSync(join(allowed, 'pack-'));
      aPack('decoy').writeTo(path);
      fill(path);
      return path;
    };
    const bareWith = (fill: (path: string) => void) => {
      const path = aPack('own').asRepository(join(mkdtempSync(join(allowed, 'bare-')), 'own.git'));
      fill(path);
      return path;
    };

    const makePipe = (path: string) => void execFileSync('mkfifo', [path]);

    it.each<[string, () => string]>([
      [
        'a .git that is a file',
        () => folderWith((path) => writeFileSync(join(path, '.git'), `gitdir: ${elsewhere()}\n`)),
      ],
      ['a .git that is a link', () => folderWith((path) => symlinkSync(elsewhere(), join(path, '.git')))],
      [
        'a link to a .git that is a file',
        () =>
          folderWith((path) => {
            writeFileSync(join(path, 'pointer'), `gitdir: ${elsewhere()}\n`);
            symlinkSync('pointer', join(path, '.git'));
          }),
      ],
      [
        'alternates',
        () => bareWith((path) => writeFileSync(join(path, 'objects/info/alternates'), `${elsewhere()}/objects\n`)),
      ],
      [
        'alternates in quotes',
        () => bareWith((path) => writeFileSync(join(path, 'objects/info/alternates'), `"${elsewhere()}/objects"\n`)),
      ],
      [
        'alternates of alternates',
        () =>
          bareWith((path) => {
            const between = bareWith((other) =>
              writeFileSync(join(other, 'objects/info/alternates'), `${elsewhere()}/objects\n`),
            );
            writeFileSync(join(path, 'objects/info/alternates'), `${between}/objects\n`);
          }),
      ],
      ['a common directory', () => bareWith((path) => writeFileSync(join(path, 'commondir'), elsewhere()))],
      [
        'objects that are a link',
        () =>
          bareWith((path) => {
            execFileSync('rm', ['-rf', join(path, 'objects')]);
            symlinkSync(join(elsewhere(), 'objects'), join(path, 'objects'));
          }),
      ],
      [
        'a pack that is a link',
        () => bareWith((path) => symlinkSync(join(elsewhere(), 'HEAD'), join(path, 'objects/pack/pack-1.pack'))),
      ],
      ['a common directory that is a pipe', () => bareWith((path) => makePipe(join(path, 'commondir')))],
      ['alternates that are a pipe', () => bareWith((path) => makePipe(join(path, 'objects/info/alternates')))],
      ['a .git that is a pipe', () => folderWith((path) => makePipe(join(path, '.git')))],
    ])('is refused when it is somewhere else: %s', async (_what, make) => {
      expect((await fetchLocal(make(), 'v1.0.0')).code).toBe('SOURCE_FORBIDDEN');
    });

    it('is fetched with a worktree of its own and with alternates that are allowed', async () => {
      const shared = bareWith((path) =>
        writeFileSync(join(path, 'objects/info/alternates'), `${bareWith(() => undefined)}/objects\n`),
      );
      expect((await fetchLocal(shared, 'v1.0.0')).code).toBe('WHOLE');
      const worktree = join(mkdtempSync(join(allowed, 'tree-')), 'one');
      execFileSync('git', ['-C', shared, 'worktree', 'add', '--quiet', '--detach', worktree, 'v1.0.0'], {
        stdio: 'pipe',
      });
      expect((await fetchLocal(worktree, 'v1.0.0')).code).toBe('WHOLE');
    });

    it('leaves every .git behind when a folder is copied', async () => {
      const path = folderWith((made) => {
        mkdirSync(join(made, 'a/b/c'), { recursive: true });
        for (const place of ['.git', 'a/.git', 'a/b/c/.git']) writeFileSync(join(made, place), `gitdir: ${folder}\n`);
      });
      expect(await fetchLocal(path)).toEqual({ code: 'WHOLE', names: ['a', 'actions', 'pack.yaml'] });
    });

    it('that is a folder with too much in it is not copied', async () => {
      const path = folderWith((made) => deepFolder(made, 1500));
      expect(await fetchLocal(path)).toEqual({ code: 'LIMIT_EXCEEDED', names: [] });
      execFileSync('rm', ['-rf', path]);
    });
  });

  const git = (args: string[], input: string | Buffer = '') =>
    execFileSync('git', ['--git-dir', join(repositories, 'objects.git'), ...args], { input, maxBuffer: MB })
      .toString()
      .trim();
  const prepare = () => {
    if (!readdirSync(repositories).includes('objects.git')) {
      execFileSync('git', ['init', '--quiet', '--bare', join(repositories, 'objects.git')]);
    }
  };
  function hashOf(content: string | Buffer): string {
    prepare();
    return git(['hash-object', '-w', '--stdin'], content);
  }
  function emptyTree(): string {
    prepare();
    return git(['mktree']);
  }
  function treeOf(count: number, type: 'blob' | 'tree', hash: string): string {
    const mode = type === 'blob' ? '100644' : '040000';
    return git(
      ['mktree'],
      Array.from({ length: count }, (_item, index) => `${mode} ${type} ${hash}\tn${index}\n`).join(''),
    );
  }
  /** The tree a number of times in a tree, that a number of times in another … */
  function multiplied(tree: string, counts: number[]): string {
    return commitOf(counts.reduce((inner, count) => treeOf(count, 'tree', inner), tree));
  }
  function commitOf(tree: string): string {
    return git(['-c', 'user.name=t', '-c', 'user.email=t@h.example', 'commit-tree', '-m', 'x', tree]);
  }
  function imported(change: string): string {
    prepare();
    git(
      ['fast-import', '--quiet', '--force'],
      `commit refs/heads/imported\ncommitter t <t@h.example> 0 +0000\ndata 1\nx\n${change}\n`,
    );
    return git(['rev-parse', 'refs/heads/imported']);
  }
  /** A repository with nothing but the commit. */
  function bare(commit: string, name: string): void {
    const path = join(repositories, `${name}.git`);
    execFileSync('git', ['init', '--quiet', '--bare', path]);
    git(['push', '--quiet', path, `${commit}:refs/heads/master`]);
    execFileSync('git', ['--git-dir', path, 'symbolic-ref', 'HEAD', 'refs/heads/master']);
  }
});

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0);
}

/** By relative steps: no system takes such a path at once. */
function deepFolder(at: string, levels: number): void {
  execFileSync('python3', [
    '-c',
    `import os\nos.chdir(${JSON.stringify(at)})\nfor i in range(${levels}):\n    os.mkdir('ddd'); os.chdir('ddd')`,
  ]);
}

type Answer = (response: ServerResponse, phase: 'refs' | 'pack') => void;
const COMMIT = 'a'.repeat(40);

/** What speaks the first version of git's protocol over HTTP, as badly as it likes. */
async function startSmartServer(answer: Answer): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    const phase = request.method === 'GET' ? 'refs' : 'pack';
    const type = phase === 'refs' ? 'advertisement' : 'result';
    response.on('error', () => undefined);
    response.writeHead(200, { 'content-type': `application/x-git-upload-pack-${type}` });
    if (phase === 'refs') response.write(`${packet('# service=git-upload-pack\n')}0000`);
    let asked = '';
    request.on('data', (chunk: Buffer) => (asked += chunk.toString('latin1')));
    request.on('end', () => {
      const shallow = `${packet(`shallow ${COMMIT}`)}0000`;
      if (phase === 'refs') answer(response, phase);
      else if (!asked.includes('done')) response.end(shallow);
      else response.write(`${shallow}${packet('NAK\n')}`, () => answer(response, phase));
    });
  });
  return listenOnLoopback(server);
}

function packet(text: string): string {
  return `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
}

function advertise(response: ServerResponse): void {
  response.end(`${packet(`${COMMIT} HEAD\0 shallow\n`)}${packet(`${COMMIT} refs/heads/master\n`)}0000`);
}

function endlessRefs(response: ServerResponse): void {
  let count = 0;
  response.write(packet(`${COMMIT} HEAD\0 shallow\n`));
  const more = () => {
    if (response.destroyed) return;
    const lines = Array.from({ length: 1000 }, () =>
      packet(`${COMMIT} refs/heads/b${'x'.repeat(200)}${(count += 1)}\n`),
    );
    if (response.write(lines.join(''))) setImmediate(more);
    else response.once('drain', more);
  };
  more();
}

function endlessPack(response: ServerResponse, phase: 'refs' | 'pack'): void {
  if (phase === 'refs') {
    advertise(response);
    return;
  }
  response.write(Buffer.from('5041434b00000002000186a0', 'hex'));
  const blob = packedBlob(randomBytes(65_536));
  const timer = setInterval(() => response.writableNeedDrain || response.write(blob), 1);
  response.once('close', () => clearInterval(timer));
}

function hugePack(response: ServerResponse, phase: 'refs' | 'pack'): void {
  if (phase === 'refs') {
    advertise(response);
    return;
  }
  const head = Buffer.concat([Buffer.from('5041434b00000002fffffff0', 'hex'), packedBlob(Buffer.from('x'))]);
  response.end(Buffer.concat([head, createHash('sha1').update(head).digest()]));
}

/** One object of a pack: its type and size, seven bits a byte, then its content. */
function packedBlob(content: Buffer): Buffer {
  const head = [(3 << 4) | (content.length & 15)];
  for (let rest = content.length >> 4; rest > 0; rest >>= 7) {
    head[head.length - 1]! |= 0x80;
    head.push(rest & 127);
  }
  return Buffer.concat([Buffer.from(head), deflateSync(content)]);
}
