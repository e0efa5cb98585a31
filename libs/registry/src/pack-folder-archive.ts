import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { mkdir, readdir, readlink, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ENVIRONMENT_LINKS } from '@packyard/contracts';
import { assertIsUtf8, assertLinkStaysInside } from '@packyard/pack';
import { create } from 'tar';

/** Any moment will do, as long as it is always the same. */
const MTIME = new Date('2000-01-01T00:00:00Z');

/**
 * Packs a folder, below a folder with the given name: the same content makes the same bytes, wherever and whenever.
 * Returns `sha256:…` over them.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH when a link leads out of the pack, or a name is no UTF-8
 */
export async function archivePackFolder(root: string, file: string, prefix: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.unfinished`;
  await create(
    {
      file: unfinished,
      cwd: root,
      prefix,
      gzip: { level: 9 },
      portable: true,
      mtime: MTIME,
      noDirRecurse: true,
      // Independent of the umask of whoever checked the pack out.
      onWriteEntry: ({ stat }) => {
        normalizeMode(stat);
      },
    },
    await pathsIn(root),
  );
  await rename(unfinished, file);
  return checksumOf(file);
}

/** Files and links, in an order that depends on nothing but their names; folders come into being with them. */
export async function pathsIn(root: string, folder = ''): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const paths: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.name === '.git') continue;
    assertIsUtf8(path);
    if (entry.isDirectory()) paths.push(...(await pathsIn(root, path)));
    else if (entry.isFile()) paths.push(path);
    else if (entry.isSymbolicLink() && !ENVIRONMENT_LINKS.includes(path)) {
      assertLinkStaysInside(path, await readlink(join(root, path)));
      paths.push(path);
    }
  }
  // A leading @ would be taken for the name of an archive.
  return paths.map((path) => (path.startsWith('@') ? `./${path}` : path));
}

function normalizeMode(stat: Stats | undefined): void {
  if (stat?.isFile() === true) stat.mode = (stat.mode & ~0o7777) | ((stat.mode & 0o100) === 0 ? 0o644 : 0o755);
}

async function checksumOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return `sha256:${hash.digest('hex')}`;
}
