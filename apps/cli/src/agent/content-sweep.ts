import { randomUUID } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree, TreeMeter } from '@packyard/store';
import type { AgentHome } from './agent-home';
import type { Generations } from './generations';

export interface KeepPolicy {
  /** So many generations, the one that is shown among them. */
  keep: number;
  /** And all that were replaced less long ago: what runs may still be of them. */
  keepMs: number;
  /** Of content: beyond it fewer generations are kept, but never less than that. */
  maxBytes: number;
}

/** Removes generations that are kept no more, and then the content that none of the others has. Answers how many bytes stay. */
export async function sweepContent(home: AgentHome, generations: Generations, policy: KeepPolicy): Promise<number> {
  await generations.forget(policy);
  await removeUnkept(home, generations);
  let bytes = await bytesOf(home);
  while (bytes > policy.maxBytes && (await generations.forgetOldest(policy))) {
    await removeUnkept(home, generations);
    bytes = await bytesOf(home);
  }
  return bytes;
}

async function bytesOf({ layout }: AgentHome): Promise<number> {
  const meter = new TreeMeter();
  const packs = await meter.measure(layout.packStore);
  return packs.bytes + (await meter.measure(layout.environmentStore)).bytes;
}

async function removeUnkept(home: AgentHome, generations: Generations): Promise<void> {
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
  for (const [folder, builds] of await home.environments.buildsByFolder()) {
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
