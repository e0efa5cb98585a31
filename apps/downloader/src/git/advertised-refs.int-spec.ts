import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer, request as ask } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LimitsConfig } from '@packyard/config';
import { HttpClient, NetworkPolicy } from '@packyard/network';
import { aPack, listenOnLoopback, type LoopbackServer, startGitServer, temporaryFolder } from '@packyard/testing';
import { GitRemoteSource } from '../sources/git-remote.source';
import { GitAccess } from './git-access';
import { ADVERTISEMENT_TYPE } from './git-advertisement';
import { GitCache } from './git-cache';
import { LfsFiles } from './lfs/lfs-files';

const limits = LimitsConfig.parse({});
const http = new HttpClient(new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' }));
const GONE = 'e'.repeat(40);

describe('what a server says that it has', () => {
  const folder = temporaryFolder();
  const repositories = join(folder, 'repositories');
  let behind: LoopbackServer;
  let server: LoopbackServer;
  let commit = '';
  let requests: string[] = [];
  /** What we are told instead, and git is not. */
  let told: { content: string | Buffer; headers?: Record<string, string> } | undefined;

  beforeAll(async () => {
    mkdirSync(repositories);
    const path = aPack('neat').asRepository(join(repositories, 'neat.git'));
    commit = execFileSync('git', ['-C', path, 'rev-parse', 'v1.0.0^{commit}'], { encoding: 'utf8' }).trim();
    behind = await startGitServer(repositories);
    const between = createServer((request, response) => {
      requests.push(request.method ?? '');
      if (told !== undefined && request.headers['user-agent'] === 'packyard') {
        response.writeHead(200, { 'content-type': ADVERTISEMENT_TYPE, ...told.headers }).end(told.content);
        return;
      }
      const { method, headers } = request;
      const passed = ask(`${behind.url}${request.url ?? ''}`, { method, headers }, (answer) => {
        answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers));
      });
      request.pipe(passed);
    });
    server = await listenOnLoopback(between);
  });
  afterAll(() => Promise.all([server.close(), behind.close()]));
  beforeEach(() => ((requests = []), (told = undefined)));

  const fetch = async () => {
    const place = mkdtempSync(join(folder, 'in-'));
    const [destination, scratchFolder] = [join(place, 'content'), join(place, 'scratch')];
    for (const made of [destination, scratchFolder]) mkdirSync(made);
    const access = new GitAccess(new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' }), http, {});
    const cache = new GitCache({ folder: join(place, 'cache'), maxBytes: 1e9 });
    const source = new GitRemoteSource(access, new LfsFiles(http, limits), limits, cache);
    const wanted = { kind: 'git', url: `${server.url}/neat.git`, refSpec: 'v1.0.0' } as const;
    const { gitCommit } = await source.fetch(
      wanted,
      { destination, scratchFolder, verifySsl: true },
      AbortSignal.timeout(60_000),
    );
    return { gitCommit, manifest: readFileSync(join(destination, 'pack.yaml'), 'utf8') };
  };
  const whole = () => ({ gitCommit: commit, manifest: expect.stringContaining('neat') as string });

  it('is not asked again by git, which asks for the commit at once', async () => {
    expect(await fetch()).toEqual(whole());
    expect(requests).toEqual(['GET', 'GET', 'POST']);
  });

  it('may be gone by the time that it is fetched: then the name counts', async () => {
    const packet = (text: string) => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
    told = { content: `${packet(`${GONE} HEAD\0 shallow\n`)}${packet(`${GONE} refs/tags/v1.0.0\n`)}0000` };
    expect(await fetch()).toEqual(whole());
  });

  it.each([
    ['in words that we do not know', { content: '000eversion 2\n0000' }],
    ['packed, which nobody asked for', { content: gzipSync('0000'), headers: { 'content-encoding': 'gzip' } }],
  ])('may be said %s: then git asks', async (_how, answer) => {
    told = answer;
    expect(await fetch()).toEqual(whole());
    expect(requests.length).toBeGreaterThan(3);
  });
});
