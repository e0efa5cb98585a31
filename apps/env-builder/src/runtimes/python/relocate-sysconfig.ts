import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readForeignFile, replaceForeignFile } from '../foreign-files';

/** Sysconfig, by which a Python tells compilers about itself, names the folder that it was unpacked in. Files are replaced: they may be links. */
export async function relocateSysconfig(folder: string, from: string, to: string): Promise<void> {
  const [library = ''] = (await readdir(join(folder, 'lib'))).filter((name) => /^python3\.\d+$/.test(name));
  const places = [join(folder, 'lib', library), join(folder, 'lib', 'pkgconfig')];
  for (const place of places) {
    const names = await readdir(place).catch(unlessMissing);
    for (const name of names.filter((one) => /^_sysconfigdata.*\.py$|\.pc$/.test(one))) {
      const path = join(place, name);
      const text = await readForeignFile(path);
      if (text.includes(from)) await replaceForeignFile(path, text.replaceAll(from, to));
    }
  }
}

function unlessMissing(error: unknown): string[] {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return [];
}
