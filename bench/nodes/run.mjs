// What nodes cost: the first use of an environment beside rsync and beside building it, switching many packs on one agent, and
// many simulated agents on one service. All of it on loopback; the registry of containers is Debian's docker-registry.
//
//   npm run build && node bench/nodes/run.mjs [--only environment,switch,crowd] [--packs 1000] [--agents 1000] [--megabytes 50]
//     [--one-token]    all simulated agents share a token, and its limits of requests
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cleanUp, onCleanup } from '../service/cleanup.mjs';
import { measureCrowd } from './crowd.mjs';
import { measureEnvironment } from './environment.mjs';
import { measureSwitch } from './switch.mjs';
import { hasRegistry, Fleet } from './fleet.mjs';

const PARTS = { environment: measureEnvironment, switch: measureSwitch, crowd: measureCrowd };
const WITH_REGISTRY = ['environment', 'switch'];

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(PARTS).join(',') },
    packs: { type: 'string', default: '1000' },
    agents: { type: 'string', default: '1000' },
    megabytes: { type: 'string', default: '50' },
    'one-token': { type: 'boolean', default: false },
  },
});
const sizes = {
  packs: Number(values.packs),
  agents: Number(values.agents),
  megabytes: Number(values.megabytes),
  isTokenShared: values['one-token'],
};
const work = mkdtempSync(join(tmpdir(), 'packyard-nodes-'));
onCleanup(async () => rmSync(work, { recursive: true, force: true }));

console.log(`${availableParallelism()} processors`);
try {
  for (const name of values.only.split(',')) await run(name);
} finally {
  await cleanUp();
}

async function run(name) {
  if (PARTS[name] === undefined) throw new Error(`There is no part ${name}: ${Object.keys(PARTS).join(', ')}.`);
  if (WITH_REGISTRY.includes(name) && !hasRegistry()) return console.log(`\n${name}: skipped, no docker-registry here`);
  console.log(`\n${name}, load ${loadavg()[0].toFixed(1)} before`);
  const fleet = new Fleet(join(work, name));
  try {
    for (const [what, figure] of await PARTS[name](fleet, sizes)) console.log(`  ${what.padEnd(60)} ${figure}`);
  } finally {
    await fleet.stop();
  }
  console.log(`  load ${loadavg()[0].toFixed(1)} after`);
}
