import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Absolute path of a program on the PATH, or of the one that is named by its path; nothing when it is not there. */
export function findProgram(command: string, path: string | undefined, workingFolder = '/'): string | undefined {
  if (command.includes('/')) return [isAbsolute(command) ? command : join(workingFolder, command)].find(isProgram);
  const folders = (path ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, command)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
