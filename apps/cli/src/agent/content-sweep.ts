import { randomUUID } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from '@packyard/store';
import type { AgentHome } from './agent-home';
import type { Generations } from './generations';

export interface KeepPolicy {
  /** So many generations, the one that is shown among them. */
  keep: number;
  /** And all that were replaced less long ago: what runs may still be of them. */
  keepMs: number;
}

/** Removes generations that are kept no more, and then the content that none of the others has. */
export async function sweepContent(home: AgentHome, generations: Generations, policy: KeepPolicy): Promise<void> {
  await generations.forget(policy);
  const readable = await generations.kept();
  // What an unreadable one consists of is not known, and it may be the one that is shown.
  if (readable === undefined) return;
  const kept = readable.flatMap(({ packs }) => packs);
  const packs = new Set(kept.map(({ storage_path: path }) => path));
  for (const [ref, names] of await home.packs.contents()) {
    const doomed = names.map((name) => join(ref, name)).filter((path) => !packs.has(path));
    for (const path of doomed) await removeTree(await discard(home, home.packs.absolutePath(path)));
  }
  const environments = new Set(kept.flatMap((pack) => pack.environments.map(({ path }) => path)));
  for (const [folder, builds] of await home.environments.builds()) {
    const doomed = builds.map((build) => join(folder, build)).filter((path) => !environments.has(path));
    for (const path of doomed) await removeTree(await discard(home, home.environments.absolutePath(path)));
    if (doomed.length === builds.length) await home.environments.removeFolder(folder, []);
  }
}

/** What lies at its place is whole, whenever the agent dies. */
async function discard({ layout }: AgentHome, path: string): Promise<string> {
  const doomed = join(layout.trash, randomUUID());
  await rename(path, doomed);
  return doomed;
}
