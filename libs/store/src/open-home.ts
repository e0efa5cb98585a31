import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { HomeLayout } from './home-layout';

const PRIVATE = 0o700;
// PostgreSQL runs as another user when root starts it, and has to get to its own folder.
const PASSABLE = 0o711;
const SHARED = 0o755;
const PASSABLE_BY_OTHERS = 0o011;
const READABLE_BY_OTHERS = 0o044;

/**
 * Makes the home and its folders, for the user that runs the service alone unless it is shared on purpose. What is there
 * already stays as it is. Answers which folders other users of the machine can read although it is not shared.
 */
export function openHome(home: string, isShared: boolean): string[] {
  const layout = new HomeLayout(home);
  mkdirSync(dirname(home), { recursive: true });
  make(home, isShared ? SHARED : process.geteuid?.() === 0 ? PASSABLE : PRIVATE);
  for (const folder of layout.folders) make(folder, isShared ? SHARED : PRIVATE);
  if (isShared || process.platform === 'win32') return [];
  const mode = modeOf(home);
  if ((mode & READABLE_BY_OTHERS) !== 0) return [home];
  return (mode & PASSABLE_BY_OTHERS) === 0
    ? []
    : layout.folders.filter((folder) => (modeOf(folder) & READABLE_BY_OTHERS) !== 0);
}

function make(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function modeOf(path: string): number {
  return statSync(path).mode;
}
