// Loaded into a process of the service: SIGUSR2 starts the processor profile, the next one ends and writes it.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';

const session = new Session();
let isRunning = false;
let queue = Promise.resolve();

session.connect();
process.on('SIGUSR2', () => (queue = queue.then(toggle)));

async function toggle() {
  const file = (suffix) => join(process.env.PACKYARD_BENCH_PROFILES, `${process.pid}.${suffix}`);
  if (!isRunning) {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 500 });
    await session.post('Profiler.start');
    writeFileSync(file('started'), '');
  } else {
    const { profile } = await session.post('Profiler.stop');
    writeFileSync(file('cpuprofile'), JSON.stringify(profile));
  }
  isRunning = !isRunning;
}
