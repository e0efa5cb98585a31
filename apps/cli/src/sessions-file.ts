import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CliError, EXIT_CODES } from './cli-error';
import { unusableFile } from './unusable-file';

const StoredSession = z.object({
  login: z.string(),
  access_token: z.string(),
  refresh_token: z.string(),
  expires_at: z.iso.datetime(),
});
export type StoredSession = z.infer<typeof StoredSession>;

const Sessions = z.record(z.string(), StoredSession);

/** Sessions that `packyard login` began, by the address of their service. Only their owner can read the file. */
const sessionsFile = join(homedir(), '.config', 'packyard', 'sessions.json');

export function hasSessions(): boolean {
  return existsSync(sessionsFile);
}

export function readSession(url: string): StoredSession | undefined {
  return readAll()[url];
}

/** `undefined` forgets it. */
export function storeSession(url: string, session: StoredSession | undefined): void {
  const { [url]: _former, ...others } = readAll();
  const sessions = session === undefined ? others : { ...others, [url]: session };
  if (Object.keys(sessions).length === 0) {
    rmSync(sessionsFile, { force: true });
    return;
  }
  mkdirSync(dirname(sessionsFile), { recursive: true, mode: 0o700 });
  const next = `${sessionsFile}.${process.pid}`;
  writeFileSync(next, JSON.stringify(sessions), { mode: 0o600 });
  chmodSync(next, 0o600);
  renameSync(next, sessionsFile);
}

function readAll(): Readonly<Record<string, StoredSession>> {
  let text: string;
  try {
    text = readFileSync(sessionsFile, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return {};
    throw unusableFile(error, { what: `${sessionsFile} can't be read` });
  }
  try {
    return Sessions.parse(JSON.parse(text));
  } catch {
    throw new CliError(
      `${sessionsFile} holds no sessions.`,
      'Remove it, and use packyard login again.',
      EXIT_CODES.usage,
    );
  }
}
