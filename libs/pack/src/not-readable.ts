import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { lstat } from './disk-access';

const MISSING = ['ENOENT', 'ENOTDIR'];
const WHY: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  EISDIR: ['is a folder, where a file is expected', 'Put a file in its place, or remove it'],
  ELOOP: ['is a link that leads round in a circle', 'Put what it should lead to in its place, or remove it'],
  ENXIO: ['is a socket, where a file is expected', 'Put a file in its place, or remove it'],
  ENAMETOOLONG: ['is a link to a path that is too long', 'Put what it should lead to in its place, or remove it'],
  EACCES: ['may not be read by the service', 'Let its owner allow everybody to read it'],
  EPERM: ['may not be read by the service', 'Let its owner allow everybody to read it'],
};
const DANGLING = ['is a link to what is not there', 'Put what it should lead to in its place, or remove it'] as const;
const NO_FOLDER = ['is a file, where a folder is expected', 'Put a folder in its place, or remove it'] as const;

/** Of a path of a pack that the disk won't give as a file or folder: what is wrong with it, in words that end no sentence. */
export interface NotReadable {
  what: string;
  remedy: string;
}

/** Nothing for what is simply missing, and for what is no fault of the pack. */
export async function whyNotReadable(root: string, path: string, error: unknown): Promise<NotReadable | undefined> {
  const { code = '' } = error as NodeJS.ErrnoException;
  const [what, remedy] = (MISSING.includes(code) ? await whyMissing(join(root, path), code) : WHY[code]) ?? [];
  return what === undefined || remedy === undefined ? undefined : { what, remedy };
}

/** What is missing has no path of its own: there is nothing, or something else is what leads nowhere. */
async function whyMissing(path: string, code: string) {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSymbolicLink() === true) return DANGLING;
  return found !== undefined && code === 'ENOTDIR' ? NO_FOLDER : undefined;
}

/**
 * What reading a path of a pack throws, in words where it is the pack's fault: its author can mend that.
 * @returns RejectedError MANIFEST_INVALID, or the same error
 */
export async function asRefusal(root: string, path: string, error: unknown): Promise<unknown> {
  const why = await whyNotReadable(root, path, error);
  if (why === undefined) return error;
  return new RejectedError('MANIFEST_INVALID', `${path} ${why.what}.`, {
    hint: `${why.remedy}, and submit the pack again.`,
    cause: error,
  });
}
