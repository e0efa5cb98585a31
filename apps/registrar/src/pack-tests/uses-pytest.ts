import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readFileHead } from './read-file-head';

const IMPORTS_PYTEST = /^[ \t]*(?:import|from)[ \t]+pytest\b/m;

/** Whether Python tests want pytest: they import it, or they are set up for it and it is installed. */
export async function usesPytest(folder: string, files: readonly string[], virtualenv?: string): Promise<boolean> {
  for (const file of files) {
    if (IMPORTS_PYTEST.test(await readFileHead(file))) return true;
  }
  const names = [...files.map((file) => basename(file)), ...(await namesIn(folder))];
  const isSetUp = names.includes('conftest.py') || names.includes('pytest.ini');
  return isSetUp && virtualenv !== undefined && (await hasPytest(virtualenv));
}

async function hasPytest(virtualenv: string): Promise<boolean> {
  const lib = join(virtualenv, 'lib');
  for (const version of await namesIn(lib)) {
    const packages = await namesIn(join(lib, version, 'site-packages'));
    if (packages.includes('pytest') || packages.includes('pytest.py')) return true;
  }
  return false;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
