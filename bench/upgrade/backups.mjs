import { execFileSync } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { startService } from '../support.mjs';
import { answersOf, differences } from './installation.mjs';

/** Of an installation that is stopped, by the version whose `main` it is. Undefined when that has no backups yet. */
export function backUp(main, { home, environment, file }) {
  const program = programOf(main, 'backup');
  if (!isOneFile(main) && !existsSync(program)) return undefined;
  run(program, file, { home, environment });
  return file;
}

/** Restores a backup with a version, in place of what is in the home now, and answers what is not as `answers` say. */
export async function restore(main, { home, environment, file, answers }) {
  renameSync(home, `${home}-${Date.now()}`);
  run(programOf(main, 'restore'), file, { home, environment });
  const api = await startService(home, environment, main);
  const after = await answersOf(api, Object.keys(answers));
  await api.stop();
  return Object.keys(answers).flatMap((path) => differences(answers[path], after[path], path));
}

/** Services are one file each; once every source was compiled by itself, under the name that it was written as. */
export function programOf(main, name) {
  return join(dirname(main), isOneFile(main) ? `${name}.js` : `${name}.main.js`);
}

function isOneFile(main) {
  return basename(main) !== 'main.js';
}

function run(program, file, { home, environment }) {
  const env = { ...process.env, ...environment, PACKYARD_HOME: home };
  execFileSync(process.execPath, [program, file], { env, stdio: ['ignore', 'ignore', 'pipe'] });
}
