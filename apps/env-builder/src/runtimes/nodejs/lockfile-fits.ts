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
export async function assertLockfileFits(folder: string, lockFile: string): Promise<void> {
  const manifest = await read(folder, 'package.json', Manifest);
  const wanted = Object.entries({ ...manifest.dependencies, ...manifest.optionalDependencies });
  const knows = lockFile === 'yarn.lock' ? await knownToYarn(folder, lockFile) : await knownToNpm(folder, lockFile);
  const missing = wanted.filter(([name, range]) => !knows(name, range));
  if (missing.length === 0) return;
  const names = missing.slice(0, 5).map(([name, range]) => `Missing: ${name}@${range} from lock file`);
  throw new RejectedError('ENVIRONMENT_FAILED', `${lockFile} does not fit package.json: ${names.join('; ')}.`, {
    hint: `Run '${lockFile === 'yarn.lock' ? 'yarn' : 'npm'} install' in the pack's folder, commit the new ${lockFile} and submit the pack again.`,
  });
}

type Knows = (name: string, range: string) => boolean;

async function knownToNpm(folder: string, file: string): Promise<Knows> {
  const lock = await read(folder, file, NpmLock);
  const known = lock.packages?.[''];
  return (name, range) => (known === undefined ? name in (lock.dependencies ?? {}) : isKnown(known, name, range));
}

/** An entry is called by all that was asked of it: `"a@^1.0.0", a@1:`, in later versions `"a@npm:^1.0.0"`. */
async function knownToYarn(folder: string, file: string): Promise<Knows> {
  const text = await readFile(join(folder, file), 'utf8');
  const heads = text.split('\n').filter((line) => /^[^\s#].*:\s*$/.test(line));
  const asked = new Set(heads.flatMap((head) => head.replace(/["\s]|:\s*$/g, '').split(',')));
  return (name, range) => [`${name}@${range}`, `${name}@npm:${range}`].some((id) => asked.has(id.replace(/\s/g, '')));
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
