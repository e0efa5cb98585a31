import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Command lines of all processes on this machine that name one of the texts, whoever their parent is by now. */
export function processesThatName(...texts: string[]): string[] {
  return commandLines().filter((line) => texts.some((text) => line.includes(text)));
}

/** Small machines have no `ps`, and all of those have /proc. */
function commandLines(): string[] {
  if (!existsSync('/proc/self/cmdline')) {
    return execFileSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'utf8' }).split('\n');
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => commandLineOf(pid));
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    // It has ended since it was listed.
    return '';
  }
}
