import { execFileSync } from 'node:child_process';

/**
 * The Node.js that packs get, and that every user of the machine may run. It is not always the one that the tests run in,
 * which the set-up brings where the machine's is too old.
 */
export function nodejsOnPath(): { program: string; version: string } {
  const script = 'JSON.stringify({ program: process.execPath, version: process.versions.node })';
  return JSON.parse(execFileSync('node', ['-p', script], { encoding: 'utf8' })) as { program: string; version: string };
}
