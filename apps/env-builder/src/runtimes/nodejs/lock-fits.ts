import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { z } from 'zod';

const Wanted = z.record(z.string(), z.string()).optional();
const Manifest = z.looseObject({ dependencies: Wanted, optionalDependencies: Wanted });
const NpmLock = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ version: z.string().optional(), dependencies: Wanted })).optional(),
  dependencies: z.record(z.string(), z.unknown()).optional(),
});

/**
 * npm's lock files say what they were made for. One that was made for another package.json would be corrected silently.
 * @throws RejectedError ENVIRONMENT_FAILED
 */
export async function assertLockFits(folder: string, lockFile: string): Promise<void> {
  if (!lockFile.endsWith('.json')) return;
  const [manifest, lock] = await Promise.all([read(folder, 'package.json', Manifest), read(folder, lockFile, NpmLock)]);
  const wanted = Object.entries({ ...manifest.dependencies, ...manifest.optionalDependencies });
  const known = lock.packages?.[''];
  const missing = wanted.filter(([name, range]) =>
    known === undefined ? !(name in (lock.dependencies ?? {})) : !isKnown(known, name, range),
  );
  if (missing.length === 0) return;
  const names = missing.slice(0, 5).map(([name, range]) => `Missing: ${name}@${range} from lock file`);
  throw new RejectedError('ENVIRONMENT_FAILED', `${lockFile} does not fit package.json: ${names.join('; ')}.`, {
    hint: `Run 'npm install' in the pack's folder, commit the new ${lockFile} and submit the pack again.`,
  });
}

function isKnown(known: Record<string, unknown>, name: string, range: string): boolean {
  const lists = [known['dependencies'], known['optionalDependencies']] as (Record<string, string> | undefined)[];
  return lists.some((list) => list?.[name] === range);
}

async function read<Schema extends z.ZodType>(folder: string, file: string, schema: Schema): Promise<z.infer<Schema>> {
  try {
    return schema.parse(JSON.parse((await readFile(join(folder, file), 'utf8')).replace(/^\ufeff/, '')));
  } catch (cause) {
    throw new RejectedError('ENVIRONMENT_FAILED', `${file} can't be read: ${(cause as Error).message.slice(0, 300)}`, {
      hint: `Correct ${file} and submit the pack again.`,
      cause,
    });
  }
}
