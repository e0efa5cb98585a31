import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { HomeLayout } from './home-layout';

const PRIVATE = 0o700;
// When root starts the service, PostgreSQL and foreign code run as other users, and have to get to their own folders. What
// else there is they can't list.
const PASSABLE = 0o711;
const SHARED = 0o755;
const PASSABLE_BY_OTHERS = 0o011;
const READABLE_BY_OTHERS = 0o044;

/**
 * Makes the home and its folders, for the user that runs the service alone unless it is shared on purpose. What is there
 * already stays as it is. Answers which folders other users of the machine can read although it is not shared.
 */
export function openHome(home: string, isShared: boolean): string[] {
  return openFolders([home, ...new HomeLayout(home).folders], isShared);
}

/** As a home is opened: the first folder, and those in it, outer ones first. */
export function openFolders([home, ...inner]: [string, ...string[]], isShared: boolean): string[] {
  mkdirSync(dirname(home), { recursive: true });
  const mode = isShared ? SHARED : process.geteuid?.() === 0 ? PASSABLE : PRIVATE;
  for (const folder of [home, ...inner]) make(folder, mode);
  if (isShared || process.platform === 'win32') return [];
  const present = modeOf(home);
  if ((present & READABLE_BY_OTHERS) !== 0) return [home];
  return (present & PASSABLE_BY_OTHERS) === 0
    ? []
    : inner.filter((folder) => (modeOf(folder) & READABLE_BY_OTHERS) !== 0);
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
