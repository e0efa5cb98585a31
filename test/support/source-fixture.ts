import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { LimitsConfig } from '@packyard/config';
import { artifactOf } from './oci-artifact';
import { OciStandIn } from './oci-stand-in';
import { S3Server, s3ServerProblem } from './s3-server';
import { aPack, listenOnLoopback, type LoopbackServer, startGitServer } from '@packyard/testing';

export const TOKEN = 'r1ght-t0ken';
export const WRONG = 'wr0ng-t0ken';

export const CONFIG = 'gort_bundle_version: 1\nname: same\nversion: 1.0.0\ndescription: The same one.\n';

/** One pack at every kind of place that it may come from, each open to all and once more to those with the token. */
export class SourceFixture {
  private readonly open: Pick<LoopbackServer, 'close'>[] = [];
  readonly limits = LimitsConfig.parse({});
  files!: { public: string; private: string };
  git!: { public: string; private: string };
  artifacts!: { public: string; private: string };
  /** Only where there is a store. */
  objects: { host: string; public: string; private: string } | undefined;

  constructor(readonly folder: string) {}

  async start(): Promise<this> {
    const pack = () => aPack('same').withFile('docs/reading.md', 'Read it.\n');
    pack().writeTo(join(this.folder, 'plain/same'));
    pack().asTarball(join(this.folder, 'www/same.tar.gz'));
    pack().asRepository(join(this.folder, 'git/same.git'));
    symlinkSync('same.git', join(this.folder, 'git/same'));
    writeFileSync(join(this.folder, 'www/same.yaml'), CONFIG);
    writeFileSync(join(this.folder, 'plain/same.yaml'), CONFIG);
    const install = { type: 'archive', url: 'same.tar.gz' };
    const packs = [{ ref: 'same', version: '1.0.0', label: 'same', install_sources: [install] }];
    writeFileSync(join(this.folder, 'www/index.json'), JSON.stringify({ packs }));
    this.files = { public: await this.serve(), private: await this.serve(TOKEN) };
    const repositories = join(this.folder, 'git');
    this.git = {
      public: await this.keep(startGitServer(repositories)),
      private: await this.keep(startGitServer(repositories, TOKEN)),
    };
    const archive = readFileSync(join(this.folder, 'www/same.tar.gz'));
    this.artifacts = { public: await this.offer(archive), private: await this.offer(archive, TOKEN) };
    if (s3ServerProblem() === undefined) await this.store(archive);
    return this;
  }

  private async store(archive: Buffer): Promise<void> {
    const store = await new S3Server(join(this.folder, 'store')).start();
    this.open.push(store);
    await store.makeBucket('open', { isPublic: true });
    await store.makeBucket('closed');
    for (const bucket of ['open', 'closed']) await store.put(bucket, 'packs/same.tar.gz', archive);
    const [everybody, few] = ['open', 'closed'].map((bucket) => `s3+http://${store.host}/${bucket}/packs/same.tar.gz`);
    this.objects = { host: store.host, public: everybody ?? '', private: few ?? '' };
  }

  private async offer(content: Buffer, token?: string): Promise<string> {
    const registry = await new OciStandIn(token).start();
    this.open.push(registry);
    registry.push('team/same', '1.0.0', artifactOf({ content }));
    return `oci://${registry.host}/team/same:1.0.0`;
  }

  async keep(starting: Promise<LoopbackServer>): Promise<string> {
    const server = await starting;
    this.open.push(server);
    return server.url;
  }

  async close(): Promise<void> {
    await Promise.all(this.open.map((server) => server.close()));
  }

  /** The files, to everybody or to those who bring the token as a password or as it is. */
  private serve(token?: string): Promise<string> {
    const server = createServer((request, response) => {
      const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ');
      const given = scheme === 'Basic' ? Buffer.from(value, 'base64').toString().split(':') : [value];
      if (token !== undefined && !given.includes(token)) return void response.writeHead(401).end();
      const { pathname } = new URL(request.url ?? '/', 'http://loopback');
      try {
        return void response.end(readFileSync(join(this.folder, 'www', pathname)));
      } catch {
        return void response.writeHead(404).end();
      }
    });
    return this.keep(listenOnLoopback(server));
  }
}
