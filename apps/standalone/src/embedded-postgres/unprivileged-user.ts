import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** PostgreSQL refuses to run as root: whom it runs as instead, when this process is root. */
export interface UnprivilegedUser {
  uid: number;
  gid: number;
  /** Put before a command. The capability lets it pass through folders that only root may enter, and read there. */
  prefix: readonly string[];
}

const CANDIDATES = ['postgres', 'nobody'];

/** Nothing when this process is not root. */
export function findUnprivilegedUser(): UnprivilegedUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const account = CANDIDATES.map((name) => accounts.find(([found]) => found === name)).find(
    (found) => found !== undefined,
  );
  const [, , uid = '65534', gid = '65534'] = account ?? [];
  return { uid: Number(uid), gid: Number(gid), prefix: capabilityPrefix(uid, gid) };
}

/** Without setpriv the folders above have to let the user pass. */
function capabilityPrefix(uid: string, gid: string): readonly string[] {
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));
  if (setpriv === undefined) return [];
  const prefix = [
    setpriv,
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=+dac_read_search',
    '--ambient-caps=+dac_read_search',
    // Without it access(2), by which PostgreSQL looks for its programs, would disregard the capability.
    '--securebits=+no_setuid_fixup',
  ];
  try {
    execFileSync(setpriv, [...prefix.slice(1), 'true'], { stdio: 'ignore' });
    return prefix;
  } catch {
    // A container without that capability: then its folders have to be open to the user.
    return [];
  }
}
