import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SHA256_LENGTH = 64;
/** Come before those of a tree: files are written as they were committed, since these could make them many times as large. */
const ATTRIBUTES = '* !ident !working-tree-encoding\n';

/** An empty repository, as `git init` makes it, for objects that are named by ids of a length. */
export async function initRepository(folder: string, idLength: number): Promise<void> {
  for (const name of ['objects/pack', 'objects/info', 'refs', 'info'])
    await mkdir(join(folder, name), { recursive: true });
  const format =
    idLength === SHA256_LENGTH
      ? 'repositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256\n'
      : 'repositoryformatversion = 0\n';
  await writeFile(join(folder, 'config'), `[core]\n\t${format}`);
  await writeFile(join(folder, 'HEAD'), 'ref: refs/heads/none\n');
  await writeFile(join(folder, 'info/attributes'), ATTRIBUTES);
}
