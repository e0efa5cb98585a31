import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { MaskedUrl } from '@packyard/contracts';
import { startRawServer, temporaryFolder } from '@packyard/testing';
import { HttpClient } from '../http-client';
import type { HttpRequest } from '../http-request';
import { NetworkPolicy } from '../network-policy';
import { DownloadCache } from './download-cache';

const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' });
const client = new HttpClient(policy, { PACKYARD_STALL_SECONDS: 1 });
const CONTENT = randomBytes(300_000);
const OTHER = randomBytes(300_000);

/** One answer for each request, in turn; the last one again and again. */
type Answer = (request: { socket: Socket; range: number | undefined; head: string }) => void;

const send = (socket: Socket, head: string[], body: Buffer = Buffer.alloc(0)) => socket.end(asAnswer(head, body));
const asAnswer = (head: string[], body: Buffer) =>
  Buffer.concat([Buffer.from(`HTTP/1.1 ${head.join('\r\n')}\r\nConnection: close\r\n\r\n`), body]);
/** What the client has got by now. */
let received = 0;
const whole =
  (body: Buffer = CONTENT, ...headers: string[]): Answer =>
  ({ socket }) =>
    send(socket, ['200 OK', `Content-Length: ${body.length}`, ...headers], body);
/** Says that there is more than it sends. */
const cut =
  (bytes: number, ...headers: string[]): Answer =>
  ({ socket }) => {
    const head = ['200 OK', `Content-Length: ${CONTENT.length}`, ...headers];
    socket.write(asAnswer(head, CONTENT.subarray(0, bytes)));
    endAfter(bytes, socket);
  };
/** What is on its way is lost when a connection ends. */
const endAfter = (bytes: number, socket: Socket) => {
  const timer = setInterval(() => received >= bytes && socket.end(() => clearInterval(timer)), 5);
};
const rest =
  (body: Buffer = CONTENT, ...headers: string[]): Answer =>
  ({ socket, range = 0 }) =>
    send(
      socket,
      [
        '206 Partial Content',
        `Content-Range: bytes ${range}-${body.length - 1}/${body.length}`,
        `Content-Length: ${body.length - range}`,
        ...headers,
      ],
      body.subarray(range),
    );
const status =
  (line: string, ...headers: string[]): Answer =>
  ({ socket }) =>
    send(socket, [line, 'Content-Length: 0', ...headers]);
const TAG = 'ETag: "one"';

describe('Download', () => {
  const folder = temporaryFolder();
  let count = 0;
  let server: Awaited<ReturnType<typeof startRawServer>>;
  const heads: string[] = [];

  const serve = async (...answers: Answer[]) => {
    heads.length = 0;
    let round = 0;
    server = await startRawServer((socket, head) => {
      heads.push(head);
      const range = /^range: bytes=(\d+)-/im.exec(head)?.[1];
      const answer = answers[Math.min(round, answers.length - 1)];
      round += 1;
      answer?.({ socket, head, range: range === undefined ? undefined : Number(range) });
    });
    return server.url;
  };
  afterEach(() => server.close());

  let cacheFolder: string;
  const newCache = (maxBytes = 1e9) => {
    cacheFolder = join(folder, `cache-${count++}`);
    return new DownloadCache({ folder: cacheFolder, maxBytes });
  };
  /** Of answers, whole or in part, in the cache that was made last. */
  const cachedFiles = () =>
    readdirSync(cacheFolder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.'));
  const fetch = async (url: string, more: Partial<HttpRequest> = {}) => {
    const file = join(folder, `file-${count++}`);
    const signal = AbortSignal.timeout(20_000);
    received = 0;
    const wanted: HttpRequest = {
      url: new MaskedUrl(url),
      verifySsl: true,
      maxBytes: 1_000_000,
      limitName: 'X',
      signal,
      ...more,
      onProgress: (progress) => {
        received = progress.bytes;
        more.onProgress?.(progress);
      },
    };
    const downloaded = await client.download(wanted, file);
    return { ...downloaded, content: readFileSync(file), file };
  };
  const expectContent = (got: { content: Buffer; checksum: string; bytes: number }, content: Buffer = CONTENT) => {
    expect(got.content.equals(content)).toBe(true);
    expect(got.checksum).toBe(`sha256:${createHash('sha256').update(content).digest('hex')}`);
    expect(got.bytes).toBe(content.length);
  };

  it('goes on where the connection broke, asking for the rest of the very same thing', async () => {
    const url = await serve(cut(100_000, TAG), rest(CONTENT, TAG));
    const got = await fetch(`${url}/a`);
    expectContent(got);
    expect(got.transferredBytes).toBe(CONTENT.length);
    expect(heads[1]).toMatch(/range: bytes=100000-\r\n/i);
    expect(heads[1]).toMatch(/if-range: "one"/i);
  });

  it('goes on as often as it takes, as long as it gets further', async () => {
    const step: Answer = ({ socket, range = 0 }) => {
      const to = Math.min(CONTENT.length, range + 20_000);
      const head = ['206 Partial Content', `Content-Range: bytes ${range}-${CONTENT.length - 1}/${CONTENT.length}`];
      socket.write(asAnswer([...head, `Content-Length: ${CONTENT.length - range}`, TAG], CONTENT.subarray(range, to)));
      endAfter(to, socket);
    };
    const url = await serve(cut(20_000, TAG), step);
    expectContent(await fetch(`${url}/a`));
    expect(heads).toHaveLength(15);
  });

  it('gives up when several attempts in a row bring nothing new', async () => {
    const url = await serve(cut(100, TAG), ({ socket }) => void socket.resetAndDestroy());
    await expect(fetch(`${url}/a`)).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    expect(heads.length).toBeLessThan(6);
  });

  it.each<[string, Answer[]]>([
    ['a whole answer comes instead of the rest', [cut(100_000, TAG), whole(CONTENT, TAG)]],
    ['it is something else by now', [cut(100_000, TAG), whole(CONTENT, 'ETag: "two"')]],
    ['the rest is of something else', [cut(9000, TAG), rest(OTHER, 'ETag: "two"'), whole(CONTENT, 'ETag: "two"')]],
    ['the rest is of another length', [cut(9000, TAG), rest(Buffer.concat([CONTENT, OTHER]), TAG), whole()]],
    ['the rest does not say what it is of', [cut(9000, TAG), status('206 Partial Content', TAG), whole()]],
    [
      'another part comes than was asked for',
      [cut(9000, TAG), (request) => rest(CONTENT, TAG)({ ...request, range: 5000 }), whole()],
    ],
    ['the validator is weak', [cut(100_000, 'ETag: W/"one"'), whole()]],
    ['there is none', [cut(100_000), whole()]],
    ['the range is refused', [cut(100_000, TAG), status('416 Range Not Satisfiable'), whole()]],
    [
      'the date is too fresh to tell two states apart',
      [cut(9000, 'Date: Thu, 26 Nov 2026 13:00:00 GMT', 'Last-Modified: Thu, 26 Nov 2026 13:00:00 GMT'), whole()],
    ],
  ])('starts again when %s', async (_when, answers) => {
    expectContent(await fetch(`${await serve(...answers)}/a`, { cache: newCache() }));
  });

  it('goes on by a date that is old enough', async () => {
    const dates = ['Date: Thu, 26 Nov 2026 13:00:00 GMT', 'Last-Modified: Wed, 25 Nov 2026 13:00:00 GMT'];
    expectContent(await fetch(`${await serve(cut(9000, ...dates), rest(CONTENT, ...dates))}/a`));
    expect(heads[1]).toMatch(/if-range: Wed, 25 Nov/i);
  });

  it('goes on with what another worker left or died over', async () => {
    const cache = newCache();
    const dead = ({ socket }: { socket: Socket }) => void socket.resetAndDestroy();
    const url = await serve(cut(200_000, TAG), dead, dead, dead, rest(CONTENT, TAG));
    await expect(fetch(`${url}/a`, { cache })).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    const got = await fetch(`${url}/a`, { cache });
    expectContent(got);
    expect(got.transferredBytes).toBe(100_000);
  });

  it('does without what another worker left when that was put together wrongly: the promise decides', async () => {
    const cache = newCache();
    const dead = ({ socket }: { socket: Socket }) => void socket.resetAndDestroy();
    // The server says that both are the same.
    const url = await serve(cut(200_000, TAG), dead, dead, dead, rest(OTHER, TAG), whole(OTHER, TAG));
    await expect(fetch(`${url}/a`, { cache })).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    const check = ({ path }: { path: string }) => {
      if (!readFileSync(path).equals(OTHER)) throw new Error('mixed');
    };
    expectContent(await fetch(`${url}/a`, { cache, check }), OTHER);
  });

  it('sends one conditional request for what it has, and takes the new one when there is one', async () => {
    const cache = newCache();
    const url = await serve(whole(CONTENT, TAG), status('304 Not Modified', TAG), whole(OTHER, 'ETag: "two"'));
    expectContent(await fetch(`${url}/a`, { cache }));
    const again = await fetch(`${url}/a`, { cache });
    expectContent(again);
    expect(again).toMatchObject({ isUnchanged: true, transferredBytes: 0 });
    expect(heads[1]).toMatch(/if-none-match: "one"/i);
    expectContent(await fetch(`${url}/a`, { cache }), OTHER);
    expect(heads).toHaveLength(3);
  });

  it('fetches again what was spoiled on its own disk', async () => {
    const cache = newCache();
    const url = await serve(whole(CONTENT, TAG), status('304 Not Modified', TAG), whole(CONTENT, TAG));
    const { file } = await fetch(`${url}/a`, { cache });
    // The same file: what is kept is linked.
    writeFileSync(file, OTHER);
    expectContent(await fetch(`${url}/a`, { cache }));
  });

  it('does not read again what its caller has read already', async () => {
    const cache = newCache();
    const url = await serve(whole(CONTENT, TAG), status('304 Not Modified', TAG), whole(OTHER, TAG));
    const { file, checksum: alreadyRead } = await fetch(`${url}/a`, { cache });
    writeFileSync(file, OTHER);
    expect(await fetch(`${url}/a`, { cache, alreadyRead })).toMatchObject({ isUnchanged: true, checksum: alreadyRead });
    expect(heads).toHaveLength(2);
  });

  it('keeps nothing that is not what was promised', async () => {
    const cache = newCache();
    const url = await serve(whole(OTHER, TAG), whole(CONTENT, TAG));
    const check = ({ path }: { path: string }) => {
      if (!readFileSync(path).equals(CONTENT)) throw new Error('another');
    };
    await expect(fetch(`${url}/a`, { cache, check })).rejects.toThrow('another');
    expectContent(await fetch(`${url}/a`, { cache, check }));
    expect(heads[1]).not.toMatch(/if-none-match/i);
  });

  it('gives what was read with one password to nobody with another', async () => {
    const cache = newCache();
    const url = await serve(whole(CONTENT, TAG), whole(OTHER, TAG));
    await fetch(url.replace('http://', 'http://me:one@'), { cache });
    expectContent(await fetch(url.replace('http://', 'http://me:two@'), { cache }), OTHER);
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => /one|two/.test(name.replace(/[0-9a-f]{32,}/g, '')))).toEqual([]);
  });

  it('waits as long as the server asks it to', async () => {
    const url = await serve(status('429 Too Many Requests', 'Retry-After: 1'), whole());
    const startedAt = Date.now();
    expectContent(await fetch(`${url}/a`));
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1000);
  });

  it('leaves it to later when the server asks for more than a minute, and says so', async () => {
    const url = await serve(status('503 Service Unavailable', 'Retry-After: 3600'));
    await expect(fetch(`${url}/a`)).rejects.toMatchObject({ hint: expect.stringContaining('3600 seconds') });
    expect(heads).toHaveLength(1);
  });

  it('refuses what says that it is too long, before any of it', async () => {
    const url = await serve(whole());
    await expect(fetch(`${url}/a`, { maxBytes: 1000 })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it.each<[string, string, Buffer, Buffer]>([
    ['undoes it', '/index.json', gzipSync(CONTENT), CONTENT],
    ['undoes it around an archive that is packed itself', '/a.tar.gz', gzipSync(gzipSync(tar())), gzipSync(tar())],
    ['keeps a stored archive that is only labelled so', '/a.tar.gz', gzipSync(tar()), gzipSync(tar())],
    ['undoes it around a tar that was asked for', '/a.tar', gzipSync(tar()), tar()],
    ['keeps what is not packed at all', '/a.tar', tar(), tar()],
  ])('knows what Content-Encoding: gzip means: %s', async (_what, path, sent, expected) => {
    const url = await serve(whole(sent, 'Content-Encoding: gzip'));
    for (const cache of [undefined, newCache()]) {
      expectContent(await fetch(`${url}${path}`, cache === undefined ? {} : { cache }), expected);
    }
  });

  it.each([
    ['with its frame', deflateSync],
    ['without, as many servers send it', deflateRawSync],
  ])('undoes Content-Encoding: deflate %s', async (_how, pack) => {
    const url = await serve(whole(pack(CONTENT), 'Content-Encoding: deflate'));
    expectContent(await fetch(`${url}/a`));
  });

  it('refuses a part that is too long before it asks for it', async () => {
    const url = await serve(({ socket }) => void socket.resetAndDestroy());
    const wanted = { url: new MaskedUrl(`${url}/a`), verifySsl: true, maxBytes: 1000, limitName: 'X' };
    const file = await open(join(folder, `part-${count++}`), 'wx');
    const part = client.downloadPart({ ...wanted, signal: AbortSignal.timeout(20_000) }, { from: 5, to: 1006 }, file);
    await expect(part).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    expect(heads).toEqual([]);
    await file.close();
  });

  it('names an encoding that it does not know', async () => {
    const url = await serve(whole(CONTENT, 'Content-Encoding: compress'));
    await expect(fetch(`${url}/a`)).rejects.toMatchObject({ message: expect.stringContaining("'compress'") });
  });

  it('refuses an answer that grows too large once its encoding is undone, and keeps nothing of it', async () => {
    const cache = newCache();
    const url = await serve(whole(gzipSync(Buffer.alloc(5_000_000)), 'Content-Encoding: gzip', TAG));
    await expect(fetch(`${url}/a`, { cache })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    expect(cachedFiles()).toEqual([]);
  });

  it.each([
    ['gzip', gzipSync(CONTENT).subarray(0, -9)],
    ['br', brotliCompressSync(CONTENT).subarray(0, -9)],
    ['zstd', zstdCompressSync(CONTENT).subarray(0, -9)],
    ['deflate', Buffer.concat([deflateSync(CONTENT).subarray(0, 2000), Buffer.alloc(2000, 0x55)])],
  ])('says so when what was packed as %s is damaged', async (encoding, content) => {
    const cache = newCache();
    const url = await serve(whole(content, `Content-Encoding: ${encoding}`, TAG));
    const error = { code: 'SOURCE_INVALID', message: expect.stringContaining(`encoding '${encoding}'`) };
    await expect(fetch(`${url}/a`, { cache })).rejects.toMatchObject(error);
    expect(cachedFiles()).toEqual([]);
  });

  it('makes room also when what comes fails', async () => {
    const cache = newCache(1);
    const url = await serve(whole(CONTENT, TAG), ({ socket }) => void socket.resetAndDestroy());
    await fetch(`${url}/old`, { cache });
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
    await expect(fetch(`${url}/new`, { cache })).rejects.toThrow();
    jest.restoreAllMocks();
    expect(cachedFiles()).toEqual([]);
  });

  it('makes room in its cache for what comes later', async () => {
    const cache = newCache(400_000);
    const url = await serve(whole(CONTENT, TAG));
    const now = Date.now();
    await fetch(`${url}/old`, { cache });
    // Disks tell some milliseconds apart, and both may be fetched within them.
    for (const name of cachedFiles()) utimesSync(join(cacheFolder, name), now / 1000 - 60, now / 1000 - 60);
    await fetch(`${url}/new`, { cache });
    await cache.prune(now + 3_600_000);
    await fetch(`${url}/new`, { cache });
    expect(heads[2]).toMatch(/if-none-match/i);
    await fetch(`${url}/old`, { cache });
    expect(heads[3]).not.toMatch(/if-none-match/i);
  });

  it('tells how far it is', async () => {
    const told: { bytes: number; total?: number }[] = [];
    const url = await serve(cut(100_000, TAG), rest(CONTENT, TAG));
    await fetch(`${url}/a`, { onProgress: (progress) => told.push(progress) });
    expect(told.at(-1)).toEqual({ bytes: CONTENT.length, total: CONTENT.length });
    expect(told.every(({ bytes }, at) => bytes > (told[at - 1]?.bytes ?? 0))).toBe(true);
  });

  it('leaves half a file to nobody when it is stopped, and keeps it for the next', async () => {
    const cache = newCache();
    const abort = new AbortController();
    const url = await serve(
      ({ socket }) => {
        socket.write(`HTTP/1.1 200 OK\r\n${TAG}\r\nContent-Length: ${CONTENT.length}\r\n\r\n`);
        socket.write(CONTENT.subarray(0, 150_000));
      },
      rest(CONTENT, TAG),
    );
    const stopped = fetch(`${url}/a`, {
      cache,
      signal: abort.signal,
      onProgress: ({ bytes }) => bytes === 150_000 && abort.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    const got = await fetch(`${url}/a`, { cache });
    expectContent(got);
    expect(got.transferredBytes).toBeLessThanOrEqual(160_000);
    expect(statSync(got.file).mode & 0o077).toBe(0);
  });
});

/** The shortest that is one. */
function tar(): Buffer {
  const block = Buffer.alloc(1536);
  block.write('ustar', 257);
  return block;
}
