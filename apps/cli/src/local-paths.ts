import { homedir } from 'node:os';
import { resolve } from 'node:path';

const LISTS = ['packs', 'pack_paths'];
const FOLDERS = ['destination_dir', 'packs_base_dir', 'registry_url'];

/**
 * Parameters of an action in which `./x`, `../x` and `~/x` mean what they mean in the shell: the service knows nothing of the
 * folder that the command was typed in. All else stays: `x` is an installed pack, or one of a registry.
 */
export function withLocalPaths(parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      if (LISTS.includes(name) && Array.isArray(value)) return [name, value.map(absolute)];
      return [name, FOLDERS.includes(name) ? absolute(value) : value];
    }),
  );
}

function absolute(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (/^~(\/|$)/.test(value)) return resolve(homedir(), value.slice(2));
  return /^\.{1,2}(\/|$)/.test(value) ? resolve(value) : value;
}
