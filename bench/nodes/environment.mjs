// The first use of an environment on another node, beside rsync of the same tree and beside building it. It and rsync
// take turns, so that what else the machine does hits both.
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { megabytes } from '../build/measure.mjs';
import { addWheels, serveFolder } from './wheels.mjs';
import { median, seconds, timed } from './world.mjs';

const ROUNDS = 5;
const BUILDS = 3;
const REF = 'heavy';
const run = promisify(execFile);

export async function measureEnvironment(world, sizes) {
  const index = await serveFolder(join(world.folder, 'www'));
  world.stops.push(index.close);
  const requirements = await addWheels(join(world.folder, 'www'), sizes.megabytes);
  const pack = writePack(join(world.folder, REF), requirements);
  // Nothing but the loopback index is asked: without uv, unless PACKYARD_UV names one.
  const uv = process.env.PACKYARD_UV ?? 'off';
  await world.start({ store: true, settings: { PIP_INDEX_URL: `${index.url}/simple`, PACKYARD_UV: uv } });
  await world.client.install([pack], { skip_tests: true });
  const agent = await world.startAgent('second');
  await world.shown(agent);

  const times = { build: [], rsync: [], fetch: [] };
  // First, since each of them is another environment, which the agent fetches.
  for (let at = 0; at < BUILDS; at += 1) times.build.push(await build(world, pack));
  await disable(world, agent);
  await enable(world, agent);
  const source = environmentOf(agent.home);
  for (let round = 0; round < ROUNDS; round += 1) {
    times.rsync.push(await rsync(source, join(world.folder, 'copy')));
    await disable(world, agent);
    await world.removed(agent, source);
    times.fetch.push(await timed(() => enable(world, agent)));
  }
  return describe(source, uv, times);
}

function describe(source, uv, times) {
  const {
    rsync: copied,
    fetch: fetched,
    build: built,
  } = {
    rsync: median(times.rsync),
    fetch: median(times.fetch),
    build: median(times.build),
  };
  const files = readdirSync(source, { recursive: true }).length;
  const [slower, faster] = [fetched / copied, built / fetched];
  const all = (list) => list.map(seconds).join(', ');
  return [
    ['the environment', `${megabytes(source).toFixed(0)} MB in ${files} files and folders`],
    ['rsync -a of it, to the same disk', `${seconds(copied)} of ${all(times.rsync)}`],
    ['enabled until it is shown by an agent that lacks it', `${seconds(fetched)} of ${all(times.fetch)}`],
    [`built by the service, uv: ${uv}, packages in its cache`, `${seconds(built)} of ${all(times.build)}`],
    ['times rsync; the goal is at most 2', `${slower.toFixed(2)}: ${slower <= 2 ? 'reached' : 'not reached'}`],
    [
      'times faster than building; the goal is at least 5',
      `${faster.toFixed(2)}: ${faster >= 5 ? 'reached' : 'not reached'}`,
    ],
  ];
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

async function rsync(source, target) {
  rmSync(target, { recursive: true, force: true });
  const spent = await timed(() => run('rsync', ['-a', `${source}/`, `${target}/`]));
  rmSync(target, { recursive: true, force: true });
  return spent;
}

/** The agent keeps one generation only: without the pack, it removes what it has of it. */
async function disable(world, agent) {
  await world.client.call(`/api/v1/packs/${REF}/disable`, {});
  await world.shown(agent);
}

async function enable(world, agent) {
  await world.client.call(`/api/v1/packs/${REF}/enable`, { version: '1.0.0' });
  await world.shown(agent);
}

async function build(world, pack) {
  const { result } = await world.execute('core.build_pack_envs', { pack_paths: [pack], force_rebuild: true });
  return result.built_environments[0].duration_ms;
}
