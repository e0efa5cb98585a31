import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RejectedError } from '@packyard/contracts';
import { StderrLogger } from '@packyard/pipeline';
import { digestTree } from '@packyard/pack';
import { loadDatabase } from '@packyard/schema';
import { HomeLayout, openHome, removeTree, machinePlatform } from '@packyard/store';
import { extract, list } from 'tar';
import { BackupDescription, DESCRIPTION, HOME_ENTRY, TABLES_ENTRY } from './backup-description';
import { EntryCheck } from './entry-check';
import { assertWhole } from './write-backup';

const PAUSE_MS = 100;
const MAX_LOOKS = 50;
const A_BACKUP = 'name a file that npm run backup wrote, and copy it anew if it was cut off.';

export interface RestoreOptions {
  /** Empty, or not there. */
  home: string;
  /** Whether other users of the machine may read the home. */
  isShared: boolean;
  file: string;
  /** Is called once the files are in place. The database has no tables of Packyard. */
  openDatabase: () => Promise<string>;
  /** Stops a database that lies in the home. */
  closeDatabase: () => Promise<void>;
}

/**
 * Puts a backup into an empty home and an empty database. When it fails, the home is empty again.
 * @throws RejectedError STORE_FAILED when something is in the way, or the file is not as it was written
 * @throws UnavailableError SCHEMA_MISMATCH when a newer version wrote it
 */
export async function restoreBackup(order: RestoreOptions): Promise<BackupDescription> {
  const { home, file, isShared } = order;
  assertFits(await readDescription(file), home);
  if (existsSync(home) && (await readdir(home)).length > 0)
    throw refused(
      `${home} is not empty; nothing was restored.`,
      'move what is there away, or set another PACKYARD_HOME.',
    );
  openHome(home, isShared);
  try {
    return await unpack(order);
  } catch (error) {
    await order.closeDatabase();
    await empty(home);
    throw error;
  }
}

/** An archive that breaks off is told about while files of it are still being written. */
async function empty(home: string): Promise<void> {
  for (let left = MAX_LOOKS; ; left -= 1) {
    try {
      for (const name of await readdir(home)) await removeTree(join(home, name));
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY' || left === 0) throw error;
      await delay(PAUSE_MS);
    }
  }
}

async function unpack({ home, file, openDatabase }: RestoreOptions): Promise<BackupDescription> {
  const folder = join(home, `.restore-${process.pid}`);
  await mkdir(folder, { mode: 0o700 });
  // Links to environments are absolute.
  await extract({ cwd: folder, file, preservePaths: true, strict: true }).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  const description = readAs(await readFile(join(folder, DESCRIPTION), 'utf8'), file);
  for (const name of await readdir(join(folder, HOME_ENTRY))) {
    await removeTree(join(home, name));
    await rename(join(folder, HOME_ENTRY, name), join(home, name));
  }
  await assertWhole(home, description);
  await assertUnchanged(new HomeLayout(home), description);
  await loadDatabase(await openDatabase(), join(folder, TABLES_ENTRY), description.database);
  await removeTree(folder);
  return description;
}

/**
 * The first entry. All others are read as well: a file that is cut off or damaged, or would write elsewhere, is known before
 * anything is unpacked.
 */
async function readDescription(file: string): Promise<BackupDescription> {
  const first: Promise<Buffer>[] = [];
  const check = new EntryCheck();
  try {
    await list({
      file,
      strict: true,
      onReadEntry: (entry) => {
        if (first.length === 0) first.push(entry.concat());
        check.look(entry);
      },
    });
  } catch (cause) {
    throw unreadable(file, cause);
  }
  if (check.outside !== undefined)
    throw refused(`${file} would write outside of the home: ${JSON.stringify(check.outside)}.`, A_BACKUP);
  return readAs(String(await first[0]), file);
}

function readAs(text: string, file: string): BackupDescription {
  try {
    return BackupDescription.parse(JSON.parse(text));
  } catch {
    throw refused(`${file} is no backup that this version reads.`, A_BACKUP);
  }
}

function assertFits({ home: former, platform, packyard }: BackupDescription, home: string): void {
  if (former !== home)
    throw refused(
      `The backup is of ${former}, and PACKYARD_HOME is ${home}.`,
      `set PACKYARD_HOME=${former}: environments work there only.`,
    );
  if (platform !== machinePlatform())
    throw refused(
      `The backup is of a machine with ${platform}, and this one has ${machinePlatform()}.`,
      `restore it on a machine like that one (made by Packyard ${packyard}): its environments work nowhere else.`,
    );
}

async function assertUnchanged(layout: HomeLayout, { database, incomplete }: BackupDescription): Promise<void> {
  for (const { path, digest } of database.contents.packs) {
    const place = join(layout.packStore, path);
    // Nothing else is kept back because of it.
    if (incomplete.includes(path)) {
      new StderrLogger().warn(`${place} lacks files, which the backup could not take: install that version again.`);
      continue;
    }
    const found = await digestTree(place);
    if (found !== digest)
      throw refused(
        `${layout.relativePath(place)} has the digest ${found} instead of ${digest}.`,
        'take another backup.',
      );
  }
}

function unreadable(file: string, cause: unknown): RejectedError {
  return refused(`${file} can't be read: ${String(cause)}.`, A_BACKUP);
}

function refused(message: string, remedy: string): RejectedError {
  return new RejectedError('STORE_FAILED', message, { hint: `Fix: ${remedy}` });
}
