import { mkdir, readdir, rename, stat, utimes } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { compareVersions, satisfiesRange } from '@packyard/pack';
import type { NodejsInterpreter } from './nodejs-interpreter';

const NAME = /^node-(\d+\.\d+\.\d+)-[0-9a-f]{16}$/;
const BIN = 'bin';

/**
 * Releases of Node.js that the package registry had, each kept once, by version and digest. Environments have the program
 * themselves, by a hard link where that is possible: what is kept may go at any time when nothing is being built.
 */
export class NodejsCache {
  constructor(private readonly toolsFolder: string) {}

  /** The newest that fits. */
  async find(range: string): Promise<Required<NodejsInterpreter> | undefined> {
    const fitting = (await this.all())
      .filter(({ version }) => satisfiesRange(version, range))
      .sort((one, other) => compareVersions(other.version, one.version));
    for (const { name, version } of fitting) {
      const folder = join(this.toolsFolder, name);
      const program = join(folder, BIN, 'node');
      if ((await stat(program).catch(unlessMissing))?.isFile() !== true) continue;
      // Maintenance leaves what was just asked for.
      await utimes(folder, new Date(), new Date());
      return { version, program };
    }
    return undefined;
  }

  /** Makes room for one that is to be kept, in a folder on the same file system. */
  async prepare(folder: string): Promise<string> {
    await mkdir(join(folder, BIN), { recursive: true });
    return join(folder, BIN, 'node');
  }

  /** Of several workers that fetched it at once, the first one's stays. */
  async keep(prepared: string, version: string, integrity: string): Promise<Required<NodejsInterpreter>> {
    const digest = createHash('sha256').update(integrity).digest('hex').slice(0, 16);
    const folder = join(this.toolsFolder, `node-${version}-${digest}`);
    await mkdir(this.toolsFolder, { recursive: true });
    try {
      await rename(prepared, folder);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
    return { version, program: join(folder, BIN, 'node') };
  }

  private async all(): Promise<{ name: string; version: string }[]> {
    const names = (await readdir(this.toolsFolder).catch(unlessMissing)) ?? [];
    return names.flatMap((name) => {
      const version = NAME.exec(name)?.[1];
      return version === undefined ? [] : [{ name, version }];
    });
  }
}

function unlessMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return undefined;
}
