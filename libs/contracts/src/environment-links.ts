import type { RuntimeName } from './environment';

const NAMES: Record<RuntimeName, string> = { python: 'virtualenv', nodejs: 'node_modules' };

/** The links in a pack's folder that lead to its environments, by the names that Attune's packs expect. No digest counts them. */
export const ENVIRONMENT_LINKS: readonly string[] = Object.values(NAMES);

export function environmentLinkName(runtime: RuntimeName): string {
  return NAMES[runtime];
}

/** Where such a link leads, of an environment in that folder: Python's is a virtualenv itself, Node's holds its packages. */
export function environmentLinkTarget(runtime: RuntimeName, folder: string): string {
  return runtime === 'python' ? folder : `${folder}/${NAMES.nodejs}`;
}
