import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';
import { paxEntry, tar, tarEntry, tarGz, temporaryFolder, zip } from '@packyard/testing';

const MB = 1024 * 1024;
const COUNT = 400;
const MAX_MS = 250;
const MAX_MEGABYTES = 300;

const files = Array.from({ length: 500 }, (_item, index) => tarEntry(`folder/file-${index}`, 'x'));
const crowd = Array.from({ length: 60_000 }, (_item, index) => tarEntry(`file-${index}`, ''));
const zeros = Buffer.alloc(20 * MB);

/** Each is made once, and then damaged in a place that the seed chooses. */
const KINDS: Record<string, () => Buffer> = {
  zerosBehind: () => tarGz([tarEntry('a')], Buffer.concat([Buffer.alloc(1024), zeros])),
  zerosInside: () => tarGz([tarEntry('zeros', zeros)]),
  zerosInZip: () => zip([{ name: 'zeros', content: zeros }]),
  liarInZip: () => zip([{ name: 'zeros', content: Buffer.alloc(5 * MB), size: 10 }]),
  sumInZip: () => zip([{ name: 'a', content: 'x'.repeat(5000), crc: 7 }]),
  manyInTar: () => tarGz(crowd),
  manyInZip: () => zip(Array.from({ length: 60_000 }, (_item, index) => ({ name: `f${index}`, content: '' }))),
  deepInTar: () => tarGz([paxEntry({ path: `${'d/'.repeat(3000)}f` }), tarEntry('f')]),
  wayOut: () => tar([tarEntry('../../etc/cron.d/x')]),
  link: () => tarGz([tarEntry('link', '', { type: '2', linkname: '/etc/passwd' })]),
  nested: () => gzipSync(tarGz([tarEntry('zeros', zeros)])),
  long: () => tar([tarEntry('L', 'n'.repeat(2 * MB), { type: 'L' }), tarEntry('b')]),
  lateRefusal: () => tarGz([...files, tarEntry('../out')]),
};

describe('four hundred hostile archives', () => {
  const folder = temporaryFolder();

  it(`are refused while the process answers within ${MAX_MS} ms more than others and stays below ${MAX_MEGABYTES} MB`, async () => {
    const names = writeArchives(join(folder, 'archives'));
    const process_ = spawn(process.execPath, [
      join(__dirname, 'support/hostile-crowd.process.mjs'),
      join(folder, 'archives'),
    ]);
    const lines = createInterface(process_.stdout)[Symbol.asyncIterator]();
    process_.stderr.pipe(process.stderr);
    const port = Number((await lines.next()).value);
    const bystander = await startBystander();
    const asking = Promise.all([askUntilGone(port), askUntilGone(bystander.port)]);
    const { codes, ...took } = JSON.parse(String((await lines.next()).value)) as {
      codes: Record<string, string[]>;
      megabytes: number;
      childMegabytes: number;
      maxMs: number;
    };
    bystander.end();
    const [answers, others] = await asking;
    // So late a process is that does nothing else, on this machine while all that was at work.
    const machineMs = Math.max(...others);
    const slowestAnswerMs = Math.max(...answers);
    console.info(JSON.stringify({ ...took, slowestAnswerMs, machineMs, answers: answers.length }));
    expect(codes['INTERNAL']).toBeUndefined();
    expect(Object.values(codes).flat().sort()).toEqual(names.sort());
    expect(codes['WHOLE']?.filter((name) => name.endsWith('-0'))).toEqual([expect.stringMatching(/^zerosBehind/)]);
    expect(took.maxMs).toBeLessThan(machineMs + MAX_MS);
    expect(slowestAnswerMs).toBeLessThan(machineMs + MAX_MS);
    expect(took.megabytes).toBeLessThan(MAX_MEGABYTES);
    expect(took.childMegabytes).toBeLessThan(MAX_MEGABYTES);
  });
});

/** A process that does nothing but answer. */
async function startBystander(): Promise<{ port: number; end(): void }> {
  const program = `require('node:http').createServer((_request, answer) => answer.end('alive'))
    .listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;
  const child = spawn(process.execPath, ['-e', program]);
  const { value } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  return { port: Number(value), end: () => void child.kill('SIGKILL') };
}

function writeArchives(to: string): string[] {
  mkdirSync(to);
  const kinds = Object.entries(KINDS).map(([kind, make]) => [kind, make()] as const);
  return Array.from({ length: COUNT }, (_item, index) => {
    const [kind, content] = kinds[index % kinds.length]!;
    const round = Math.floor(index / kinds.length);
    const name = `${kind}-${round}`;
    writeFileSync(join(to, name), round === 0 ? content : damaged(content, index));
    return name;
  });
}

/** The same for the same seed; the first bytes stay, so that it is looked at at all. */
function damaged(content: Buffer, seed: number): Buffer {
  const copy = Buffer.from(content);
  let state = seed;
  for (let hit = 0; hit < 3; hit += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    copy[300 + (state % Math.max(1, copy.length - 300))] = state % 251;
  }
  return seed % 2 === 0 ? copy : copy.subarray(0, 300 + (state % copy.length));
}

/** How long each answer took, one after the other, until nobody answers any more. */
async function askUntilGone(port: number): Promise<number[]> {
  const times: number[] = [];
  // A connection for each answer would take more of a processor than the answers.
  const agent = new Agent({ keepAlive: true });
  for (;;) {
    const startedAt = performance.now();
    const isAlive = await new Promise<boolean>((resolve) => {
      const asking = request({ port, host: '127.0.0.1', agent }, (response) =>
        response.resume().once('end', () => resolve(true)),
      );
      asking.once('error', () => resolve(false)).end();
    });
    if (!isAlive) return times;
    times.push(Math.round(performance.now() - startedAt));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
