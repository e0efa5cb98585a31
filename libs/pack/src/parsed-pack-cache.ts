import type { Pack } from './pack';

// What a pack holds in memory is about three times its text.
const MAX_CHARACTERS = 8 * 1024 * 1024;

/** A pack as it was read: its files, by their digest, and what the reader was told. */
export interface ParsedPackKey {
  digest: string;
  /** Its files may name none: then it is called after what it came from. */
  ref: string;
  /** Invalid components were to be left out, and the manifest to be repaired. */
  skipValidation: boolean;
}

/**
 * Packs that this process has read lately, so that a process which both downloads and registers reads them once. The same files
 * say the same thing each time: whoever asks has just computed the digest of what lies on the disk.
 */
export class ParsedPackCache {
  private readonly packs = new Map<string, { pack: Pack; characters: number }>();
  private characters = 0;

  /** `characters`: of the pack as JSON. */
  keep(key: ParsedPackKey, pack: Pack, characters: number): void {
    this.forget(nameOf(key));
    this.packs.set(nameOf(key), { pack, characters });
    this.characters += characters;
    for (const oldest of this.packs.keys()) {
      if (this.characters <= MAX_CHARACTERS) return;
      this.forget(oldest);
    }
  }

  find(key: ParsedPackKey): Pack | undefined {
    return this.packs.get(nameOf(key))?.pack;
  }

  private forget(name: string): void {
    this.characters -= this.packs.get(name)?.characters ?? 0;
    this.packs.delete(name);
  }
}

function nameOf({ digest, ref, skipValidation }: ParsedPackKey): string {
  return `${digest} ${skipValidation} ${ref}`;
}
