import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, stat, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { compareVersions, satisfiesRange } from '@packyard/pack';
import type { Interpreter } from './python-interpreter';
import { byPreferredMinor } from './preferred-minors';

const NAME = /^python-(\d+\.\d+\.\d+)-[0-9a-f]{16}$/;

/**
 * Releases of Python that uv has fetched, each kept once, by version and by where it came from. Environments have all of it
 * themselves, by hard links where that is possible: what is kept may go at any time when nothing is being built.
 */
export class PythonCache {
  constructor(private readonly toolsFolder: string) {}

  /** The usual one that fits, in its newest release. */
  async find(range: string): Promise<Interpreter | undefined> {
    const fitting = (await this.all())
      .filter(({ version }) => satisfiesRange(version, range))
      .sort((one, other) => compareVersions(other.version, one.version))
      .sort((one, other) => byPreferredMinor(one.version, other.version));
    for (const { name, version } of fitting) {
      const interpreter = this.interpreterIn(name, version);
      if ((await stat(interpreter.executable).catch(unlessMissing))?.isFile() !== true) continue;
      // Maintenance leaves what was just asked for.
      await utimes(join(this.toolsFolder, name), new Date(), new Date());
      return interpreter;
    }
    return undefined;
  }

  /** Where the release that came from there is kept. */
  placeOf(version: string, url: string): string {
    const digest = createHash('sha256').update(url).digest('hex').slice(0, 16);
    return join(this.toolsFolder, `python-${version}-${digest}`);
  }

  /** A folder for what is to be kept, beside it. */
  async prepare(place: string, name: string): Promise<string> {
    await mkdir(this.toolsFolder, { recursive: true });
    return join(this.toolsFolder, `.${basename(place)}-${name}`);
  }

  /** Of several workers that fetched it at once, the first one's stays. */
  async keep(prepared: string, place: string, version: string): Promise<Interpreter> {
    try {
      await rename(prepared, place);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
    return this.interpreterIn(basename(place), version);
  }

  private interpreterIn(name: string, version: string): Interpreter {
    const folder = join(this.toolsFolder, name);
    const executable = join(folder, 'bin', programOf(version));
    return { command: executable, version, executable, fetchedFolder: folder };
  }

  private async all(): Promise<{ name: string; version: string }[]> {
    const names = (await readdir(this.toolsFolder).catch(unlessMissing)) ?? [];
    return names.flatMap((name) => {
      const version = NAME.exec(name)?.[1];
      return version === undefined ? [] : [{ name, version }];
    });
  }
}

/** `python3.12` */
export function programOf(version: string): string {
  return `python${version.split('.').slice(0, 2).join('.')}`;
}

function unlessMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return undefined;
}
