import { existsSync, readdirSync } from 'node:fs';

/** What decides whether compiled packages work here: `linux-x64`, or `linux-x64-musl` with musl's libc. */
export function machinePlatform(): string {
  const isMusl = existsSync('/lib') && readdirSync('/lib').some((name) => name.startsWith('ld-musl-'));
  return `${process.platform}-${process.arch}${isMusl ? '-musl' : ''}`;
}
