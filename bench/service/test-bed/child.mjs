// Programs that the bench starts, and ends.
import { spawn } from 'node:child_process';
import { onCleanup } from '../cleanup.mjs';

const GRACE_MS = 20_000;

/** Returns the child with `output()`, its last words, and `stop()`, which asks it to end and then insists. */
export function startChild(program, args, { signal = 'SIGTERM', ...options } = {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => (output = `${output}${chunk}`.slice(-20_000)));
  }
  const gone = new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject));
  gone.catch(() => undefined);
  const stop = onCleanup(async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    child.kill(signal);
    const insist = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    await gone;
    clearTimeout(insist);
  });
  return { child, pid: child.pid, output: () => output, gone, stop };
}

/** Waits for a line that the program prints. Returns what matched. */
export async function saying(started, pattern, timeoutMs = 90_000) {
  const deadline = performance.now() + timeoutMs;
  return new Promise((resolve, reject) => {
    const check = () => {
      const match = pattern.exec(started.output());
      if (match) finish(() => resolve(match));
      else if (performance.now() > deadline) finish(() => reject(new Error(`No start in time: ${started.output()}`)));
    };
    const timer = setInterval(check, 1000);
    const finish = (end) => {
      clearInterval(timer);
      started.child.stdout.off('data', check);
      started.child.stderr.off('data', check);
      end();
    };
    started.child.stdout.on('data', check);
    started.child.stderr.on('data', check);
    started.gone.then(
      (code) => finish(() => reject(new Error(`It ended with code ${code}: ${started.output()}`))),
      (error) => finish(() => reject(error)),
    );
    check();
  });
}
