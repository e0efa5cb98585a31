import { heapFlags, ROOM } from './heap-flags';

/**
 * Imported first by every process that serves: starts the program anew, as the same process, with less room for
 * short-lived objects. By itself Node.js 24 takes up to 192 MB for them where a machine has much memory, and keeps it; with
 * this much all of Packyard in one process has 430 MB after thousands of packs, of which 70 are in use, and installs nine tenths
 * as many packs a second. A worker that runs one stage has a quarter of that, and V8 saves memory where it could save time: it takes 12 MB less, and
 * a twentieth more time (docs/performance.md). V8 has one thread to help it instead of four, and the C library one place to allocate
 * from instead of one for each thread. Nothing has been done by then, so nothing is done twice. Whoever starts a program with
 * another `--max-semi-space-size` has that one, and nothing of this. What is loaded stays: V8 looks through all of it for what
 * does not only when there is more than that by some megabytes, which saves a worker a seventh of the time of its start.
 */
const given = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(' ')];
const isChosen = given.some((argument) => argument.replaceAll('_', '-').startsWith(ROOM));
if (!isChosen && process.platform !== 'win32') {
  const args = [...heapFlags(process.argv[1] ?? ''), ...process.execArgv, ...process.argv.slice(1)];
  try {
    // Node.js 22 hands on no variables unless it is told which.
    process.execve?.(process.execPath, [process.argv0, ...args], { MALLOC_ARENA_MAX: '1', ...process.env });
  } catch {
    // Who may not put a program into the place of another, by Node.js' permissions, goes on with what there is.
  }
}
