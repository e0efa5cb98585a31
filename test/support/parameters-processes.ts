import { execFileSync } from 'node:child_process';

/** Command lines of all processes on this machine that name one of the texts, whoever their parent is by now. */
export function processesThatName(...texts: string[]): string[] {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => texts.some((text) => line.includes(text)));
}
