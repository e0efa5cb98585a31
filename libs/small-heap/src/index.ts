/**
 * Imported first by every process that serves: starts the program anew, as the same process, with less room for
 * short-lived objects. By itself Node.js 24 takes up to 192 MB for them where a machine has much memory, and keeps it; with
 * this much all of Packyard in one process stays below 300 MB whatever it is sent, and installs nine tenths as many packs a
 * second (docs/performance.md). Nothing has been done by then, so nothing is done twice. Whoever starts a program with
 * another `--max-semi-space-size` has that one.
 */
const ROOM = '--max-semi-space-size';
const MEGABYTES = 8;

const isChosen = process.execArgv.some((argument) => argument.replaceAll('_', '-').startsWith(ROOM));
// Where the system can't put a program into the place of another, it goes on with what it has.
if (!isChosen && process.platform !== 'win32') {
  const args = [`${ROOM}=${MEGABYTES}`, ...process.execArgv, ...process.argv.slice(1)];
  // Node.js 22 hands on no variables unless it is told which.
  process.execve?.(process.execPath, [process.argv0, ...args], process.env);
}

export {};
