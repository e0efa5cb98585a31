import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { type DownloadResult, parseSource, reportError } from '@packyard/contracts';
import { NetworkPolicy } from '@packyard/network';
import {
  listenOnLoopback,
  type ProxyServer,
  SshProgram,
  type SshServer,
  startProxyServer,
  temporaryFolder,
} from '@packyard/testing';
import { DownloadHarness } from './support/download-harness';
import { KEY, s3ServerProblem } from './support/s3-server';
import { SourceFixture, TOKEN, WRONG } from './support/source-fixture';

type Options = Omit<ConstructorParameters<typeof DownloadHarness>[0], 'home' | 'roots'>;

/** How one pack is asked for; the token goes where it says. */
interface Asked {
  text: string;
  options?: Options;
}

interface Kind {
  name: string;
  sourceType: string;
  /** For everybody; nothing where that can't be. */
  open?: () => Asked;
  /** Each way to bring a token. */
  guarded: Readonly<Record<string, (token: string) => Asked>>;
  /** Without any. */
  locked?: () => Asked;
  /** What it fails with when the token is wrong, or the host may not be asked. */
  codes?: { denied: string; forbidden: string };
}

const folder = temporaryFolder();
const sources = new SourceFixture(join(folder, 'sources'));
const withToken = (url: string, token: string) => url.replace('//', `//me:${token}@`);
const byAccess = (url: string, token: string): Options => ({
  network: {
    PACKYARD_HOST_ACCESS: {
      [new URL(url).host]: { authorization: `Basic ${Buffer.from(`me:${token}`).toString('base64')}` },
    },
  },
});

function overHttp(name: string, sourceType: string, places: () => { public: string; private: string }): Kind {
  return {
    name,
    sourceType,
    open: () => ({ text: places().public }),
    locked: () => ({ text: places().private }),
    guarded: {
      'in its URL': (token) => ({ text: withToken(places().private, token) }),
      'by PACKYARD_HOST_ACCESS': (token) => ({
        text: places().private,
        options: byAccess(places().private, token),
      }),
    },
  };
}

const under = (places: () => { public: string; private: string }, path: string) => () => ({
  public: `${places().public}/${path}`,
  private: `${places().private}/${path}`,
});
const index = (place: string) => `${place}/index.json`;
const registry: Kind = {
  name: 'a reference to a registry',
  sourceType: 'registry',
  open: () => ({ text: 'same', options: { registries: [index(sources.files.public)] } }),
  locked: () => ({ text: 'same', options: { registries: [index(sources.files.private)] } }),
  guarded: {
    'as a header of the registry': (token) => ({
      text: 'same@^1',
      options: { added: [{ url: index(sources.files.private), headers: { authorization: `Bearer ${token}` } }] },
    }),
    'by PACKYARD_HOST_ACCESS': (token) => ({
      text: 'same',
      options: { registries: [index(sources.files.private)], ...byAccess(sources.files.private, token) },
    }),
  },
  codes: { denied: 'REGISTRY_UNAVAILABLE', forbidden: 'REGISTRY_UNAVAILABLE' },
};

const secretOf = (token: string) => (token === TOKEN ? KEY.secretAccessKey : token);
const objects = () => sources.objects ?? { host: '', public: '', private: '' };
const object: Kind = {
  name: 'an object of a bucket',
  sourceType: 's3',
  open: () => ({ text: objects().public }),
  locked: () => ({ text: objects().private }),
  guarded: {
    'in its URL': (token) => ({
      text: objects().private.replace('//', `//${KEY.accessKeyId}:${encodeURIComponent(secretOf(token))}@`),
    }),
    'by PACKYARD_HOST_ACCESS': (token) => ({
      text: objects().private,
      options: {
        network: {
          PACKYARD_HOST_ACCESS: {
            [objects().host]: { s3: { access_key_id: KEY.accessKeyId, secret_access_key: secretOf(token) } },
          },
        },
      },
    }),
  },
};
const noStore = s3ServerProblem();
if (noStore !== undefined) console.warn(`Objects of buckets are not tried: ${noStore}`);

const REMOTE: Kind[] = [
  overHttp(
    'an archive',
    'archive',
    under(() => sources.files, 'same.tar.gz'),
  ),
  overHttp(
    'a repository',
    'git',
    under(() => sources.git, 'same.git'),
  ),
  overHttp(
    'a repository that only the server knows as one',
    'git',
    under(() => sources.git, 'same'),
  ),
  overHttp(
    'the config of a bundle',
    'bundle_config',
    under(() => sources.files, 'same.yaml'),
  ),
  registry,
  overHttp('an artifact of a registry of containers', 'oci', () => sources.artifacts),
  ...(noStore === undefined ? [object] : []),
];

describe('one pack, wherever it comes from', () => {
  let through: ProxyServer;
  let count = 0;
  const digests = new Map<string, string>();

  beforeAll(async () => {
    through = await startProxyServer();
    await sources.start();
    for (const [kind, place] of Object.entries({ pack: 'same', config: 'same.yaml' })) {
      digests.set(kind, (await fetch({ text: join(sources.folder, 'plain', place) })).digest);
    }
  });
  afterAll(() => Promise.all([sources.close(), through.close()]));
  beforeEach(() => through.requests.splice(0));

  const fetch = ({ text, options = {} }: Asked, roots = [sources.folder]): Promise<DownloadResult> => {
    const { source, secretUrl } = parseSource(text);
    const at = join(folder, `at-${(count += 1)}`);
    const harness = new DownloadHarness({ ...options, home: join(at, 'home'), roots: [...roots, at] });
    return harness.tell(source, { destination: join(at, 'delivered'), secretUrl });
  };
  const failureOf = async (...asked: Parameters<typeof fetch>) =>
    reportError(
      await fetch(...asked).then(
        () => new Error('it was fetched'),
        (error: unknown) => error,
      ),
    );
  const expected = ({ sourceType }: Pick<Kind, 'sourceType'>) => ({
    sourceType,
    digest: digests.get(sourceType === 'bundle_config' ? 'config' : 'pack'),
  });

  describe.each(REMOTE.map((kind) => [kind.name, kind] as const))('%s', (_name, kind) => {
    const ways = [
      ...(kind.open === undefined ? [] : [['open to all', kind.open] as const]),
      ...Object.entries(kind.guarded).map(([where, ask]) => [`with a token ${where}`, () => ask(TOKEN)] as const),
    ];
    const routes = ways.flatMap(([how, ask]) => [
      [how, 'without a proxy', ask] as const,
      [how, 'through a proxy', ask] as const,
    ]);

    it.each(routes)('%s, %s', async (_how, route, ask) => {
      const { text, options = {} } = ask();
      const isProxied = route === 'through a proxy';
      const network = { ...options.network, ...(isProxied ? { HTTP_PROXY: through.url } : {}) };
      expect(await fetch({ text, options: { ...options, network } })).toMatchObject(expected(kind));
      expect(through.requests.length > 0).toBe(isProxied);
    });

    const denied = kind.codes?.denied ?? 'SOURCE_AUTHENTICATION_FAILED';
    it.each([
      ...Object.entries(kind.guarded).map(([where, ask]) => [`a wrong token ${where}`, () => ask(WRONG)] as const),
      ['no token', kind.locked] as const,
    ])('is refused for %s, with what to do', async (_what, ask) => {
      const error = await failureOf(ask?.() ?? { text: '' });
      expect(error).toMatchObject({ code: denied, hint: expect.stringMatching(/token|header|login|key/) });
      expect(JSON.stringify(error)).not.toContain(WRONG);
    });

    it.each([
      ['without a proxy', false],
      ['through a proxy', true],
    ])('is refused where its host may not be asked, %s', async (_route, isProxied) => {
      const { text, options } = kind.open?.() ?? { text: '' };
      const network = isProxied ? { HTTP_PROXY: through.url } : {};
      const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'false' });
      expect(await failureOf({ text, options: { ...options, network, policy } })).toMatchObject({
        code: kind.codes?.forbidden ?? 'SOURCE_FORBIDDEN',
        hint: expect.stringContaining('PACKYARD_ALLOW_PRIVATE_NETWORKS'),
      });
      expect(through.requests).toEqual([]);
    });
  });

  const program = new SshProgram(join(folder, 'ssh'));
  const problem = program.problem();
  if (problem !== undefined) console.warn(`Repositories over ssh are not tried: ${problem}`);
  (problem === undefined ? describe : describe.skip)('a repository over ssh', () => {
    let server: SshServer;
    beforeAll(async () => void (server = await program.start()));
    afterAll(() => server.close());

    const ask = (access: { ssh_key_file?: string; known_hosts_file?: string }, options: Options = {}): Asked => ({
      text: `${server.url}${join(sources.folder, 'git/same.git')}#v1.0.0`,
      options: { ...options, network: { PACKYARD_HOST_ACCESS: { '127.0.0.1': access } } },
    });
    const right = () => ({ ssh_key_file: server.key, known_hosts_file: server.knownHosts });

    it('is fetched with the key that an administrator gives for its host', async () => {
      expect(await fetch(ask(right()))).toMatchObject(expected({ sourceType: 'git' }));
    });

    it.each([
      ['with the key of a stranger', () => ({ ssh_key_file: server.strangersKey }), 'Permission denied'],
      ['with a key that is not there', () => ({ ssh_key_file: '/none' }), 'Permission denied'],
      ['with a host that nobody knows', () => ({ known_hosts_file: '/dev/null' }), 'Host key verification failed'],
    ])('is refused %s, with what to do', async (_what, change, words) => {
      expect(await failureOf(ask({ ...right(), ...change() }))).toMatchObject({
        code: 'SOURCE_AUTHENTICATION_FAILED',
        message: expect.stringContaining(words),
        hint: expect.stringContaining('PACKYARD_HOST_ACCESS'),
      });
    });

    it('is refused where its host may not be asked', async () => {
      const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'false' });
      expect(await failureOf(ask(right(), { policy }))).toMatchObject({ code: 'SOURCE_FORBIDDEN' });
    });
  });

  (hasDaemon() ? it : it.skip)('a repository over git://, at the address that was looked up', async () => {
    const daemon = await listenOnLoopback(createServer((socket) => serveDaemon(socket, join(sources.folder, 'git'))));
    // A name that nobody else can look up: whoever finds the server was told where it is.
    const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' });
    policy.resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    const asked = { text: `git://packs.invalid:${daemon.port}/same.git`, options: { policy } };
    expect(await fetch(asked)).toMatchObject(expected({ sourceType: 'git' }));
    const forbidding = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'false' });
    const local = { text: `git://127.0.0.1:${daemon.port}/same.git`, options: { policy: forbidding } };
    expect(await failureOf(local)).toMatchObject({ code: 'SOURCE_FORBIDDEN' });
    await daemon.close();
  });

  it.each([
    ['a folder', 'local_directory', 'plain/same'],
    ['an archive', 'local_archive', 'www/same.tar.gz'],
    ['a repository', 'git', 'git/same.git'],
    ['the config of a bundle', 'bundle_config', 'www/same.yaml'],
  ])('%s on the disk, where requests may look', async (_name, sourceType, path) => {
    expect(await fetch({ text: join(sources.folder, path) })).toMatchObject(expected({ sourceType }));
    const outside = await failureOf({ text: join(sources.folder, path) }, []);
    expect(outside).toMatchObject({ code: 'SOURCE_FORBIDDEN', hint: expect.stringContaining('PACKYARD_LOCAL_ROOTS') });
  });
});

function hasDaemon(): boolean {
  const folder = execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim();
  const isThere = existsSync(join(folder, 'git-daemon'));
  if (!isThere) console.warn('Repositories over git:// are not tried: there is no git-daemon');
  return isThere;
}

function serveDaemon(socket: Socket, folder: string): void {
  const args = ['-c', 'safe.directory=*', 'daemon', '--inetd', '--export-all', `--base-path=${folder}`, folder];
  const daemon = spawn('git', args, { stdio: ['pipe', 'pipe', 'ignore'] });
  socket.on('error', () => daemon.kill()).pipe(daemon.stdin);
  daemon.stdout.pipe(socket);
  daemon.stdin.on('error', () => undefined);
}
