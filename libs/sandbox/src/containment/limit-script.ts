import type { ForeignLimits } from './contained-input';

const FILE_BLOCK_BYTES = 512;
const KIB = 1024;

/**
 * Command and arguments that run another command under the limits of the system. What it does not know is left out, and
 * watched from outside. Of memory, what is written to counts (`-d`): Node.js reserves far more addresses than it uses.
 */
export function underLimits(command: string, args: readonly string[], limits: ForeignLimits, counts: 'own' | 'all') {
  const settings = [
    `ulimit -c 0`,
    `ulimit -f ${Math.ceil(limits.diskBytes / FILE_BLOCK_BYTES)}`,
    `ulimit -d ${Math.ceil(limits.memoryBytes / KIB)}`,
    `ulimit -n ${limits.openFiles}`,
    // Where others run as the same user, theirs would count as well.
    // dash calls it -p, bash and others -u.
    ...(counts === 'own' ? [`ulimit -u ${limits.processes} 2>/dev/null || ulimit -p ${limits.processes}`] : []),
  ];
  const script = `{ ${settings.map((setting) => `${setting};`).join(' ')} } 2>/dev/null; umask 022; exec "$0" "$@"`;
  return ['/bin/sh', '-c', script, command, ...args];
}
