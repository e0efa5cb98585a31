// The first use of an environment on another node, beside rsync of the same tree and beside building it, which take turns: so
// what else the machine does hits all. Every node is a new one. Nothing is removed before the end: for a minute after so many
// files were removed, ext4 looks for a long time for the inode of a new one.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { megabytes, processorSeconds, timed } from '../build/measure.mjs';
import { Builders, isWhatNodesDo } from './building.mjs';
import { addWheels, serveFolder } from './wheels.mjs';
import { median } from './fleet.mjs';

const ROUNDS = 6;
const BUILDS = 3;
const REF = 'heavy';

export async function measureEnvironment(fleet, sizes) {
  const index = await serveFolder(join(fleet.folder, 'www'));
  fleet.stops.push(index.close);
  const requirements = await addWheels(join(fleet.folder, 'www'), sizes.megabytes);
  const pack = writePack(join(fleet.folder, REF), requirements);
  // Nothing but the loopback index is asked: without uv, unless PACKYARD_UV names one.
  const settings = { PIP_INDEX_URL: `${index.url}/simple`, PACKYARD_UV: 'off' };
  await fleet.start({ store: true, settings });
  await fleet.client.install([pack], { skip_tests: true });
  const builders = await Builders.start(fleet.folder, { pack, settings, uv: process.env.PACKYARD_UV });
  fleet.stops.push(() => builders.stop());

  const sides = new Map();
  const note = (what, measured) => sides.set(what, [...(sides.get(what) ?? []), measured]);
  const source = (await firstUse(fleet, 'before')).environment;
  for (let round = 0; round < ROUNDS; round += 1) {
    const fetch = async () => note('fetch', await firstUse(fleet, String(round)));
    const copy = async () => note('rsync', await rsync(source, join(fleet.folder, `copy-${round}`)));
    for (const side of round % 2 === 0 ? [copy, fetch] : [fetch, copy]) await side();
    if (round < BUILDS) for (const [what, measured] of await builders.round(round)) note(what, measured);
  }
  return describe(source, sides);
}

/** By an agent that runs, and has nothing of it: seconds from when it is asked for, and its processor time. */
async function firstUse(fleet, name) {
  await fleet.client.call(`/api/v1/packs/${REF}/disable`, {});
  const agent = await fleet.startAgent(`node-${name}`);
  await fleet.shown(agent);
  const [before, startedAt] = [processorSeconds(agent.pid), performance.now()];
  await fleet.client.call(`/api/v1/packs/${REF}/enable`, { version: '1.0.0' });
  await fleet.shown(agent);
  const seconds = (performance.now() - startedAt) / 1000;
  const processor = processorSeconds(agent.pid) - before;
  await agent.stop();
  return { seconds, processor, environment: environmentOf(agent.home) };
}

function rsync(source, target) {
  return timed(`rsync -a ${source}/ ${target}/`);
}

function describe(source, sides) {
  const builds = [...sides.keys()].filter((what) => what !== 'fetch' && what !== 'rsync');
  const files = Number(execFileSync('bash', ['-c', `find ${source} | wc -l`], { encoding: 'utf8' }));
  const timesRsync = timesAs(sides.get('fetch'), sides.get('rsync'));
  return [
    ['the environment', `${megabytes(source).toFixed(0)} MB in ${files} files and folders`],
    ['rsync -a of it, to the same disk', figures(sides.get('rsync'))],
    ['enabled until a node shows it that had nothing of it', figures(sides.get('fetch'))],
    ...builds.map((what) => [what, figures(sides.get(what))]),
    ['times rsync; the goal is at most 2', `${timesRsync.text}: ${timesRsync.middle <= 2 ? 'reached' : 'not reached'}`],
    [
      'times faster than building; the goal is at least 5 where the',
      'node has to build: by the service, with empty caches',
    ],
    ...builds.map((what) => {
      const times = timesAs(sides.get(what), sides.get('fetch'));
      const verdict = times.middle >= 5 ? ': reached' : ': not reached';
      return [`  ${what}`, `${times.text}${isWhatNodesDo(what) ? verdict : ''}`];
    }),
  ];
}

/** Of each round by itself: what else the machine does differs from one to the other. */
function timesAs(slower, faster) {
  const times = slower.map(({ seconds }, round) => seconds / faster[round].seconds);
  const middle = median(times);
  return { middle, text: `${middle.toFixed(2)} of ${times.map((one) => one.toFixed(2)).join(', ')}` };
}

function figures(measured) {
  const seconds = measured.map((one) => one.seconds);
  const processor = measured[0].processor === undefined ? undefined : median(measured.map((one) => one.processor));
  const all = seconds.map((one) => one.toFixed(2)).join(', ');
  return `${median(seconds).toFixed(2)} s of ${all}${processor === undefined ? '' : `; ${processor.toFixed(2)} s of processors`}`;
}

function writePack(folder, requirements) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'pack.yaml'), `ref: ${REF}\nlabel: ${REF}\nversion: 1.0.0\n`);
  writeFileSync(join(folder, 'requirements.txt'), `${requirements.join('\n')}\n`);
  return folder;
}

/** `store/environments/python/<fingerprint>/<build>`: there is one. */
function environmentOf(home) {
  const python = join(home, 'store/environments/python');
  const [fingerprint] = readdirSync(python);
  const build = readdirSync(join(python, fingerprint)).find((name) => name !== 'current');
  return join(python, fingerprint, build);
}
