// Two commands in one fresh clone set it up one after the other. Understood by Node.js 18.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const POLL_MS = 200;
const MAX_MS = 30 * 60_000;

/** Does the work while nobody else does any in the folder. Whoever died at it, or is at it for very long, is not waited for. */
export async function oneAtATime(folder, work) {
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, 'lock');
  let isWaiting = false;
  while (!take(lock)) {
    if (!isWaiting) process.stderr.write('Waiting for another command that sets Packyard up …\n');
    isWaiting = true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    release();
    process.removeListener('exit', release);
  }
}

function take(lock) {
  if (create(lock)) return true;
  if (!isLeft(lock)) return false;
  // Only one at a time may take a lock away, or it would be the one of whoever came a moment earlier.
  const removal = `${lock}-removal`;
  if (!create(removal)) {
    if (isLeft(removal)) rmSync(removal, { force: true });
    return false;
  }
  if (isLeft(lock)) rmSync(lock, { force: true });
  rmSync(removal, { force: true });
  return create(lock);
}

function create(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Whoever wrote the file is gone. */
function isLeft(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    const ageMs = Date.now() - statSync(file).mtimeMs;
    // Empty for a moment: it has been created, and is going to be written.
    if (pid === 0) return ageMs > 10_000;
    return ageMs > MAX_MS || !isAlive(pid);
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}
