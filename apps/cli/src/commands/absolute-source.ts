import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';

/** The service does not know in which folder the command was typed: local paths are made absolute, all else is kept. */
export function absoluteSource(source: string): string {
  if (source === '~' || source.startsWith('~/')) return resolve(homedir(), source.slice(2));
  const isPath = /^(\.{1,2}$|\.{0,2}\/)/.test(source) || (!source.includes(':') && existsSync(source));
  return isPath ? resolve(source) : source;
}
