import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aPack, type LoopbackServer, startGitServer } from '@packyard/testing';
import { GitDriver } from './git-driver';
import { LfsForge } from './lfs-server';

/** A pack in a repository of a forge, with a submodule `library` and a file `large.bin` in Git LFS. */
export class PackInParts {
  readonly large = 'large '.repeat(1000);
  private forge!: LfsForge;
  private git!: LoopbackServer;

  constructor(private readonly folder: string) {}

  get url(): string {
    return `${this.forge.server.url}/parts.git`;
  }

  async publish(ref: string): Promise<this> {
    const driver = new GitDriver(join(this.folder, 'driver'));
    const published = join(this.folder, 'published');
    mkdirSync(published);
    this.git = await startGitServer(published);
    this.forge = await new LfsForge(this.git).start();
    const library = driver.path('library');
    mkdirSync(library);
    writeFileSync(join(library, 'library.txt'), 'library');
    const commit = driver.commit(library);
    driver.publish(library, join(published, 'library.git'));
    const pack = aPack(ref)
      .withFile('.gitattributes', '*.bin filter=lfs\n')
      .withFile('.gitmodules', '[submodule "library"]\n\tpath = library\n\turl = ../library.git\n')
      .withFile('large.bin', this.forge.keep(Buffer.from(this.large)))
      .writeTo(driver.path('pack'));
    driver.commit(pack);
    driver.link(pack, 'library', commit);
    driver.run(pack, 'commit', '--quiet', '--message=linked');
    driver.publish(pack, join(published, 'parts.git'));
    return this;
  }

  async close(): Promise<void> {
    await Promise.all([this.git.close(), this.forge.server.close()]);
  }
}
