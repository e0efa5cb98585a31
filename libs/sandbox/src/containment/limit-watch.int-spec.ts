import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, temporaryFolder } from '@packyard/testing';
import { DEFAULT_LIMITS } from './contained-input';
import { type Holding, LimitWatch } from './limit-watch';
import { ProcessTree } from './process-tree';

const MIB = 2 ** 20;
const limits = { ...DEFAULT_LIMITS, diskBytes: 32 * MIB, files: 1000 };
const folder = temporaryFolder();
const sleepers: ChildProcess[] = [];
const watches: LimitWatch[] = [];
let count = 0;
afterEach(() => watches.splice(0).forEach((watch) => watch.end()));
afterEach(() => sleepers.splice(0).forEach((sleeper) => sleeper.kill('SIGKILL')));

describe('tools that run one after the other in the same folders', () => {
  it('are counted together when they write little', async () => {
    const place = aFolder();
    const base = await baseAfter(place, undefined, () => write(place, 1));
    expect(base).toMatchObject({ files: 1 });
    expect(base?.bytes).toBeLessThan(MIB);
    expect(await baseAfter(place, base, () => undefined)).toEqual(base);
  });

  it('are held to the limit with what the ones before have written', async () => {
    const place = aFolder();
    write(place, 33);
    const watch = start(place, { bytes: 0, files: 1 });
    await eventually(() => expect(watch.signal.reason).toMatchObject({ code: 'LIMIT_EXCEEDED' }));
    expect((watch.signal.reason as Error).message).toContain('more than 32 MiB to the disk');
  });

  it('begin anew after one that wrote much', async () => {
    const place = aFolder();
    const watch = start(place, { bytes: 0, files: 1 });
    write(place, 3);
    await eventually(() => expect(watch.baseOfNext).toBeUndefined());
  });
});

/** What a run leaves for the next one; it does something as soon as its start is known. */
async function baseAfter(place: string, base: Holding | undefined, act: () => void): Promise<Holding | undefined> {
  const watch = start(place, base);
  await eventually(() => expect(watch.baseOfNext).toBeDefined());
  act();
  return watch.baseOfNext;
}

function start(place: string, base: Holding | undefined): LimitWatch {
  const sleeper = spawn('sleep', ['600'], { stdio: 'ignore' });
  sleepers.push(sleeper);
  const watch = new LimitWatch({ limits, runs: 'tool', folders: [place], mayHide: true, base });
  watches.push(watch);
  watch.start(new ProcessTree(sleeper.pid ?? 0, undefined));
  return watch;
}

function aFolder(): string {
  const place = join(folder, `place-${count++}`);
  mkdirSync(place);
  return place;
}

function write(place: string, mib: number): void {
  writeFileSync(join(place, `file-${mib}`), Buffer.alloc(mib * MIB, 'x'));
}
