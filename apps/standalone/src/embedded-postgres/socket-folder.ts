import { chownSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UnprivilegedUser } from './unprivileged-user';

/** Part of the name of a socket, and nothing else: each has a folder for itself. */
export const SOCKET_NUMBER = 5432;
// Of all platforms the least.
const MAX_PATH_BYTES = 103;

/**
 * Where the server of a data folder has its socket: a folder that nobody gets into but its owner. On a port of the machine, any
 * other user might answer in the server's stead while it starts, and would be told the password.
 */
export function socketFolderOf(dataFolder: string, user: UnprivilegedUser | undefined): string {
  if (Buffer.byteLength(socketFileIn(dataFolder)) <= MAX_PATH_BYTES) return dataFolder;
  const folder = mkdtempSync(join(tmpdir(), 'packyard-postgres-'));
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  return folder;
}

export function socketFileIn(folder: string): string {
  return join(folder, `.s.PGSQL.${SOCKET_NUMBER}`);
}

/** As the server's setting wants it: a comma would separate two folders. */
export function quotedFolder(folder: string): string {
  return /[",]|^\s|\s$/.test(folder) ? `"${folder.replaceAll('"', '""')}"` : folder;
}
