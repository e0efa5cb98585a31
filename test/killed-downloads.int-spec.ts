import { type ChildProcess, fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join, resolve } from 'node:path';
import { eventually, listenOnLoopback, type LoopbackServer, temporaryFolder } from '@packyard/testing';

const MEGABYTE = 1_000_000;
const BLOCK = randomBytes(MEGABYTE);
const BLOCKS = 200;
const STEP_BYTES = 250_000;
/** How much is under way at most, as on a line of some length. */
const WINDOW_BYTES = 500_000;
/** How often a worker tells how far it is. */
const TOLD_BYTES = 100_000;
const CUTS = 10;
const KILLED_AT = [3, 7];

describe('a large archive over a line that breaks', () => {
  const folder = temporaryFolder();
  let origin: BreakingOrigin;
  afterEach(() => origin.close());

  it('arrives once and whole, although the line breaks ten times and two workers are killed', async () => {
    origin = await BreakingOrigin.start();
    let result: Result | undefined;
    let round = 0;
    while (result === undefined && round <= KILLED_AT.length) {
      round += 1;
      result = await downloadIn(join(folder, `file-${round}`), round);
    }
    expect(round).toBe(1 + KILLED_AT.length);
    expect(result?.downloaded.checksum).toBe(origin.checksum());
    expect(origin.cuts).toBe(CUTS);
    expect(origin.sentBytes / (BLOCKS * MEGABYTE)).toBeLessThanOrEqual(1.05);
    // What a process takes that does nothing is more than half of what a worker may have.
    expect(result?.growthMegabytes).toBeLessThan(110);
  });

  /** Nothing when it was killed. */
  async function downloadIn(file: string, round: number): Promise<Result | undefined> {
    const script = resolve(__dirname, 'support/download.process.mjs');
    const child = fork(script, [`${origin.url}/large.tar`, join(folder, 'cache'), file]);
    origin.serve(child, KILLED_AT[round - 1]);
    let result: Result | undefined;
    child.on('message', (message) => {
      const told = message as Result | { bytes: number };
      if ('bytes' in told) origin.receivedBytes = told.bytes;
      else result = told;
    });
    await new Promise((done) => child.once('exit', done));
    return result;
  }
});

interface Result {
  downloaded: { checksum: string };
  growthMegabytes: number;
}

/** Has one file of 200 MB, of which every connection gets less than is left, until it has broken often enough. */
class BreakingOrigin {
  cuts = 0;
  sentBytes = 0;
  receivedBytes = 0;
  private child: ChildProcess | undefined;
  private killAt: number | undefined;

  private constructor(private readonly server: () => LoopbackServer) {}

  static async start(): Promise<BreakingOrigin> {
    const origin: BreakingOrigin = new BreakingOrigin(() => loopback);
    const server = createServer((request, response) => void origin.answer(request, response));
    const loopback = await listenOnLoopback(server);
    return origin;
  }

  get url(): string {
    return this.server().url;
  }

  close(): Promise<void> {
    return this.server().close();
  }

  /** From now on this worker is served; it dies at that break. */
  serve(child: ChildProcess, killAt: number | undefined): void {
    [this.child, this.killAt, this.receivedBytes] = [child, killAt, 0];
  }

  checksum(): string {
    const hash = createHash('sha256');
    for (let block = 0; block < BLOCKS; block += 1) hash.update(BLOCK);
    return `sha256:${hash.digest('hex')}`;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const total = BLOCKS * MEGABYTE;
    const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    let at = Number(from ?? 0);
    const head = { etag: '"one"', 'content-length': total - at };
    if (from === undefined) response.writeHead(200, head);
    else response.writeHead(206, { ...head, 'content-range': `bytes ${at}-${total - 1}/${total}` });
    const end = this.cuts < CUTS ? at + Math.floor((total - at) / (CUTS + 1 - this.cuts)) : total;
    this.receivedBytes = Math.max(this.receivedBytes, at);
    while (at < end) {
      await eventually(() => expect(at - this.receivedBytes).toBeLessThanOrEqual(WINDOW_BYTES));
      const bytes = Math.min(STEP_BYTES, end - at);
      response.write(BLOCK.subarray(at % MEGABYTE, (at % MEGABYTE) + bytes));
      const sent = Math.min(bytes, MEGABYTE - (at % MEGABYTE));
      this.sentBytes += sent;
      at += sent;
    }
    if (at === total) return void response.end();
    this.cuts += 1;
    if (this.cuts === this.killAt) this.child?.kill('SIGKILL');
    else await eventually(() => expect(at - this.receivedBytes).toBeLessThanOrEqual(TOLD_BYTES));
    response.destroy();
  }
}
