// Where the time of one piece of work goes: functions of Node.js, statements of PostgreSQL.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeProfiles } from './describe-profile.mjs';
import { describeStatements, forgetStatements } from './statements.mjs';

/** Runs the work, writes `<name>-<app>.cpuprofile` and `<name>.md` to the folder, and prints what they say. */
export async function profileWork(service, { folder, name, packs }, work) {
  const apps = Object.entries(service.pids).flatMap(([app, pids]) => pids.map((pid) => ({ app, pid })));
  mkdirSync(folder, { recursive: true });
  await forgetStatements(service.databaseUrl);
  await toggle(service, apps, 'started');
  const startedAt = performance.now();
  await work();
  const milliseconds = performance.now() - startedAt;
  await toggle(service, apps, 'cpuprofile');
  const profiles = apps.map(({ app, pid }) => {
    const target = join(folder, `${name}-${app}-${pid}.cpuprofile`);
    copyFileSync(join(service.folder, `${pid}.cpuprofile`), target);
    return JSON.parse(readFileSync(target, 'utf8'));
  });
  const text = [
    `## ${name}: ${packs} packs in ${(milliseconds / 1000).toFixed(2)} s, while it was profiled`,
    describeProfiles(profiles, packs),
    await describeStatements(service.databaseUrl, packs),
  ].join('\n\n');
  writeFileSync(join(folder, `${name}.md`), `${text}\n`);
  process.stderr.write(`profile: ${join(folder, basename(`${name}.md`))}\n`);
  console.log(`${text}\n`);
}

async function toggle(service, apps, suffix) {
  const files = apps.map(({ pid }) => join(service.folder, `${pid}.${suffix}`));
  for (const file of files) rmSync(file, { force: true });
  for (const { pid } of apps) process.kill(pid, 'SIGUSR2');
  const deadline = performance.now() + 30_000;
  while (!files.every((file) => existsSync(file))) {
    if (performance.now() > deadline) throw new Error('A process does not answer the profiler.');
    await delay(50);
  }
  // A profile may still be in the middle of being written.
  await delay(500);
}
