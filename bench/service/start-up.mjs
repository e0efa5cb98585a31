// What a service takes until all of it is loaded and it asks for its database, which is not there: as shipped, and file by
// file, in turns. On Linux, of which the processor time and the memory are asked.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { built, mainOf } from './test-bed/dist.mjs';

const RUNS = 10;
const TICKS_PER_SECOND = 100;
const WAITS = /Not ready/;
const apps = ['gateway', 'downloader', 'resolver', 'env-builder', 'registrar'];
const ways = { shipped: mainOf, 'file by file': (app) => built(`apps/${app}/src/main.js`) };

console.log('| app | shipped: s of processor time | file by file | ratio | shipped: MB | file by file |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
for (const app of apps) {
  const taken = { shipped: [], 'file by file': [] };
  for (let run = 0; run <= RUNS; run += 1) {
    for (const [way, find] of Object.entries(ways)) {
      const cost = await costOf(find(app));
      // The first run of each finds files that nobody has read lately, and nothing that V8 has compiled of them.
      if (run > 0) taken[way].push(cost);
    }
  }
  const [shipped, filed] = Object.keys(ways).map((way) => [median(taken[way], 'seconds'), median(taken[way], 'bytes')]);
  const figures = [shipped[0].toFixed(2), filed[0].toFixed(2), (filed[0] / shipped[0]).toFixed(1)];
  console.log(
    `| ${[app, ...figures, ...[shipped[1], filed[1]].map((bytes) => (bytes / 1e6).toFixed(0))].join(' | ')} |`,
  );
}

async function costOf(main) {
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
      NODE_COMPILE_CACHE: built('.compile-cache'),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  for await (const chunk of child.stderr.setEncoding('utf8')) {
    said += chunk;
    if (WAITS.test(said)) break;
  }
  if (!WAITS.test(said)) throw new Error(`${main} ended: ${said}`);
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const pages = Number(readFileSync(`/proc/${child.pid}/statm`, 'utf8').split(' ')[1]);
  child.kill('SIGKILL');
  return { seconds: (Number(stat[11]) + Number(stat[12])) / TICKS_PER_SECOND, bytes: pages * 4096 };
}

function median(costs, what) {
  const sorted = costs.map((cost) => cost[what]).toSorted((one, other) => one - other);
  return (sorted[RUNS / 2 - 1] + sorted[RUNS / 2]) / 2;
}
