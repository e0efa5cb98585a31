import { chmod, stat } from 'node:fs/promises';

const OTHERS_PASS = 0o001;
/** Of the owner alone, apart from those who pass: what was made so here, and nobody's choice. */
const PASSABLE_ALONE = 0o701;

/** Whether others may go through a folder of one's own, without looking at what is in it: users of foreign code alone have to. */
export async function makeTraversable(folder: string, isNeeded: boolean): Promise<void> {
  const { mode, uid } = await stat(folder);
  if (uid !== process.getuid?.()) return;
  const present = mode & 0o777;
  if (isNeeded && (present & OTHERS_PASS) === 0) await chmod(folder, present | OTHERS_PASS);
  if (!isNeeded && present === PASSABLE_ALONE) await chmod(folder, present & ~OTHERS_PASS);
}
