import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readFileHead } from './read-file-head';

const PackageFile = z.object({ scripts: z.object({ test: z.string() }) });
// What `npm init` writes.
const PLACEHOLDER = 'no test specified';

/** Whether `npm test` would run something there. */
export async function hasTestScript(folder: string): Promise<boolean> {
  const file = PackageFile.safeParse(parseJson(await readFileHead(join(folder, 'package.json'))));
  return file.success && !file.data.scripts.test.includes(PLACEHOLDER);
}

/** The folder that a target of `npm test` belongs to: the nearest with a test script, not above the pack. */
export async function findPackageFolder(folder: string, target: string): Promise<string | undefined> {
  for (let current = target; ; current = dirname(current)) {
    if (await hasTestScript(current)) return current;
    if (current === folder || current === dirname(current)) return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
