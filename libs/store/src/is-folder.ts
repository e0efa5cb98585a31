import { stat, utimes } from 'node:fs/promises';

/** Whether there is a folder, also behind a link. */
export async function isFolder(path: string): Promise<boolean> {
  return unlessMissing(stat(path).then((found) => found.isDirectory()));
}

/** Whether it is there; if so, it counts as used just now, and stays. */
export async function touch(path: string): Promise<boolean> {
  const now = new Date();
  return unlessMissing(utimes(path, now, now).then(() => true));
}

async function unlessMissing(answer: Promise<boolean>): Promise<boolean> {
  try {
    return await answer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
