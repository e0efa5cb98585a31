import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { LimitsConfig } from '@packyard/config';
import { RejectedError } from '@packyard/contracts';
import { readPlainFile, tooMuch } from '@packyard/pack';
import { type LocalPolicy, lstatIfAny } from '@packyard/store';

const MAX_POINTER_BYTES = 64 * 1024;

/**
 * A repository may say that it is somewhere else: in a `.git` that is a file or a link, in `commondir`, in
 * `objects/info/alternates`, in links anywhere in it. Every such place has to be one that requests may name.
 */
export class RepositoryPolicy {
  private readonly seen = new Set<string>();
  private entries = 0;

  constructor(
    private readonly policy: Pick<LocalPolicy, 'resolve'>,
    private readonly limits: Pick<LimitsConfig, 'PACKYARD_MAX_ENTRIES'>,
  ) {}

  /** @throws RejectedError SOURCE_FORBIDDEN or SOURCE_NOT_FOUND, naming the place that is not allowed */
  async assertAllowed(folder: string): Promise<void> {
    const git = join(folder, '.git');
    if (!(await isThere(git))) return this.inspect(await this.policy.resolve(folder));
    const real = await this.policy.resolve(git);
    if ((await stat(real)).isDirectory()) return this.inspect(real);
    const [, target = ''] = /^gitdir: (.*)$/m.exec(await this.pointer(real)) ?? [];
    await this.inspect(await this.policy.resolve(resolve(folder, target.trim())));
  }

  private async inspect(folder: string): Promise<void> {
    if (this.seen.has(folder)) return;
    this.seen.add(folder);
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      this.entries += 1;
      const { PACKYARD_MAX_ENTRIES: most } = this.limits;
      if (this.entries > most) throw tooMuch('files in its repository', most, 'PACKYARD_MAX_ENTRIES');
      await this.inspectEntry(folder, entry);
    }
  }

  private async inspectEntry(folder: string, entry: Dirent): Promise<void> {
    const path = join(folder, entry.name);
    const real = entry.isSymbolicLink() ? await this.policy.resolve(path) : path;
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await stat(real)).isDirectory())) await this.inspect(real);
    else if (entry.name === 'commondir') await this.follow(folder, await this.pointer(real));
    else if (entry.name === 'alternates' && basename(folder) === 'info') {
      for (const line of (await this.pointer(real)).split('\n')) {
        if (!line.startsWith('#')) await this.follow(join(folder, '..'), line);
      }
    }
  }

  /** Places in quotes have escapes of their own, which nobody needs. */
  private async follow(base: string, place: string): Promise<void> {
    const target = place.replace(/\r?\n?$/, '');
    if (target === '') return;
    if (target.startsWith('"')) throw forbidden(`The repository is at a place that is written as ${target}`);
    await this.inspect(await this.policy.resolve(resolve(base, target)));
  }

  private async pointer(file: string): Promise<string> {
    const read = await readPlainFile(file, MAX_POINTER_BYTES);
    if (read.is === 'too large') throw forbidden(`${file} names more places than a repository has`);
    if (read.is === 'no file') throw forbidden(`${file} is no file`);
    return read.content.toString('utf8');
  }
}

/** Without it, the folder is a bare repository. */
async function isThere(git: string): Promise<boolean> {
  try {
    return (await lstatIfAny(git)) !== undefined;
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new RejectedError('SOURCE_NOT_FOUND', `${git} can't be looked at on the worker: ${reason}.`, {
      hint: 'Give a folder that the user who runs the workers may read.',
      cause,
    });
  }
}

function forbidden(what: string): RejectedError {
  return new RejectedError('SOURCE_FORBIDDEN', `${what}.`, {
    hint: 'Give a repository that is whole in its own folder, as git clone --no-local --dissociate makes it.',
  });
}
