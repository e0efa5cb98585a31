import { constants } from 'node:fs';
import { copyFile, link, mkdir, readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { removeTree } from '@packyard/store';

const MAX_PACKS = 50;

/**
 * The objects of one repository that were fetched before. Each attempt has a repository of its own, which borrows them:
 * the server then sends only what is missing. Workers share it without locks, since nothing in it is ever changed: packs
 * are named by their content, and a commit is known once the file of its name is there.
 */
export class GitObjects {
  /** Some repository depends on what is here. */
  isLent = false;

  constructor(
    private readonly folder: string,
    private readonly maxBytes: number,
  ) {}

  async has(commit: string): Promise<boolean> {
    return (await namesIn(join(this.folder, 'refs/kept'))).includes(commit);
  }

  /** From now on the repository finds these objects too, and tells the server which it has. */
  async lendTo(repository: string): Promise<void> {
    if ((await namesIn(join(this.folder, 'refs/kept'))).length === 0) return;
    this.isLent = true;
    const boundaries = await namesIn(join(this.folder, 'boundaries'));
    const lines = await Promise.all(boundaries.map((name) => readFile(join(this.folder, 'boundaries', name), 'utf8')));
    await mkdir(join(repository, 'objects/info'), { recursive: true });
    await writeFile(join(repository, 'objects/info/alternates'), `${join(this.folder, 'objects')}\n`);
    const shallow = [...new Set(lines.flatMap((text) => text.split('\n')))].filter((line) => line !== '');
    if (shallow.length > 0) await writeFile(join(repository, 'shallow'), `${shallow.sort().join('\n')}\n`);
    await utimes(this.folder, new Date(), new Date());
  }

  /** What the repository fetched for a commit. */
  async keep(repository: string, commit: string): Promise<void> {
    if (await this.has(commit)) return;
    await this.prepare(repository);
    const from = join(repository, 'objects/pack');
    // git looks for the index, so that comes last.
    const names = (await namesIn(from)).filter((name) => /\.(pack|rev|idx)$/.test(name));
    for (const name of names.sort((a, b) => Number(a.endsWith('.idx')) - Number(b.endsWith('.idx')))) {
      await link(join(from, name), join(this.folder, 'objects/pack', name)).catch(ignoreExisting);
    }
    const shallow = await readFile(join(repository, 'shallow'), 'utf8').catch(() => '');
    await this.write(`boundaries/${commit}`, shallow);
    await this.write(`refs/kept/${commit}`, `${commit}\n`);
    if (await this.isTooLarge()) await this.forget();
  }

  /** Where a file of Git LFS is kept, or is to be. */
  fileOf(oid: string): string {
    return join(this.folder, 'files', oid);
  }

  /** Keeps a copy of it for the next time. */
  async keepFile(file: string, oid: string): Promise<void> {
    await mkdir(join(this.folder, 'files'), { recursive: true });
    const unfinished = join(this.folder, `unfinished-${randomUUID()}`);
    await copyFile(file, unfinished, constants.COPYFILE_FICLONE);
    await rename(unfinished, this.fileOf(oid));
    if (await this.isTooLarge()) await removeTree(join(this.folder, 'files'));
  }

  forget(): Promise<void> {
    return removeTree(this.folder);
  }

  /** What git takes for a repository. */
  private async prepare(repository: string): Promise<void> {
    for (const name of ['objects/pack', 'refs/kept', 'boundaries']) {
      await mkdir(join(this.folder, name), { recursive: true });
    }
    for (const name of ['HEAD', 'config']) await this.write(name, await readFile(join(repository, name), 'utf8'));
  }

  private async write(name: string, text: string): Promise<void> {
    const unfinished = join(this.folder, `unfinished-${randomUUID()}`);
    await writeFile(unfinished, text);
    await rename(unfinished, join(this.folder, name));
  }

  private async isTooLarge(): Promise<boolean> {
    const paths = (await Promise.all(['objects/pack', 'files'].map((at) => pathsIn(join(this.folder, at))))).flat();
    // Others may be making room.
    const sizes = await Promise.all(paths.map((path) => stat(path).catch(() => ({ size: 0 }))));
    const packs = paths.filter((path) => path.endsWith('.pack')).length;
    return packs > MAX_PACKS || sizes.reduce((sum, { size }) => sum + size, 0) > this.maxBytes;
  }
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(nothingIfMissing);
}

function nothingIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code !== 'ENOENT') throw error;
  return [];
}

async function pathsIn(folder: string): Promise<string[]> {
  return (await namesIn(folder)).map((name) => join(folder, name));
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
