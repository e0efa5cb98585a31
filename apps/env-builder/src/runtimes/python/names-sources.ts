import { join } from 'node:path';
import type { BuildOrder } from '../runtime';
import { readForeignFile } from '../foreign-files';

const SOURCE = /^(-e|--editable)|[/\\@]|^\.+$|\.(zip|tar|tar\.\w+|tgz)$/;

/** Whether requirements name folders, archives or repositories: pip builds these even where it is told to take wheels only. */
export async function namesSources({ contentFolder, request }: BuildOrder): Promise<boolean> {
  const names = [request.packageFile, ...request.inputs.map(({ path }) => path)].filter((path) =>
    /\.(txt|in)$/.test(path),
  );
  const texts = await Promise.all([...new Set(names)].map((name) => readForeignFile(join(contentFolder, name))));
  const lines = texts.flatMap((text) => text.split(/\r\n|[\r\n]/).map((line) => line.replace(/(^|\s)#.*$/, '').trim()));
  return lines.some((line) => SOURCE.test(line) && !/\.whl\b/.test(line) && !/^(-r|-c|-i|-f|--)/.test(line));
}
