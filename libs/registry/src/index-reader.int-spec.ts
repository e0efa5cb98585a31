import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { RejectedError, reportError } from '@packyard/contracts';
import { DownloadCache, HttpClient, NetworkPolicy } from '@packyard/network';
import { eventually, listenOnLoopback, type LoopbackServer, temporaryFolder } from '@packyard/testing';
import { IndexReader, type IndexReaderConfig } from './index-reader';

const INDEX = JSON.stringify({ packs: [entry(1)] });
const CONFIG: IndexReaderConfig = {
  PACKYARD_REGISTRIES: [],
  PACKYARD_REGISTRY_TTL_SECONDS: 60,
  PACKYARD_MAX_INDEX_BYTES: 64 * 1024 * 1024,
  PACKYARD_INDEX_SECONDS: 30,
};

const tagged: number[] = [];

describe('IndexReader', () => {
  const folder = temporaryFolder();
  const held: ServerResponse[] = [];
  let asked = 0;
  let server: LoopbackServer;

  beforeAll(async () => {
    const half = INDEX.slice(0, 30);
    server = await listenOnLoopback(
      createServer((request, response) => {
        asked += 1;
        const path = request.url ?? '';
        response.on('error', () => undefined);
        if (path.startsWith('/held')) held.push(response);
        else if (path === '/cut')
          response.writeHead(200, { 'content-length': 9999 }).write(half, () => response.destroy());
        else if (path === '/cut-chunked') response.write(half, () => setTimeout(() => response.destroy(), 50));
        else if (path === '/trickle') trickle(response);
        else if (path === '/stalls') response.write(half);
        else if (path === '/tagged') answerTagged(request, response);
        else response.end(INDEX);
      }),
    );
  });
  afterAll(() => server.close());

  const readerOf = (config: Partial<IndexReaderConfig> = {}, stallSeconds = 30, downloads?: DownloadCache) => {
    const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' });
    const http = new HttpClient(policy, { PACKYARD_STALL_SECONDS: stallSeconds });
    return new IndexReader({ ...CONFIG, ...config }, http, { resolve: (path) => Promise.resolve(path) }, downloads);
  };
  const read = (reader: IndexReader, path: string, signal = AbortSignal.timeout(60_000)) =>
    reader.read(
      { url: path.startsWith(folder) ? path : `${server.url}${path}`, headers: {} },
      { verifySsl: true, signal },
    );
  const told = (reading: Promise<unknown>) => reading.then(() => undefined, reportError);

  it.each([['/cut'], ['/cut-chunked']])('says at once that a body breaks off: %s', async (path) => {
    const startedAt = Date.now();
    const error = await told(read(readerOf(), path));
    expect(error).toMatchObject({ code: 'REGISTRY_UNAVAILABLE' });
    expect(error?.message).toContain('ended the connection before its answer was whole');
    expect(Date.now() - startedAt).toBeLessThan(2000);
  });

  it('refuses a path where nothing is, and names it in the hint', async () => {
    const missing = join(folder, 'none.json');
    const error = await read(readerOf(), missing).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RejectedError);
    expect(error).toMatchObject({ code: 'REGISTRY_UNAVAILABLE', hint: expect.stringContaining(missing) });
  });

  it('has a limit of its own for an index that trickles, and for one that stalls', async () => {
    const slow = await told(read(readerOf({ PACKYARD_INDEX_SECONDS: 1 }), '/trickle'));
    expect(slow).toMatchObject({ code: 'REGISTRY_UNAVAILABLE', message: expect.stringContaining('1 seconds') });
    const stalled = await told(read(readerOf({}, 1), '/stalls'));
    expect(stalled).toMatchObject({ code: 'REGISTRY_UNAVAILABLE', message: expect.stringContaining('stood still') });
  });

  it("shares one reading, and nobody's cancel or time limit is another's", async () => {
    const reader = readerOf();
    const [first, second] = [new AbortController(), AbortSignal.timeout(300)];
    asked = 0;
    const readings = [first.signal, second, AbortSignal.timeout(60_000)].map((signal) => read(reader, '/held', signal));
    const [cancelled, timedOut] = readings.map((reading) => reading.catch((error: unknown) => error));
    await eventually(() => expect(held).toHaveLength(1));
    first.abort(new Error('cancelled'));
    expect(await cancelled).toMatchObject({ message: 'cancelled' });
    expect(await timedOut).toMatchObject({ name: 'TimeoutError' });
    held.pop()?.end(INDEX);
    expect([...(await readings[2]!).refs]).toEqual(['pack-1']);
    await read(reader, '/held');
    expect(asked).toBe(1);
  });

  it('stops a reading that nobody waits for, and starts anew for the next', async () => {
    const reader = readerOf();
    const abort = new AbortController();
    const reading = read(reader, '/held?left', abort.signal).catch(() => undefined);
    await eventually(() => expect(held).toHaveLength(1));
    abort.abort();
    await reading;
    await eventually(() => expect(held[0]?.destroyed).toBe(true));
    held.splice(0);
    const next = read(reader, '/held?left');
    await eventually(() => expect(held).toHaveLength(1));
    held.pop()?.end(INDEX);
    expect((await next).size).toBe(1);
  });

  it('asks only for what has changed, and parses nothing twice', async () => {
    const downloads = new DownloadCache({ folder: join(folder, 'downloads'), maxBytes: 1e9 });
    const reader = readerOf({ PACKYARD_REGISTRY_TTL_SECONDS: 0 }, 30, downloads);
    tagged.splice(0);
    const first = await read(reader, '/tagged');
    expect(await read(reader, '/tagged')).toBe(first);
    const other = await read(readerOf({}, 30, downloads), '/tagged');
    expect(await other.entriesOf('pack-1')).toMatchObject([{ version: '1.0.0' }]);
    expect(tagged).toEqual([200, 304, 304]);
    const file = join(folder, 'changes.json');
    writeFileSync(file, INDEX);
    const before = await read(reader, file);
    expect(await read(reader, file)).toBe(before);
    writeFileSync(file, JSON.stringify({ packs: [entry(1), entry(2)] }));
    expect([...(await read(reader, file)).refs]).toEqual(['pack-1', 'pack-2']);
    expect([...before.refs]).toEqual(['pack-1']);
  });

  it('answers from a large index by ref, without having it in memory', async () => {
    const file = join(folder, 'large.json');
    const versions = Array.from({ length: 20 }, (_version, number) => `1.${number}.0`);
    const packs = Array.from({ length: 2000 }, (_pack, number) =>
      versions.map((version) => ({ ...entry(number), version, dependencies: { packs: [`pack-${number + 1}@^1`] } })),
    ).flat();
    writeFileSync(file, JSON.stringify({ packs }));
    const index = await read(readerOf(), file);
    const entries = await index.entriesOf('pack-7');
    expect(entries.map(({ version }) => version)).toEqual(versions);
    expect(entries[3]?.dependencies).toEqual([{ ref: 'pack-8', range: '^1' }]);
    expect(await index.entriesOf('pack-2001')).toEqual([]);
    const seen: string[] = [];
    for await (const [ref, found] of index.packs()) if (found.length === 20) seen.push(ref);
    expect(seen).toEqual([...index.refs]);
    expect(seen).toHaveLength(2000);
  });

  it('keeps a bounded number of indexes', async () => {
    const reader = readerOf();
    for (let number = 0; number < 40; number += 1) await read(reader, `/ok?${number}`);
    asked = 0;
    await read(reader, '/ok?39');
    expect(asked).toBe(0);
    await read(reader, '/ok?0');
    expect(asked).toBe(1);
  });

  const sources = [{ type: 'archive', url: 'https://h.example/a.tgz' }];
  const large: [string, string, () => string][] = [
    ['one entry 30,000 times', 'read', () => list(30_000, () => entry(1))],
    ['30,000 versions of one pack', 'read', () => list(30_000, (index) => ({ ...entry(1), version: `1.0.${index}` }))],
    [
      'one entry with 100,000 versions',
      'read',
      () =>
        JSON.stringify({
          packs: [
            {
              ...entry(1),
              versions: Array.from({ length: 100_000 }, (_item, index) => ({
                version: `1.0.${index}`,
                install_sources: sources,
              })),
            },
          ],
        }),
    ],
    ['90,000 packs', 'read', () => list(90_000, entry)],
    ['50,000 entries that are wrong', 'read', () => list(50_000, () => ({ version: 1 }))],
    ['10 million numbers', 'REGISTRY_INVALID', () => `{"packs":[${'1,'.repeat(10_000_000)}1]}`],
    ['20 MB of numbers', 'REGISTRY_INVALID', () => `[${'1,'.repeat(10_000_000)}1]`],
    ['20 MB of brackets', 'REGISTRY_INVALID', () => '['.repeat(20_000_000)],
    [
      'an object with a million keys',
      'REGISTRY_INVALID',
      () => `{"packs":{${Array.from({ length: 1_000_000 }, (_item, index) => `"k${index}":1`).join(',')}}}`,
    ],
    ['a text of 30 MB', 'REGISTRY_INVALID', () => `{"packs": "${'x'.repeat(30_000_000)}"}`],
    [
      'an entry of 20 MB',
      'read',
      () => JSON.stringify({ packs: [{ ...entry(1), description: 'x'.repeat(20_000_000) }, entry(2)] }),
    ],
    ['more than an index may have', 'REGISTRY_UNAVAILABLE', () => ' '.repeat(70_000_000)],
  ];

  it.each(large)('never stands in the way of others: %s (%s)', async (what, expected, make) => {
    const file = join(folder, `${what.replaceAll(/\W+/g, '-')}.json`);
    writeFileSync(file, make());
    const ends: string[] = [];
    const pause = await maxPause(async () => void ends.push((await told(read(readerOf(), file)))?.code ?? 'read'));
    expect(new Set(ends)).toEqual(new Set([expected]));
    expect(pause).toBeLessThan(250);
  });
});

/** The least of three: what stands in the way does so every time, a machine that is busy with other things does not. */
async function maxPause(work: () => Promise<unknown>): Promise<number> {
  const pauses: number[] = [];
  for (let round = 0; round < 3 && !pauses.some((pause) => pause < 250); round += 1) {
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    await work();
    delay.disable();
    pauses.push(Math.round(delay.max / 1e6));
  }
  return Math.min(...pauses);
}

function entry(number: number) {
  const install_sources = [{ type: 'archive', url: 'https://h.example/a.tgz' }];
  return { ref: `pack-${number}`, version: '1.0.0', install_sources };
}

function list(count: number, make: (index: number) => unknown): string {
  return JSON.stringify({ packs: Array.from({ length: count }, (_item, index) => make(index)) });
}

function answerTagged(request: IncomingMessage, response: ServerResponse): void {
  const status = request.headers['if-none-match'] === '"one"' ? 304 : 200;
  tagged.push(status);
  response.writeHead(status, { etag: '"one"' }).end(status === 200 ? INDEX : undefined);
}

function trickle(response: ServerResponse): void {
  const timer = setInterval(() => response.write(' '), 20);
  response.once('close', () => clearInterval(timer));
}
