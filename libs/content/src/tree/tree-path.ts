import { posix } from 'node:path';

/** Why a path is none below a root; nothing when it is one. */
export function pathProblem(path: string): string | undefined {
  if (path === '' || path.includes('\0')) return 'it is no path';
  if (posix.isAbsolute(path)) return 'it is absolute';
  const parts = path.split('/');
  return parts.some((part) => part === '' || part === '.' || part === '..') ? 'it leads elsewhere' : undefined;
}

/**
 * Why what a link says is not safe. In packs it stays inside; environments name the interpreter of the system, and are foreign
 * code anyway. Links are made last, so that nothing is written through one.
 */
export function linkProblem(path: string, target: string, mayBeAbsolute: boolean): string | undefined {
  if (target === '' || target.includes('\0')) return 'it is a link to nothing';
  if (posix.isAbsolute(target)) return mayBeAbsolute ? undefined : `it is a link to '${target}'`;
  const landing = posix.normalize(posix.join(posix.dirname(path), target));
  return landing === '..' || landing.startsWith('../') ? `it is a link to '${target}', which lies outside` : undefined;
}
