// From the start of a process to its being of use.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { timed } from '../statistics.mjs';
import { saying } from '../test-bed/child.mjs';
import { startApp } from '../test-bed/service.mjs';

const COMMAND = fileURLToPath(new URL('../../../bin/packyard.mjs', import.meta.url));
const CALLS = 10;

export async function measureStartUp({ services, options, report }) {
  const [first, again] = [[], []];
  for (let run = 0; run < options.runs; run += 1) {
    const folder = join(services.options.folder, `start-up-${run}`);
    mkdirSync(folder);
    first.push(await startAndStop({ ...services.options, folder }));
    again.push(await startAndStop({ ...services.options, folder }));
  }
  const calls = [];
  for (let call = 0; call < CALLS; call += 1) calls.push(await timed(runCommand));
  report({ what: 'start of the service, the first in a new home', unit: 's', values: first });
  report({ what: 'start of the service, again', unit: 's', values: again });
  report({ what: 'packyard --version', unit: 'ms', values: calls });
}

async function startAndStop(order) {
  let app;
  const milliseconds = await timed(async () => {
    app = startApp('standalone', { ...order, profile: undefined });
    await saying(app, /^packyard ready/m);
  });
  await app.stop();
  return milliseconds / 1000;
}

async function runCommand() {
  const { status, stderr } = spawnSync(process.execPath, [COMMAND, '--version'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}
