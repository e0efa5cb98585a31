import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from '@packyard/store';
import { GitObjects } from './git-objects';

export interface GitCacheOptions {
  /** May be emptied at any time. */
  folder: string;
  /** Of one repository. */
  maxBytes: number;
  /** Of which those go first that were not used for the longest time. */
  maxRepositories?: number;
}

const MAX_REPOSITORIES = 200;

/** What was fetched from repositories, by place and credentials. */
export class GitCache {
  private key: Promise<Buffer> | undefined;

  constructor(private readonly options: GitCacheOptions) {}

  /** `identity` is all that the answer of the server may depend on; it may hold secrets, and is not to be read off a name. */
  async objectsOf(identity: readonly unknown[]): Promise<GitObjects> {
    this.key ??= this.readKey();
    const name = createHmac('sha256', await this.key)
      .update(JSON.stringify(identity))
      .digest('hex')
      .slice(0, 40);
    await this.makeRoom(name);
    return new GitObjects(join(this.options.folder, name), this.options.maxBytes);
  }

  private async makeRoom(wanted: string): Promise<void> {
    const { folder, maxRepositories = MAX_REPOSITORIES } = this.options;
    const names = (await readdir(folder)).filter((name) => name !== 'key' && name !== wanted);
    if (names.length < maxRepositories) return;
    const used = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(join(folder, name)).catch(() => ({ mtimeMs: 0 }))).mtimeMs })),
    );
    const oldest = used.sort((a, b) => a.at - b.at).slice(0, names.length - maxRepositories + 1);
    for (const { name } of oldest) await removeTree(join(folder, name));
  }

  private async readKey(): Promise<Buffer> {
    const file = join(this.options.folder, 'key');
    await mkdir(this.options.folder, { recursive: true, mode: 0o700 });
    // Whoever comes first makes it.
    await writeFile(file, randomBytes(32), { flag: 'wx', mode: 0o600 }).catch(ignoreExisting);
    return readFile(file);
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
