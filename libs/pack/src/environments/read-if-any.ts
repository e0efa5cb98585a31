import { readdir } from 'node:fs/promises';
import { RejectedError } from '@packyard/contracts';
import { readInside } from '../read-inside';

const MIB = 2 ** 20;
/** No more than the tools' files are given when an environment is built. */
const MAX_BYTES = 16 * MIB;
/** What is parsed here, where nothing else goes on meanwhile: nobody's is longer. */
const MAX_PARSED: Readonly<Record<string, number>> = {
  'package.json': MIB,
  'pyproject.toml': MIB,
  'Pipfile.lock': 4 * MIB,
};

/**
 * Nothing for what is missing.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH when a link leads out of the pack, MANIFEST_INVALID for a folder, LIMIT_EXCEEDED for more than 16 MiB, or less of what is
 * parsed
 */
export async function readIfAny(root: string, name: string): Promise<Buffer | undefined> {
  try {
    return await readInside(root, name, { weigh: (bytes) => assertNotTooLarge(name, bytes) });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** What lies at the top of a pack. It is listed once: most of what an environment might be made from is not there. */
export class TopFiles {
  private names: Promise<readonly string[]> | undefined;

  constructor(readonly root: string) {}

  async has(name: string): Promise<boolean> {
    this.names ??= readdir(this.root).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    return (await this.names).includes(name);
  }

  /** Like {@link readIfAny}. */
  async read(name: string): Promise<Buffer | undefined> {
    return (await this.has(name)) ? readIfAny(this.root, name) : undefined;
  }
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function assertNotTooLarge(name: string, bytes: number): void {
  const most = MAX_PARSED[name] ?? MAX_BYTES;
  if (bytes <= most) return;
  throw new RejectedError('LIMIT_EXCEEDED', `${name} has ${bytes} bytes, and ${most} are allowed.`, {
    hint: `Have its tool write ${name} anew, or leave it out.`,
  });
}
