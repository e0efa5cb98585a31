// From a fresh clone to a finished install that one can look at.
import { spawn, spawnSync, execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { useSupportedNode } from './supported-node.mjs';

await useSupportedNode();
execFileSync(process.execPath, ['scripts/setup.mjs'], { stdio: 'inherit' });
execFileSync(process.execPath, ['scripts/build.mjs', '--shipped'], { stdio: 'inherit' });

const home = resolve('.packyard-demo');
const index = resolve('examples/registry/index.json');
const isInteractive = process.stdin.isTTY && process.stdout.isTTY;
rmSync(join(home, 'address'), { force: true });

say('Starting Packyard with a PostgreSQL of its own …');
const server = spawn(process.execPath, ['dist/services/standalone.js'], {
  env: {
    ...process.env,
    PACKYARD_HOME: home,
    PACKYARD_PORT: process.env.PACKYARD_PORT ?? '0',
    PACKYARD_LOCAL_ROOTS: resolve('examples'),
    PACKYARD_REGISTRIES: index,
  },
  stdio: ['ignore', 'pipe', 'pipe'],
  detached: true,
});
const log = [];
server.stderr.on('data', (chunk) => log.push(chunk));
const url = await ready();

say('\nInstalling greetings 1.0.0: it needs two packs, which come from the example registry …\n');
const results = [packyard('install', './examples/packs/greetings', './examples/packs/status_check')];
say('\nUpgrading greetings to 2.0.0 …\n');
results.push(packyard('upgrade', './examples/packs/greetings-2'));

say('\nInstalling a bundle, which is disabled until somebody has looked at its rules …\n');
results.push(packyard('bundle', 'install', 'examples/bundles/date.yaml'));
results.push(packyard('bundle', 'enable', 'date', '0.1.0'));
results.push(packyard('bundle', 'versions', 'date'));

say('\nWhat is installed:\n');
packyard('pack', 'list');
say('\nWhat was enabled when, and what one step back would change:\n');
results.push(packyard('generations', '--limit', '3'));
results.push(packyard('rollback', '--dry-run'));
say('\nAn action, run with the environment that was built for its pack:\n');
const run = spawnSync(
  join(home, 'packs/hello-python/virtualenv/bin/python'),
  [join(home, 'packs/hello-python/actions/good_morning.py'), 'Ada'],
  { encoding: 'utf8' },
);
say(run.stdout + run.stderr);
const hasFailed = results.some((status) => status !== 0) || run.status !== 0;

if (isInteractive && !hasFailed) {
  const token = readFileSync(join(home, 'admin-token'), 'utf8').trim();
  say(`Open   ${url}/         the console (sign in with the token ${token})
       ${url}/docs     the HTTP API
       ${url}/queues   the queues (any user name; the password is the token)
Try    npx packyard --home .packyard-demo pack show greetings
Ctrl-C ends it; everything lies in .packyard-demo.`);
  await new Promise((done) => process.once('SIGINT', done));
} else {
  say(`To look around, start it again with
  PACKYARD_HOME=.packyard-demo npm start
and open http://127.0.0.1:8080/ (sign in with the token in .packyard-demo/admin-token).`);
}
process.kill(server.pid, 'SIGTERM');
await new Promise((done) => server.once('exit', done));
process.exit(hasFailed ? 1 : 0);

function say(text) {
  process.stdout.write(`${text}\n`);
}

function packyard(...args) {
  say(`$ packyard ${args.join(' ')}`);
  return spawnSync(process.execPath, ['bin/packyard.mjs', '--home', home, ...args], { stdio: 'inherit' }).status;
}

function ready() {
  let isReady = false;
  return new Promise((done, fail) => {
    server.stdout.on('data', (chunk) => {
      const [, found] = /packyard ready (\S+)/.exec(chunk.toString()) ?? [];
      if (found === undefined) return;
      isReady = true;
      done(found);
    });
    server.once('exit', (code) => {
      if (isReady) return;
      process.stderr.write(Buffer.concat(log).toString());
      fail(new Error(`Packyard ended with code ${code} before it was ready; see above.`));
    });
  });
}
