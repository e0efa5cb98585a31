import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneAtATime } from '../../scripts/one-at-a-time.mjs';

const NAME = 'packyard-test-programs-';
/** Written last: whoever was interrupted has left none. Says of which files it was made, and when those were changed. */
const STAMP = 'made-of.json';
const DAY_MS = 86_400_000;

/**
 * A folder for what is made of the same, from one run to the next. Each day has its own, for what `same` does not tell, so that
 * none is taken away from a run that uses it.
 * @param make gets the folder, empty, and returns the files that it was made of: when one is changed, it is made again
 */
export async function keptFolder(parent, same, make) {
  const day = new Date().toISOString().slice(0, 10);
  // What is made knows where it lies: a copy of a checkout needs its own.
  const key = createHash('sha256')
    .update(JSON.stringify([parent, same]))
    .digest('hex')
    .slice(0, 16);
  const folder = join(parent, `${NAME}${day}-${key}`);
  if (isUsable(folder)) return folder;
  await oneAtATime(parent, () => {
    // Another run has made it meanwhile.
    if (isUsable(folder)) return;
    removeOld(parent);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const madeOf = make(folder).map((file) => ({ file, changedMs: statSync(file).mtimeMs }));
    writeFileSync(join(folder, STAMP), JSON.stringify(madeOf));
  });
  return folder;
}

function isUsable(folder) {
  const stamp = join(folder, STAMP);
  // Empty for a moment, and for ever where a run was killed in it.
  const text = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (text === '') return false;
  const madeOf = JSON.parse(text);
  return madeOf.every(({ file, changedMs }) => statSync(file, { throwIfNoEntry: false })?.mtimeMs === changedMs);
}

/** Of earlier days: no run takes two. */
function removeOld(parent) {
  for (const name of globSync(`${NAME}*`, { cwd: parent })) {
    const folder = join(parent, name);
    if (Date.now() - statSync(folder).mtimeMs > 2 * DAY_MS) rmSync(folder, { recursive: true, force: true });
  }
}
