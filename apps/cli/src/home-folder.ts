import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, statSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CliError, EXIT_CODES } from './cli-error';
import { oneLine } from './progress/text';
import { unusableFile } from './unusable-file';

/** A value, and where it came from: for messages. */
export interface Found {
  value: string;
  from: string;
}

const NAME = '.packyard';
const ROOT = 0;
const WRITABLE_BY_GROUP = 0o020;
const WRITABLE_BY_OTHERS = 0o002;

/**
 * The folder of a service on this machine. A folder that was only come across, on the way up from the current one, may
 * belong to a stranger: a foreign checkout, or another user's folder above it. Such a one counts only when nobody else
 * can have put anything into it.
 */
export class HomeFolder {
  private constructor(
    readonly folder: string,
    /** Whether somebody named it; otherwise it was come across. */
    readonly isNamed: boolean,
  ) {}

  static named(folder: string): HomeFolder {
    return new HomeFolder(folder, true);
  }

  /** The nearest `.packyard`, upward from the folder, as git looks for its own. */
  static nearest(folder: string): HomeFolder {
    const candidate = join(folder, NAME);
    const parent = dirname(folder);
    if (lstatSync(candidate, { throwIfNoEntry: false }) !== undefined || parent === folder) {
      return new HomeFolder(candidate, false);
    }
    return HomeFolder.nearest(parent);
  }

  /** Why it is no home, or that it is missing; nothing when it may be one. */
  get problem(): string | undefined {
    try {
      return statSync(this.folder).isDirectory() ? undefined : 'is a file, where a folder is expected';
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return 'missing';
      if (code === 'ENOTDIR') return 'lies below a file';
      throw unusableFile(error, { what: `The home ${this.folder} can't be used` });
    }
  }

  pathOf(name: string): string {
    return resolve(this.folder, name);
  }

  /**
   * The text of a file in it, without the blanks around; undefined when there is none.
   * @throws CliError when it can't be read, or may be somebody else's
   */
  read(name: string): Found | undefined {
    const path = this.pathOf(name);
    try {
      return { value: this.isNamed ? readFileSync(path, 'utf8').trim() : this.readOwn(path), from: path };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (error instanceof CliError) throw error;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      if (code === 'ELOOP') throw notOurs(path, 'is a symbolic link');
      const hint = 'Run as the user that runs the service, or set PACKYARD_URL and PACKYARD_TOKEN.';
      throw unusableFile(error, { what: `${path} can't be read`, hint, exitCode: EXIT_CODES.unauthorized });
    }
  }

  /** What is checked is what is read: the file stays open meanwhile, and a link is not followed. */
  private readOwn(path: string): string {
    const folder = lstatSync(this.folder);
    assertOurs(this.folder, folder, folder.isDirectory() ? undefined : 'is no folder, or a symbolic link to one');
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(file);
      assertOurs(path, stats, stats.isFile() ? undefined : 'is no regular file');
      return readFileSync(file, 'utf8').trim();
    } finally {
      closeSync(file);
    }
  }
}

function assertOurs(path: string, stats: Stats, problem: string | undefined): void {
  const found = problem ?? strangerIn(stats);
  if (found !== undefined) throw notOurs(path, found);
}

/** Why somebody else may have written it. Where there are no user ids, nobody can be told apart. */
function strangerIn({ uid, gid, mode }: Stats): string | undefined {
  const own = process.geteuid?.();
  if (own === undefined) return undefined;
  if (uid !== own && uid !== ROOT) return 'belongs to another user';
  // Where every user has a group of their own, it has their number, and folders are writable by it.
  const isSharedWithGroup = (mode & WRITABLE_BY_GROUP) !== 0 && gid !== uid;
  return isSharedWithGroup || (mode & WRITABLE_BY_OTHERS) !== 0 ? 'may be changed by other users' : undefined;
}

function notOurs(path: string, problem: string): CliError {
  const folder = path.endsWith(NAME) ? path : dirname(path);
  return new CliError(
    `${oneLine(path)} ${problem}, and was only come across: nothing in it is used.`,
    `If it is the home of your service, say so with --home ${oneLine(folder)}, or name the service with --api-url or PACKYARD_URL.`,
    EXIT_CODES.usage,
  );
}
