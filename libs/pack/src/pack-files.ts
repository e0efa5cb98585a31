import type { LimitsConfig } from '@packyard/config';
import { RejectedError } from '@packyard/contracts';
import { realpath, stat } from './disk-access';
import { decodeText } from './decode-text';
import { asRefusal } from './not-readable';
import { readInside, realInside } from './read-inside';

export type ManifestLimits = Pick<LimitsConfig, 'PACKYARD_MAX_MANIFEST_BYTES' | 'PACKYARD_MAX_MANIFESTS_BYTES'>;

/** The files of a pack that are parsed: each of them, and all together, are weighed before they are read. */
export class PackFiles {
  private bytes = 0;
  private realRoot: Promise<string> | undefined;

  constructor(
    readonly root: string,
    private readonly limits?: ManifestLimits,
  ) {}

  /** @throws RejectedError LIMIT_EXCEEDED, ARCHIVE_UNSAFE_PATH, MANIFEST_INVALID when it is no text or no file, and ENOENT */
  async text(file: string): Promise<string> {
    const weigh = (bytes: number) => this.add(file, bytes);
    return decodeText(await readInside(this.root, file, { realRoot: await this.base(), weigh }), file);
  }

  /** For files that others will parse. Those that are not there weigh nothing. */
  async weighIfAny(...files: readonly string[]): Promise<void> {
    for (const file of files) {
      await this.weigh(file).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      });
    }
  }

  private async weigh(file: string): Promise<void> {
    try {
      const found = await stat(await realInside(this.root, file, await this.base()));
      if (found.isDirectory()) throw Object.assign(new Error(`${file} is a folder`), { code: 'EISDIR' });
      this.add(file, found.size);
    } catch (error) {
      throw await asRefusal(this.root, file, error);
    }
  }

  private base(): Promise<string> {
    return (this.realRoot ??= realpath(this.root));
  }

  private add(file: string, size: number): void {
    this.bytes += size;
    const { PACKYARD_MAX_MANIFEST_BYTES: most = Infinity, PACKYARD_MAX_MANIFESTS_BYTES: maxOfAll = Infinity } =
      this.limits ?? {};
    if (size > most) throw tooLarge(`${file} has ${size} bytes, more than the ${most}`, 'PACKYARD_MAX_MANIFEST_BYTES');
    if (this.bytes > maxOfAll) {
      const what = `The definitions of the pack, up to ${file}, have ${this.bytes} bytes, more than the ${maxOfAll}`;
      throw tooLarge(what, 'PACKYARD_MAX_MANIFESTS_BYTES');
    }
  }
}

function tooLarge(what: string, variable: string): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `${what} that are allowed.`, {
    hint: `Move data out of it into files of their own; if it really has to be that large, raise ${variable}.`,
  });
}
