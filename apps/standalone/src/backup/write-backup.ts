import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { dumpDatabase } from '@packyard/schema';
import { HomeLayout, lstatIfAny, removeTree, machinePlatform } from '@packyard/store';
import { type BackupDescription, DESCRIPTION, HOME_ENTRY, TABLES_ENTRY } from './backup-description';
import { cloneHome } from './clone-home';
import { writeArchive } from './write-archive';

export interface BackupOptions {
  home: string;
  databaseUrl: string;
  /** Where the backup is written to. */
  file: string;
  /** Of Packyard. */
  version: string;
}

/**
 * Writes the database, the store and the key of the vault into one file for its owner alone, while the service works on.
 * Rows come first and files after them, so every file that a row names is there, unless it was removed in between.
 * @throws RejectedError STORE_FAILED when the file is there already, or content went while it was written
 */
export async function writeBackup({ home, databaseUrl, file, version }: BackupOptions): Promise<BackupDescription> {
  if (existsSync(file)) {
    throw new RejectedError('STORE_FAILED', `${file} is there already; nothing was written.`, {
      hint: 'Fix: name a file that is not there.',
    });
  }
  await removeLeftOvers(home);
  const folder = join(home, `.backup-${process.pid}`);
  // Nobody else can have made it, and be its owner.
  const partial = `${file}.${randomUUID()}.partial`;
  await mkdir(join(folder, TABLES_ENTRY), { recursive: true, mode: 0o700 });
  try {
    const database = await dumpDatabase(databaseUrl, join(folder, TABLES_ENTRY));
    const incomplete = await cloneHome(home, join(folder, HOME_ENTRY), database.contents);
    const made = new Date().toISOString();
    const platform = machinePlatform();
    const description: BackupDescription = { format: 1, packyard: version, made, home, platform, database, incomplete };
    await assertWhole(join(folder, HOME_ENTRY), description);
    await writeFile(join(folder, DESCRIPTION), JSON.stringify(description, undefined, 2));
    await writeArchive(folder, partial);
    await rename(partial, file);
    return description;
  } finally {
    await removeTree(folder);
    await rm(partial, { force: true });
  }
}

/** @throws RejectedError STORE_FAILED naming the first place that a row of the database names and that is not there */
export async function assertWhole(home: string, { database: { contents } }: BackupDescription): Promise<void> {
  const layout = new HomeLayout(home);
  const places = [
    ...contents.packs.map(({ path }) => join(layout.packStore, path)),
    ...contents.environments.map((path) => join(layout.environmentStore, path)),
  ];
  for (const place of places) {
    if ((await lstatIfAny(place)) !== undefined) continue;
    throw new RejectedError('STORE_FAILED', `${layout.relativePath(place)} is not there, which the database names.`, {
      hint: 'Fix: make the backup again; it was removed meanwhile. If it never comes, install that pack again.',
    });
  }
}

/** Of backups that were killed. */
async function removeLeftOvers(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const [, pid] = /^\.backup-(\d+)$/.exec(name) ?? [];
    if (pid !== undefined && (Number(pid) === process.pid || !isAlive(Number(pid)))) await removeTree(join(home, name));
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
