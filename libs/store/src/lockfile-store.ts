import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RuntimeName } from '@packyard/contracts';
import type { HomeLayout } from './home-layout';

/** Lockfiles of environments: those of builds, by what they are made from, and those that came with requests, by their content. */
export class LockfileStore {
  constructor(private readonly layout: HomeLayout) {}

  /** Returns the SHA-256 of the text, by which {@link read} finds it. */
  async put(text: string): Promise<string> {
    const sha256 = sha256Of(text);
    await write(this.layout.requestedLockfile(sha256), text);
    return sha256;
  }

  /** Nothing when it is not there, or is not what it was. */
  async read(sha256: string): Promise<string | undefined> {
    const path = this.layout.requestedLockfile(sha256);
    const text = await readIfAny(path);
    if (text === undefined || sha256Of(text) !== sha256) return undefined;
    const now = new Date();
    // What is of use is not what goes. It may have gone in this moment, which does no harm any more.
    await utimes(path, now, now).catch(() => undefined);
    return text;
  }

  /** What a build has installed: the exact packages. */
  async keep(runtime: RuntimeName, fingerprint: string, text: string): Promise<void> {
    await write(this.layout.environmentLockfile(runtime, fingerprint), text);
  }

  /** What the latest build of an environment installed; nothing when there was none. */
  async ofEnvironment(
    runtime: RuntimeName,
    fingerprint: string,
  ): Promise<{ text: string; sha256: string } | undefined> {
    const text = await readIfAny(this.layout.environmentLockfile(runtime, fingerprint));
    return text === undefined ? undefined : { text, sha256: sha256Of(text) };
  }
}

export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${randomUUID()}`;
  await writeFile(partial, text);
  await rename(partial, path);
}

async function readIfAny(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
