import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { sha256Of } from '../vendored';

export interface Wheels {
  /** Absolute paths. */
  paths: string[];
  /** In the form of a requirements file, with the hash of each wheel. */
  lock: string;
}

/** Wheels by the SHA-256 of their bytes: what a lock names is found again without a network, and can be nothing else. */
export class WheelStore {
  constructor(private readonly folder: string) {}

  /** Keeps all wheels of a folder. */
  async keep(from: string): Promise<Wheels> {
    const entries = await readdir(from, { withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.whl'))
      .map(({ name }) => name)
      .sort();
    const odd = names.find((name) => !WHEEL_NAME.test(name));
    if (odd !== undefined) throw notAWheel(odd);
    const wheels = await Promise.all(names.map(async (name) => this.keepOne(join(from, name), name)));
    return { paths: wheels.map(({ path }) => path), lock: wheels.map(({ line }) => line).join('') };
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

  private async keepOne(from: string, name: string): Promise<{ path: string; line: string }> {
    const sha256 = await sha256Of(from);
    const path = join(this.folder, sha256, name);
    await mkdir(join(this.folder, sha256), { recursive: true });
    const fresh = `${path}.${randomUUID()}`;
    // Copied: the file itself belongs to whoever made it.
    await copyFile(from, fresh);
    await rename(fresh, path);
    const [distribution = '', version = ''] = name.split('-');
    return { path, line: `${distribution.replace(/_/g, '-').toLowerCase()}==${version} --hash=sha256:${sha256}\n` };
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

/** Code of packages gives names to what it builds; they become lines of a lock. */
const WHEEL_NAME = /^\w[\w.]*-\w[\w.+!]*(?:-\d\w*)?-[\w.]+-[\w.]+-[\w.]+\.whl$/;

function notAWheel(name: string): RejectedError {
  return new RejectedError('ENVIRONMENT_FAILED', `${JSON.stringify(name)} was built, which is no name of a wheel.`, {
    hint: 'Fix the build script of the package: a wheel is called like six-1.17.0-py3-none-any.whl.',
  });
}
