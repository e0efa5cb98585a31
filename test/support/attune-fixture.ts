import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { type LoopbackServer, startGitServer } from '@packyard/testing';
import { AttuneDriver } from './attune-driver';
import { offerSlack } from './slack-pack';
import { sshStandIn } from './attune-stand-ins';
import type { Service } from './service';
import { TestFixture } from './test-fixture';

/** Opens the repositories of private packs. */
export const GIT_TOKEN = 'git-t0ken-of-the-document';

/** The world that the document takes for granted: hosts of packs, a registry, a service, and a driver to type at. */
export class AttuneFixture extends TestFixture {
  service!: Service;
  driver!: AttuneDriver;
  git!: LoopbackServer;
  privateGit!: LoopbackServer;
  /** Of slack 1.0.0. */
  commit = '';

  constructor() {
    super();
    beforeAll(async () => {
      mkdirSync(this.path('git/attune'), { recursive: true });
      this.git = await startGitServer(this.path('git'));
      this.privateGit = await startGitServer(this.path('git'), GIT_TOKEN);
      this.commit = offerSlack(this, this.git.url);
      mkdirSync(this.path('ssh'));
      writeFileSync(this.path('ssh/ssh'), sshStandIn(this.path('git')), { mode: 0o755 });
      this.service = await this.start({
        environment: {
          PATH: `${this.path('ssh')}${delimiter}${process.env['PATH'] ?? ''}`,
          PACKYARD_REGISTRIES: `${this.files.url}/index.json`,
        },
      });
      this.driver = new AttuneDriver({
        folder: this.folder,
        service: this.service,
        gitUrl: this.git.url,
        privateGitUrl: this.privateGit.url.replace('://', `://${GIT_TOKEN}@`),
        filesUrl: this.files.url,
      });
    });
    afterAll(() => Promise.all([this.git.close(), this.privateGit.close()]));
  }

  /** Where the examples download to. */
  get downloads(): string {
    return this.path('attune-packs');
  }

  get packsFolder(): string {
    return this.path('home/packs');
  }
}
