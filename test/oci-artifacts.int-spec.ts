import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, zstdCompressSync } from 'node:zlib';
import { type LimitsConfig, type NetworkConfig } from '@packyard/config';
import { type DownloadResult, parseSource, reportError } from '@packyard/contracts';
import { NetworkPolicy } from '@packyard/network';
import { aPack, temporaryFolder } from '@packyard/testing';
import { DockerRegistry, dockerRegistryProblem } from './support/docker-registry';
import { DownloadHarness } from './support/download-harness';
import { artifactOf, digestOf, indexOf, LAYER_TYPE } from './support/oci-artifact';
import { OciStandIn } from './support/oci-stand-in';

const TOKEN = 'r1ght-t0ken';

describe('artifacts of a registry of containers', () => {
  const folder = temporaryFolder();
  const archive = readFileSync(
    aPack('boxed').withFile('noise', randomBytes(50_000).toString('hex')).asTarball(join(folder, 'boxed.tar.gz')),
  );
  const zipped = readFileSync(aPack('boxed').asZip(join(folder, 'boxed.zip')));
  let open: OciStandIn;
  let guarded: OciStandIn;
  let count = 0;

  beforeAll(async () => {
    open = await new OciStandIn().start();
    guarded = await new OciStandIn(TOKEN).start();
  });
  afterAll(() => Promise.all([open.close(), guarded.close()]));
  beforeEach(() => {
    for (const registry of [open, guarded]) {
      registry.requests.splice(0);
      registry.tamper = undefined;
      registry.realm = undefined;
      registry.leadsTo = undefined;
    }
  });

  interface Given {
    limits?: Partial<LimitsConfig>;
    policy?: NetworkPolicy;
    network?: Partial<NetworkConfig>;
    home?: string;
    sources?: string[];
  }
  const fetch = (text: string, { home, sources, ...given }: Given = {}): Promise<DownloadResult> => {
    const at = join(folder, `at-${(count += 1)}`);
    const { source, secretUrl } = parseSource(text);
    const harness = new DownloadHarness({ home: home ?? join(at, 'home'), roots: [at], ...given });
    return harness.tell(source, { destination: join(at, 'delivered'), secretUrl, ...(sources && { sources }) });
  };
  const failureOf = (...given: Parameters<typeof fetch>) =>
    fetch(...given).then(
      () => ({ code: 'FETCHED' }),
      (error: unknown) => reportError(error),
    );

  it.each([
    ['an image layer', LAYER_TYPE, undefined, () => archive],
    ['a Helm chart', 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', undefined, () => archive],
    ['a layer of Docker', 'application/vnd.docker.image.rootfs.diff.tar.gzip', undefined, () => archive],
    [
      'a layer packed by zstd',
      'application/vnd.oci.image.layer.v1.tar+zstd',
      undefined,
      () => zstdCompressSync(gunzipSync(archive)),
    ],
    ['a file that ORAS pushed', 'application/octet-stream', 'boxed.zip', () => zipped],
  ])('are packs as %s', async (_what, mediaType, title, content) => {
    const readme = { content: Buffer.from('Read me.'), mediaType: 'text/plain', title: 'README.md' };
    const titled = title === undefined ? {} : { title };
    open.push('team/boxed', 'latest', artifactOf(readme, { content: content(), mediaType, ...titled }));
    expect(await fetch(`oci://${open.host}/team/boxed`)).toMatchObject({
      sourceType: 'oci',
      checksum: digestOf(content()),
    });
  });

  it('are named by a digest too, and an index of one counts as that one', async () => {
    const artifact = artifactOf({ content: archive });
    const digest = open.push('team/boxed', '1.0.0', artifact);
    open.push('team/boxed', 'index', indexOf(artifact));
    expect(await fetch(`oci://${open.host}/team/boxed:moved@${digest}`)).toMatchObject({ sourceType: 'oci' });
    expect(await fetch(`oci+http://${open.host}/team/boxed:index`)).toMatchObject({ sourceType: 'oci' });
  });

  it('are asked for by the token of a login, and their storage gets to see none', async () => {
    guarded.push('team/boxed', '1.0.0', artifactOf({ content: archive }));
    const text = `oci://me:${TOKEN}@${guarded.host}/team/boxed:1.0.0`;
    const home = join(folder, 'kept');
    const first = await fetch(text, { home });
    expect(first.transfer?.transferredBytes).toBe(archive.length);
    expect(guarded.requests).toEqual([
      'GET /v2/team/boxed/manifests/1.0.0 Basic',
      'GET /token Basic',
      'GET /v2/team/boxed/manifests/1.0.0 Bearer',
      expect.stringMatching(/^GET \/v2\/team\/boxed\/blobs\/sha256:\w+ Bearer$/),
      'GET storage -',
    ]);
  });

  const named = (text = 'boxed:1.0.0') => `oci://${open.host}/team/${text}`;
  const access = { authorization: `Basic ${Buffer.from(`operator:${TOKEN}`).toString('base64')}` };
  it('are read at a login elsewhere with what is known of the registry, and for no more than to be read', async () => {
    open.push('team/boxed', '1.0.0', artifactOf({ content: archive }));
    open.realm = `http://${guarded.host}/token`;
    const network = { PACKYARD_HOST_ACCESS: { [open.host]: access } };
    expect(await fetch(named(), { network })).toMatchObject({ sourceType: 'oci' });
    expect([guarded.requests, guarded.scope]).toEqual([['GET /token Basic'], 'repository:team/boxed:pull']);
  });

  it('get no registry a token that is made with what is known of another one', async () => {
    open.push('team/boxed', '1.0.0', artifactOf({ content: archive }));
    open.realm = `http://${guarded.host}/token`;
    const network = { PACKYARD_HOST_ACCESS: { [guarded.host]: access, [open.storageHost]: access } };
    expect(await failureOf(named(), { network })).toMatchObject({ code: 'SOURCE_AUTHENTICATION_FAILED' });
    expect(guarded.requests).toEqual(['GET /token -']);
    open.realm = undefined;
    expect(await fetch(named(), { network })).toMatchObject({ sourceType: 'oci' });
    expect(open.requests.at(-1)).toBe('GET storage -');
  });

  it('are not led to a place that the token may not install from, but for content that their digest names', async () => {
    open.push('team/boxed', '1.0.0', artifactOf({ content: archive }));
    guarded.push('team/boxed', '1.0.0', artifactOf({ content: archive }));
    const sources = [`oci://${open.host}/*`];
    expect(await fetch(named(), { sources })).toMatchObject({ sourceType: 'oci' });
    open.leadsTo = `http://${guarded.host}`;
    expect(await failureOf(named(), { sources })).toMatchObject({ code: 'FORBIDDEN' });
    expect(guarded.requests).toEqual([]);
  });

  it.each<[string, string, () => unknown, Given & { text?: string }]>([
    ['no such tag is there', 'SOURCE_NOT_FOUND', () => undefined, { text: 'boxed:none' }],
    [
      'the archive is another one',
      'CHECKSUM_MISMATCH',
      () => (open.tamper = (content) => (content[0] === 0x7b ? content : randomBytes(content.length))),
      {},
    ],
    [
      'the manifest is another one',
      'CHECKSUM_MISMATCH',
      () => (open.tamper = (content) => Buffer.concat([content, Buffer.from(' ')])),
      {},
    ],
    [
      'the archive is larger than may be',
      'LIMIT_EXCEEDED',
      () => undefined,
      { limits: { PACKYARD_MAX_DOWNLOAD_BYTES: 1000 } },
    ],
    ['the login is at no safe place', 'SOURCE_FORBIDDEN', () => (open.realm = 'file:///etc/passwd'), {}],
    [
      'the login is where nobody may be asked',
      'SOURCE_FORBIDDEN',
      () => (open.realm = 'http://169.254.169.254/token'),
      { policy: new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8' }) },
    ],
    [
      'the login answers something else',
      'SOURCE_AUTHENTICATION_FAILED',
      () => (open.realm = `http://${guarded.host}/token`),
      {},
    ],
    [
      'it is an image of several layers',
      'ARCHIVE_INVALID',
      () => open.push('team/boxed', '1.0.0', artifactOf({ content: archive }, { content: zipped })),
      {},
    ],
    [
      'it holds no archive',
      'ARCHIVE_INVALID',
      () => open.push('team/boxed', '1.0.0', artifactOf({ content: archive, mediaType: 'text/plain' })),
      {},
    ],
    [
      'it is an index of several',
      'ARCHIVE_INVALID',
      () =>
        open.push('team/boxed', '1.0.0', indexOf(artifactOf({ content: archive }), artifactOf({ content: zipped }))),
      {},
    ],
    [
      'it is no manifest',
      'ARCHIVE_INVALID',
      () =>
        open.push('team/boxed', '1.0.0', { blobs: new Map(), manifest: Buffer.from('[]'), mediaType: 'text/plain' }),
      {},
    ],
  ])('are refused with what to do when %s', async (_what, code, change, { text, ...given }) => {
    open.push('team/boxed', '1.0.0', artifactOf({ content: archive }));
    change();
    expect(await failureOf(named(text), given)).toMatchObject({ code, hint: expect.any(String) });
  });

  const real: DockerRegistry[] = [];
  afterAll(() => Promise.all(real.map((registry) => registry.stop())));
  const problem = dockerRegistryProblem();
  if (problem !== undefined) console.warn(`A real registry of containers is not tried: ${problem}`);
  (problem === undefined ? it : it.skip)('come from a real docker-registry, open and with a login', async () => {
    const hash = '$2y$05$uffF/sC/Uz9htNiT6Eir7eUMkpsvrDcvdBdPtxEXrKH5/tpJCTuUC';
    real.push(await DockerRegistry.start(join(folder, 'real')));
    real.push(await DockerRegistry.start(join(folder, 'real-guarded'), { user: 'me', password: TOKEN, hash }));
    for (const registry of real)
      await registry.push('team/boxed', '1.0.0', artifactOf({ content: archive, title: 'boxed.tar.gz' }));
    const [plain = '', withLogin = ''] = real.map(({ host }) => `${host}/team/boxed:1.0.0`);
    const home = join(folder, 'real-home');
    expect(await fetch(`oci://${plain}`, { home })).toMatchObject({ sourceType: 'oci', checksum: digestOf(archive) });
    expect((await fetch(`oci://${plain}`, { home })).transfer?.transferredBytes).toBe(0);
    expect(await fetch(`oci://me:${TOKEN}@${withLogin}`)).toMatchObject({ checksum: digestOf(archive) });
    for (const text of [`oci://${withLogin}`, `oci://me:wr0ng@${withLogin}`]) {
      expect(await failureOf(text)).toMatchObject({
        code: 'SOURCE_AUTHENTICATION_FAILED',
        hint: expect.stringContaining('oci://USER:TOKEN@'),
      });
    }
    expect(await failureOf(`oci://${plain.replace('1.0.0', 'none')}`)).toMatchObject({ code: 'SOURCE_NOT_FOUND' });
  });
});
