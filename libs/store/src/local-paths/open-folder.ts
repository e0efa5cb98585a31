import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
const SET_GROUP_ID = 0o2000;
const HAS_OPEN_FILES = process.platform === 'linux';

/** Thrown when a path leads elsewhere than it did when it was judged. */
export class PathChanged extends Error {
  override readonly name = 'PathChanged';

  constructor(readonly path: string) {
    super(`${path} leads elsewhere than a moment ago`);
  }
}

/**
 * A folder or a file that is open: whatever is put in the place of its path meanwhile, {@link path} is still what was judged.
 * On systems that show no open files as paths, it is looked at again before each use instead.
 */
export class OpenFolder {
  private constructor(
    /** Its path without links. */
    readonly real: string,
    private readonly handle: FileHandle,
    private readonly stats: Stats,
  ) {}

  /** @throws PathChanged when `real` is no path without links (any more), and what opening throws */
  static async open(real: string, { through = real, flags = 0 }: { through?: string; flags?: number } = {}) {
    const handle = await open(through, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | flags).catch(async (error: unknown) => {
      throw (await isLink(through)) ? new PathChanged(real) : error;
    });
    try {
      const place = new OpenFolder(real, handle, await handle.stat());
      await place.assertSame();
      return place;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Valid in this process alone, and until it is closed. */
  async path(): Promise<string> {
    if (HAS_OPEN_FILES) return `/proc/self/fd/${this.handle.fd}`;
    await this.assertSame();
    return this.real;
  }

  async entry(name: string): Promise<string> {
    return join(await this.path(), name);
  }

  /** Makes a new folder in it, and holds that while `work` goes on. */
  async makingFolder<Result>(name: string, work: (folder: OpenFolder) => Promise<Result>): Promise<Result> {
    await mkdir(await this.entry(name));
    return closing(await this.openFolder(name), work);
  }

  /**
   * Holds what lies in it, at a path that may have several parts.
   * @throws PathChanged when one of them is a link
   */
  async holdingEntry<Result>(path: string, work: (entry: OpenFolder) => Promise<Result>): Promise<Result> {
    const through = await this.entry(path);
    return closing(await OpenFolder.open(join(this.real, path), { through }), work);
  }

  async openFolder(name: string): Promise<OpenFolder> {
    return OpenFolder.open(join(this.real, name), { through: await this.entry(name), flags: O_DIRECTORY });
  }

  get isFile(): boolean {
    return this.stats.isFile();
  }

  get isFolder(): boolean {
    return this.stats.isDirectory();
  }

  /** Whether what is made in it belongs to its group, and not to ours. */
  get givesItsGroup(): boolean {
    return (this.stats.mode & SET_GROUP_ID) !== 0;
  }

  get bytes(): number {
    return this.stats.size;
  }

  /** Whether it is the very same, and not only something at the same path. */
  isSameAs({ dev, ino }: FileIdentity): boolean {
    return this.stats.dev === dev && this.stats.ino === ino;
  }

  get identity(): FileIdentity {
    return { dev: this.stats.dev, ino: this.stats.ino };
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private async assertSame(): Promise<void> {
    const isSame = HAS_OPEN_FILES
      ? (await readlink(`/proc/self/fd/${this.handle.fd}`)) === this.real
      : (await realpath(this.real)) === this.real && this.isSameAs(await lstat(this.real));
    if (!isSame) throw new PathChanged(this.real);
  }
}

export type FileIdentity = Pick<Stats, 'dev' | 'ino'>;

/** Holds what lies at a path without links while `work` goes on. */
export async function holding<Result>(real: string, work: (place: OpenFolder) => Promise<Result>): Promise<Result> {
  return closing(await OpenFolder.open(real), work);
}

/** The same for a folder, which is made when it is missing, with those above it: through what is held, one after the other. */
export async function holdingFolder<Result>(
  real: string,
  work: (folder: OpenFolder) => Promise<Result>,
): Promise<Result> {
  return closing(await openOrMake(real), work);
}

async function openOrMake(real: string): Promise<OpenFolder> {
  try {
    return await OpenFolder.open(real, { flags: O_DIRECTORY });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(real) === real) throw error;
  }
  return closing(await openOrMake(dirname(real)), async (parent) => {
    await mkdir(await parent.entry(basename(real))).catch((error: unknown) => {
      // Somebody else had the same idea.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    return parent.openFolder(basename(real));
  });
}

async function closing<Result>(place: OpenFolder, work: (place: OpenFolder) => Promise<Result>): Promise<Result> {
  try {
    return await work(place);
  } finally {
    await place.close();
  }
}

/** Which systems tell by different codes when they may not follow it. */
async function isLink(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isSymbolicLink() === true;
}
