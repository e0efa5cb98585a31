import { chmodSync, existsSync, globSync, lstatSync, mkdtempSync, readlinkSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
// Short, since the paths of sockets may not be long (`socket-folder.ts`), and tests look at where those lie.
const NAME = 'packyard-';
const GIGABYTE = 1024 ** 3;

/**
 * Lets the tests make their temporary folders in memory, where there is plenty. Databases and environments are thousands of
 * files that come and go, and shortly after files were removed ext4 takes most of a processor to find room for new ones:
 * that was half of all that the tests of the database took. PACKYARD_TEST_EFFORT=1 leaves them on the disk.
 */
export function useMemory() {
  if (globalThis.packyardTestMemory !== undefined || Number(process.env.PACKYARD_TEST_EFFORT) >= 1 || !hasRoom())
    return;
  removeLeft();
  const folder = mkdtempSync(join(MEMORY, `${NAME}${process.pid}-${pidNamespace()}-`));
  // As the folder that it stands for: whoever the tests run as makes files in it.
  chmodSync(folder, 0o1777);
  globalThis.packyardTestMemory = { folder, former: process.env.TMPDIR };
  process.env.TMPDIR = folder;
}

export function freeMemory() {
  const used = globalThis.packyardTestMemory;
  if (used === undefined) return;
  globalThis.packyardTestMemory = undefined;
  if (used.former === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = used.former;
  rmSync(used.folder, { recursive: true, force: true });
}

/**
 * Of runs of one's own that were interrupted: memory does not fill up as a disk may. A pid says nothing of who runs in another
 * container, with which a machine may share its memory.
 */
export function removeLeft(memory = MEMORY) {
  for (const name of globSync(`${NAME}*-${pidNamespace()}-*`, { cwd: memory })) {
    const folder = join(memory, name);
    if (existsSync(`/proc/${name.slice(NAME.length).split('-')[0]}`)) continue;
    try {
      if (lstatSync(folder).uid === process.getuid()) rmSync(folder, { recursive: true, force: true });
    } catch {
      // It takes room, which is looked at next, and keeps nobody from running tests.
    }
  }
}

/** Four letters and digits of its number, which differ between those of one machine. */
export function pidNamespace() {
  const number = Number(readlinkSync('/proc/self/ns/pid').replace(/\D/g, ''));
  return (number % 36 ** 4).toString(36).padStart(4, '0');
}

function hasRoom() {
  if (process.availableMemory() < 8 * GIGABYTE) return false;
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > 6 * GIGABYTE;
  } catch {
    return false;
  }
}
