import { join } from 'node:path';
import { lstatIfAny } from '@packyard/store';

/** What venv and virtualenv, npm, pnpm, Yarn 1 and later ones write into what they make. */
const MARKS = ['pyvenv.cfg', '.package-lock.json', '.modules.yaml', '.yarn-integrity', '.yarn-state.yml'];

/** Whether a folder was made by a known tool, from what a pack lists: it can be made again. */
export async function isEnvironment(folder: string): Promise<boolean> {
  const marks = await Promise.all(MARKS.map((mark) => lstatIfAny(join(folder, mark))));
  return marks.some((found) => found?.isFile() === true);
}
