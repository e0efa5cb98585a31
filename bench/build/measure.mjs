// Time, processor time and bytes on disk.
import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const TICKS = 100;

/** Runs a script of bash. Returns seconds that passed, and that processors worked. */
export async function timed(script) {
  const text = `TIMEFORMAT='%R %U %S'; time { set -e; ${script}\n} >/dev/null 2>&1`;
  // Not at once: connections to the service that are closed meanwhile have to be noticed.
  const { stdout } = await promisify(execFile)('bash', ['-c', `{ ${text}; } 2>&1`]);
  const [seconds, user, system] = stdout.trim().split('\n').at(-1).split(' ').map(Number);
  return { seconds, processor: user + system };
}

/** Seconds that processors have worked for a process, those it started, and PostgreSQL below it. */
export function processorSeconds(pid) {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const text = readFileSync(`/proc/${name}/stat`, 'utf8');
        const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
        const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
        return [{ pid: Number(name), parent: Number(fields[1]), ticks }];
      } catch {
        return [];
      }
    });
  const family = new Set([pid]);
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const { pid: one, parent } of stats) if (family.has(parent)) family.add(one);
  }
  return stats.filter((one) => family.has(one.pid)).reduce((sum, { ticks }) => sum + ticks, 0) / TICKS;
}

/** Of all that lies in the folders; a file with several names counts once. */
export function megabytes(...folders) {
  const out = execFileSync('du', ['-scB1', ...folders], { encoding: 'utf8' });
  return Number(out.trim().split('\n').at(-1).split('\t')[0]) / 1e6;
}
