import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HomeLayout } from './home-layout';
import { namesIn } from './pack-store';
import { removeTree } from './remove-tree';

const MAX_PROBE_MS = 30_000;
// What has another name there is no folder of an execution.
const ID = /^[1-9]\d{0,9}$/;

/** Work in progress. A folder for each execution, removed when the execution has ended. */
export class StagingArea {
  constructor(private readonly layout: HomeLayout) {}

  absolutePath(path: string): string {
    return join(this.layout.staging, path);
  }

  /** An empty folder; what an earlier try left in it is removed. */
  async prepare(path: string): Promise<string> {
    const folder = this.absolutePath(path);
    await removeTree(folder);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  remove(path: string): Promise<void> {
    return removeTree(this.absolutePath(path));
  }

  /** Removes where processes that died were trying what contains foreign code: that takes seconds. */
  async removeLeftProbes(): Promise<void> {
    for (const name of await namesIn(this.layout.staging)) {
      if (!name.startsWith('probe-')) continue;
      const status = await stat(this.absolutePath(name)).catch(() => undefined);
      if (status !== undefined && Date.now() - status.mtimeMs > MAX_PROBE_MS) await this.remove(name);
    }
  }

  /** Ids of the executions that have a folder. */
  async executionIds(): Promise<number[]> {
    return (await namesIn(this.layout.staging))
      .filter((name) => ID.test(name))
      .map(Number)
      .filter((id) => id < 2 ** 31);
  }
}
