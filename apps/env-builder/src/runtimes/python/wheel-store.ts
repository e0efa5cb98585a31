import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { sha256Of } from '../vendored';

export interface Wheels {
  /** Absolute paths. */
  paths: string[];
  /** In the form of a requirements file, with the hash of each wheel. */
  lock: string;
  /** Those that lie in the build's own folder, which goes with it, in the order of the paths. */
  taken?: readonly TakenWheel[];
}

export interface TakenWheel {
  path: string;
  name: string;
  sha256: string;
}

/** Wheels by the SHA-256 of their bytes: what a lock names is found again without a network, and can be nothing else. */
export class WheelStore {
  constructor(private readonly folder: string) {}

  /** Keeps those that were taken, and moves them here; others stay where they are. */
  async keep(wheels: Wheels): Promise<Wheels> {
    if (wheels.taken === undefined) return wheels;
    const paths: string[] = [];
    for (const { path, name, sha256 } of wheels.taken) {
      const folder = join(this.folder, sha256);
      await mkdir(folder, { recursive: true });
      const fresh = join(folder, `${name}.${randomUUID()}`);
      await move(path, fresh);
      await rename(fresh, join(folder, name));
      paths.push(join(folder, name));
    }
    return { paths, lock: wheels.lock };
  }

  /** The wheels that a lock names; nothing when one is missing or has been changed. */
  async find(lock: string): Promise<Wheels | undefined> {
    const paths: string[] = [];
    for (const requirement of lock
      .replace(/\\\n/g, ' ')
      .split('\n')
      .filter((line) => /^\w/.test(line))) {
      const path = await this.findOne(
        [...requirement.matchAll(/--hash=sha256:([0-9a-f]{64})/g)].map((match) => match[1] ?? ''),
      );
      if (path === undefined) return undefined;
      paths.push(path);
    }
    return { paths, lock };
  }

  private async findOne(hashes: readonly string[]): Promise<string | undefined> {
    for (const sha256 of hashes) {
      const folder = join(this.folder, sha256);
      const name = (await readdir(folder).catch(() => [])).find((entry) => entry.endsWith('.whl'));
      if (name === undefined) continue;
      if ((await sha256Of(join(folder, name))) === sha256) return join(folder, name);
      await rm(folder, { recursive: true, force: true });
    }
    return undefined;
  }
}

/** Also to another file system. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(from, to);
  }
}
