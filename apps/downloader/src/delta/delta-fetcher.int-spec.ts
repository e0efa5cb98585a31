import { createHash, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { LimitsConfig } from '@packyard/config';
import { DownloadCache, HttpClient, NetworkPolicy } from '@packyard/network';
import { type ChunkList, digestTree } from '@packyard/pack';
import { buildIndex } from '@packyard/registry';
import { aPack, listenOnLoopback, type LoopbackServer, temporaryFolder } from '@packyard/testing';
import { ContentReader } from '../reading/content-reader';
import { ArchiveUrlSource } from '../sources/archive-url.source';
import { DeltaFetcher } from './delta-fetcher';

const FILES = 60;
const CHANGED = 3;
const NAME = 'big-2.0.0.tar.gz';
const limits = { ...LimitsConfig.parse({}), PACKYARD_STALL_SECONDS: 1, PACKYARD_MAX_UNPACKED_BYTES: 20_000_000 };

type Answer = (request: IncomingMessage, response: ServerResponse, content: Buffer) => boolean;

describe('what is new in a version', () => {
  const root = temporaryFolder();
  const published = join(root, 'public');
  const packStore = join(root, 'store');
  const http = new HttpClient(new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' }), limits);
  const reader = new ContentReader(limits);
  const requests: string[] = [];
  /** Answers what it likes to, and says whether it did. */
  let disturbed: Answer = () => false;
  let sent = 0;
  let server: LoopbackServer;
  let source: { kind: 'archive'; url: string; checksum: string; chunkList: string };
  let digest: string;

  beforeAll(async () => {
    const version = (number: string) => {
      const pack = aPack('big').version(number).withFile('data/long', '');
      for (let at = 0; at < FILES; at += 1) pack.withFile(`data/file ${at}`, noise(at < CHANGED ? number : 'same', at));
      const folder = pack.writeTo(join(root, `packs-${number}`, 'big'));
      const [before, after] = [noise('before', 0), noise('after', 0)];
      writeFileSync(join(folder, 'data/long'), `${before.repeat(8)}${number}${after.repeat(8)}`);
      return folder;
    };
    const former = version('1.0.0');
    cpSync(former, join(packStore, 'big', '1.0.0-abc'), { recursive: true });
    await buildIndex(join(former, '..'), { outFolder: published });
    const latest = version('2.0.0');
    digest = await digestTree(latest);
    const { index } = await buildIndex(join(latest, '..'), { outFolder: published });
    const [install] = index.packs[0]?.['install_sources'] as { checksum: string; chunk_list: string }[];
    const { checksum = '', chunk_list: chunkList = '' } = install ?? {};
    server = await listenOnLoopback(createServer(serve));
    source = { kind: 'archive', url: `${server.url}/${NAME}`, checksum, chunkList };
  });

  afterAll(() => server.close());

  beforeEach(() => {
    disturbed = () => false;
    requests.length = 0;
    sent = 0;
  });

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const name = (request.url ?? '').slice(1);
    requests.push(name.replace(NAME, 'archive'));
    const content = readFileSync(join(published, name));
    if (disturbed(request, response, content)) return;
    const [, from = 0, to = content.length - 1] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const part = content.subarray(Number(from), Number(to) + 1);
    sent += part.length;
    const isPart = request.headers.range !== undefined;
    const range = { 'content-range': `bytes ${from}-${to}/${content.length}` };
    response.writeHead(isPart ? 206 : 200, { 'content-length': part.length, ...(isPart && range) }).end(part);
  }

  async function fetch(given: { ref?: string; chunkList?: string; signal?: AbortSignal } = {}) {
    const folder = mkdtempSync(join(root, 'fetch-'));
    const request = { destination: join(folder, 'content'), scratchFolder: join(folder, 'scratch'), verifySsl: true };
    for (const path of [request.destination, request.scratchFolder]) mkdirSync(path);
    const cache = new DownloadCache({ folder: join(folder, 'cache'), maxBytes: 1e9 });
    const deltas = new DeltaFetcher(http, reader, limits, cache, packStore);
    const archives = new ArchiveUrlSource(http, reader, limits, { cache, deltas });
    const { ref = 'big', chunkList = source.chunkList, signal = AbortSignal.timeout(120_000) } = given;
    const fetched = await archives.fetch({ ...source, chunkList }, { ...request, ref }, signal);
    expect(await digestTree(join(request.destination, 'big'))).toBe(digest);
    expect(readdirSync(request.destination)).toEqual(['big']);
    return { ...fetched, left: readdirSync(request.scratchFolder) };
  }

  async function fetchHostile(change: (list: ChunkList) => object | Buffer) {
    const list = JSON.parse(zstdDecompressSync(readFileSync(join(published, `${NAME}.chunk-list`))).toString());
    const changed = change(list as ChunkList);
    const bytes = Buffer.isBuffer(changed) ? changed : zstdCompressSync(JSON.stringify(changed));
    disturbed = (request, response) => {
      if (request.url?.endsWith('.chunk-list') !== true) return false;
      response.end(bytes);
      return true;
    };
    return fetch({ chunkList: `sha256:${createHash('sha256').update(bytes).digest('hex')}` });
  }

  it('is all that is fetched, in one piece behind the list', async () => {
    const { transfer, warnings, checksum, left } = await fetch();
    const archiveBytes = readFileSync(join(published, NAME)).length;
    expect(requests).toEqual(['archive.chunk-list', 'archive.chunks']);
    expect(transfer).toEqual({ transferredBytes: sent, archiveBytes });
    expect(sent).toBeLessThan(archiveBytes / 10);
    expect({ warnings, checksum, left }).toEqual({ warnings: [], checksum: source.checksum, left: [] });
  });

  it('is not asked for when no version is installed', async () => {
    await fetch({ ref: 'other' });
    expect(requests).toEqual(['archive']);
  });

  it('is not fetched when the archive costs less', async () => {
    cpSync(join(packStore, 'big'), join(packStore, 'small'), {
      recursive: true,
      filter: (path) => !/file \d/.test(path),
    });
    const { warnings } = await fetch({ ref: 'small' });
    expect(requests).toEqual(['archive.chunk-list', 'archive']);
    expect(warnings).toEqual([]);
  });

  it('is gone on with when the connection breaks', async () => {
    let breaks = 2;
    disturbed = (request, response, content) => {
      const [, from = 0, to = 0] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
      if (!request.url?.endsWith('.chunks') || (breaks -= 1) < 0) return false;
      response.writeHead(206, { 'content-range': `bytes ${from}-${to}/${content.length}` });
      response.write(content.subarray(Number(from), Number(from) + 5000), () => response.destroy());
      return true;
    };
    const { warnings } = await fetch();
    expect(requests).toEqual(['archive.chunk-list', ...new Array<string>(3).fill('archive.chunks')]);
    expect(warnings).toEqual([]);
  });

  const wrong: [string, Answer][] = [
    ['says no to parts', (_request, response, content) => !response.end(content).closed],
    ['is not there', (_request, response) => !response.writeHead(404).end().closed],
    ['says nothing', () => true],
    ['is cut off each time', (_request, response) => !response.destroy().closed],
    [
      'is tampered with',
      ({ headers }, response) => {
        const [, from = 0, to = 0] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
        response.writeHead(206, { 'content-range': `bytes ${from}-${to}/*` });
        return !response.end(randomBytes(Number(to) - Number(from) + 1)).closed;
      },
    ],
    [
      'never ends',
      ({ headers }, response) => {
        const [, from = 0, to = 0] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
        response.writeHead(206, { 'content-range': `bytes ${from}-${to}/*` });
        const write = () => !response.destroyed && response.write(randomBytes(65_536), write);
        return !write() || true;
      },
    ],
  ];
  it.each(wrong)('is left, and the archive fetched, when the file of chunks %s', async (_what, answer) => {
    disturbed = (request, response, content) =>
      request.url?.endsWith('.chunks') === true && answer(request, response, content);
    const { warnings, left } = await fetch();
    expect(requests.at(-1)).toBe('archive');
    expect(warnings).toEqual([expect.stringMatching(/^The whole archive was fetched instead of what is new in it: /)]);
    expect(left).toEqual(['archive']);
  });

  const many = (length: number) => Array.from({ length }, () => 0);
  const hostile: [string, (list: ChunkList) => object | Buffer, RegExp][] = [
    ['leads out of the pack', (list) => ((list.files.paths[1] = '../../evil'), list), /leads out of the pack/],
    ['names a path twice', (list) => ((list.files.paths[1] = list.files.paths[0] ?? ''), list), /contains it twice/],
    ['links to elsewhere', (list) => (list.links.push(['big/link', '/etc/passwd']), list), /outside of the pack/],
    ['has a link in a path', (list) => (list.links.push(['big/data', 'actions']), list), /./],
    ['has a digest that is none', (list) => ({ ...list, digest: 'x' }), /no list/],
    ['promises other files', (list) => ({ ...list, digest: '0'.repeat(64) }), /promises another content/],
    [
      'repeats a chunk without end',
      (list) => {
        const { counts, steps } = list.files;
        counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1_000_000;
        return { ...list, files: { ...list.files, steps: [...steps, ...many(1_000_000)] } };
      },
      /more than \d+ bytes/,
    ],
    ['names chunks that are not there', (list) => ((list.files.steps[0] = 99_999), list), /no list of chunks/],
    ['has chunks that no file names', (list) => (addChunk(list), list), /no list of chunks/],
    [
      'wants more than may be downloaded',
      (list) => {
        const { chunks, files } = list;
        const length = Math.ceil(limits.PACKYARD_MAX_DOWNLOAD_BYTES / 32_000);
        const last = files.steps.reduce((sum, step) => sum + step, -1);
        files.paths.push('big/more');
        files.counts.push(length);
        files.steps.push(chunks.sizes.length - last, ...many(length - 1).map(() => 1));
        for (let at = 0; at < length; at += 1) addChunk(list, 32_000);
        return { ...list, archiveBytes: 1e15 };
      },
      /chunk-list promises more than \d+ bytes/,
    ],
    ['is endless', () => zstdCompressSync(Buffer.alloc(60_000_000, ' ')), /no list of chunks/],
    [
      'can only be unpacked with a lot of memory',
      (list) => {
        const text = JSON.stringify(list).padEnd(9_000_000);
        return zstdCompressSync(text, { params: { [constants.ZSTD_c_windowLog]: 27 } });
      },
      /no list of chunks/,
    ],
    ['is no list', () => ({ format: 'other' }), /no list of chunks/],
    ['is nothing that is packed', () => Buffer.from('<html>'), /no list of chunks/],
    ['has lists of different lengths', (list) => (list.chunks.sizes.pop(), list), /no list of chunks/],
  ];
  it.each(hostile)('is left, and the archive fetched, when the list %s', async (_what, change, words) => {
    const { warnings } = await fetchHostile(change);
    const chunks = requests.filter((name) => name === 'archive.chunks').length;
    expect(requests).toEqual(['archive.chunk-list', ...many(chunks).map(() => 'archive.chunks'), 'archive']);
    expect(sent).toBeLessThan(2 * readFileSync(join(published, NAME)).length);
    expect(warnings).toEqual([expect.stringMatching(words)]);
    expect(existsSync(join(root, 'evil'))).toBe(false);
  });

  it('is left, and the archive fetched, when the list is another one than was promised', async () => {
    const { warnings } = await fetch({ chunkList: `sha256:${'0'.repeat(64)}` });
    expect(requests).toEqual(['archive.chunk-list', 'archive']);
    expect(warnings).toEqual([expect.stringMatching(/has the checksum sha256:\w+, but sha256:0+ was promised/)]);
  });

  it('is waited for no longer than anybody wants it', async () => {
    const abort = new AbortController();
    disturbed = ({ url }) => {
      if (url?.endsWith('.chunks') !== true) return false;
      abort.abort(new Error('enough'));
      return true;
    };
    await expect(fetch({ signal: abort.signal })).rejects.toThrow('enough');
    expect(requests).toEqual(['archive.chunk-list', 'archive.chunks']);
  });
});

function addChunk({ chunks }: ChunkList, packedSize = 33_000): void {
  chunks.ids += randomBytes(6).toString('hex');
  chunks.sizes.push(1);
  chunks.packedSizes.push(packedSize);
}

/** 20 kB that can't be packed, and are always the same. */
function noise(...seed: unknown[]): string {
  const parts = Array.from({ length: 320 }, (_part, at) =>
    createHash('sha512').update(`${seed.join()} ${at}`).digest('base64'),
  );
  return parts.join('').slice(0, 20_000);
}
