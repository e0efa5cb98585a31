import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest, RuntimeName } from '@packyard/contracts';
import { type LockfileStore, type HomeLayout, sha256Of } from '@packyard/store';
import { withScratchFolder } from '../with-scratch-folder';
import type { NamedFolders } from './named-folders';

const FILE = 'lock';

export interface FoundLockfile {
  text: string;
  sha256: string;
}

/** Lockfiles of environments, whichever process was given or has written them. */
export class ReplicatedLockfiles {
  constructor(
    private readonly home: LockfileStore,
    private readonly named: NamedFolders,
    private readonly layout: HomeLayout,
  ) {}

  /** One that came with a request. Returns the SHA-256 of the text, by which {@link requested} finds it. */
  async give(text: string): Promise<string> {
    const sha256 = await this.home.put(text);
    await this.share(givenName(sha256), text);
    return sha256;
  }

  /** Nothing when it is not there any more. */
  async requested(sha256: string): Promise<string | undefined> {
    return (await this.home.read(sha256)) ?? (await this.shared(givenName(sha256)))?.text;
  }

  /** What a build has installed. */
  async keep(runtime: RuntimeName, fingerprint: string, text: string): Promise<void> {
    await this.home.keep(runtime, fingerprint, text);
    await this.share(`${runtime}/${fingerprint}`, text);
  }

  /** What the latest build of an environment installed, wherever it was built; nothing when there was none. */
  async latest(runtime: RuntimeName, fingerprint: string): Promise<FoundLockfile | undefined> {
    return (await this.shared(`${runtime}/${fingerprint}`)) ?? this.home.ofEnvironment(runtime, fingerprint);
  }

  private async share(name: string, text: string): Promise<void> {
    if (!this.named.homesAreSeparate) return;
    await withScratchFolder(this.layout.incoming, async (scratch) => {
      const folder = join(scratch, 'lock');
      await mkdir(folder);
      await writeFile(join(folder, FILE), text, { mode: 0o644 });
      await this.named.put('lock', name, folder);
    });
  }

  private async shared(name: string): Promise<FoundLockfile | undefined> {
    const content = await this.named.find('lock', name);
    if (content === undefined) return undefined;
    const folder = this.layout.sharedLockfile(content);
    const text = (await readIfAny(join(folder, FILE))) ?? (await this.fetched(content, folder));
    return { text, sha256: sha256Of(text) };
  }

  private async fetched(content: Digest, folder: string): Promise<string> {
    await this.named.fetch(content, folder);
    return readFile(join(folder, FILE), 'utf8');
  }
}

function givenName(sha256: string): string {
  return `given/${sha256}`;
}

async function readIfAny(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
