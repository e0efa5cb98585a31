// The compiled service, measured by HTTP only: how fast it installs, what a submission and a pack cost, and what more
// workers bring. Packs come from an origin on loopback; PostgreSQL and Redis are real. Prints a table in Markdown.
//
//   npm run build && node bench/service/run.mjs --help
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readOptions, USAGE } from './options.mjs';
import { measureFileCost } from './gauges/file-cost.mjs';
import { watchMachineLoad } from './gauges/machine-load.mjs';
import { measureCost } from './parts/pack-cost.mjs';
import { measureDownloads } from './parts/downloads.mjs';
import { measurePacks } from './parts/packs.mjs';
import { measureRequests } from './parts/requests.mjs';
import { measureStartUp } from './parts/start-up.mjs';
import { measureSubmissions } from './parts/submissions.mjs';
import { measureUnchanged } from './parts/install-unchanged.mjs';
import { warmUp } from './parts/warm-up.mjs';
import { measureWorkers } from './parts/workers.mjs';
import { profileWork } from './profile/profile-work.mjs';
import { printTable } from './table.mjs';
import { isInterrupted, cleanUp, onCleanup } from './cleanup.mjs';
import { isBuilt } from './test-bed/dist.mjs';

/** Parts that share one service of each layout; the others start their own. */
const SHARED = {
  packs: measurePacks,
  requests: measureRequests,
  unchanged: measureUnchanged,
  submissions: measureSubmissions,
  downloads: measureDownloads,
  cost: measureCost,
};

let options;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  fail(`${error.message}\n\n${USAGE}`);
}
if (options.help) {
  process.stdout.write(USAGE);
  process.exit();
}
if (!isBuilt()) fail('Packyard is not built yet: run `npm run build` first.\n');
const { describeMachine } = await import('./machine.mjs');
const { findMissingRedis } = await import('./test-bed/redis.mjs');
const { startOrigin } = await import('./test-bed/origin.mjs');
const { Services } = await import('./test-bed/service.mjs');
const needsRedis = options.queue === 'redis' && (options.layouts.includes('processes') || isAsked('workers'));
const missing = needsRedis ? findMissingRedis() : undefined;
if (missing !== undefined) fail(`${missing}\n`);

const machine = describeMachine();
const rows = [];
const others = watchMachineLoad();
const folder = mkdtempSync(join(options.folder ?? tmpdir(), 'packyard-bench-'));
const fileCosts = [measureFileCost(folder)];
onCleanup(async () => rmSync(folder, { recursive: true, force: true }));
const outOfTime = setTimeout(() => void endEarly('The time is over.'), options.minutes * 60_000);
try {
  await measure();
} catch (error) {
  process.exitCode = 1;
  if (!isInterrupted()) process.stderr.write(`${error.stack}\n`);
}
clearTimeout(outOfTime);
fileCosts.push(measureFileCost(folder));
await cleanUp();
printResults();

async function measure() {
  const origin = await startOrigin();
  const services = new Services({ ...options, folder });
  if (isAsked('start-up')) await measureStartUp({ services, options, report: reporter('embedded') });
  for (const layout of options.layouts) {
    const parts = Object.keys(SHARED).filter(isAsked);
    if (parts.length > 0) await measureLayout({ services, origin, layout }, parts);
  }
  if (isAsked('workers')) await measureWorkers({ services, origin, options, report: reporter('processes') });
}

async function measureLayout({ services, origin, layout }, parts) {
  const service = await services.start(layout);
  try {
    await warmUp(service, origin);
    for (const part of parts) {
      process.stderr.write(`${layout}: ${part} …\n`);
      const othersThen = watchMachineLoad();
      await SHARED[part]({ service, origin, options, report: reporter(layout), profiling: profiler(service, layout) });
      process.stderr.write(`  ${othersThen()}\n`);
    }
  } finally {
    await service.stop();
  }
}

function profiler(service, layout) {
  if (options.profile === undefined) return undefined;
  return (part, packs, work) =>
    profileWork(service, { folder: resolve(options.profile), name: `${part}-${layout}`, packs }, work);
}

function reporter(layout) {
  const where = layout === 'embedded' ? layout : `${layout}, ${options.queue}`;
  return (row) => {
    rows.push({ where, ...row });
    process.stderr.write(`  ${row.what}: ${row.values.map((value) => value.toFixed(2)).join(' ')} ${row.unit}\n`);
  };
}

function isAsked(part) {
  return options.only.includes(part);
}

async function endEarly(why) {
  process.stderr.write(`${why}\n`);
  printResults();
  await cleanUp();
  process.exit(1);
}

function printResults() {
  if (rows.length === 0) return;
  const [before, after = before] = fileCosts.map((microseconds) => microseconds.toFixed(0));
  console.log(`${machine}. ${others()} Making a file took ${before} µs of a processor before and ${after} after.\n`);
  printTable(rows);
}

function fail(text) {
  process.stderr.write(text);
  process.exit(2);
}
