import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DownloadResult, parseSource, reportError } from '@packyard/contracts';
import { aPack, temporaryFolder } from '@packyard/testing';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../apps/downloader/src/s3/sha256';
import { DownloadHarness } from './support/download-harness';
import { whenPartial } from './support/partial-downloads';
import { KEY, REGION, S3Server, s3ServerProblem } from './support/s3-server';

type Options = Omit<ConstructorParameters<typeof DownloadHarness>[0], 'home' | 'roots'> & { home?: string };

const PATH = 'GET /closed/packs/kept.tar.gz';

const problem = s3ServerProblem();
if (problem !== undefined) console.warn(`A real store of objects is not tried: ${problem}`);

(problem === undefined ? describe : describe.skip)('objects of a real store', () => {
  const folder = temporaryFolder();
  const noise = () => randomBytes(200_000).toString('base64');
  const packed = (name: string) =>
    readFileSync(
      aPack('kept')
        .withFile('noise', noise())
        .asTarball(join(folder, `${name}.tar.gz`)),
    );
  const [archive, other] = [packed('one'), packed('other')];
  const sumOf = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
  let store: S3Server;
  let count = 0;

  beforeAll(async () => {
    store = await new S3Server(join(folder, 'store')).start();
    await store.makeBucket('open', { isPublic: true });
    await store.makeBucket('closed');
    await store.makeBucket('versions', { isVersioned: true });
    for (const bucket of ['open', 'closed']) await store.put(bucket, 'packs/kept.tar.gz', archive);
  });
  afterAll(() => store.close());
  beforeEach(() => store.requests.splice(0));

  const withKey = (region: string | undefined = REGION) => ({
    PACKYARD_HOST_ACCESS: {
      [store.host]: {
        s3: { access_key_id: KEY.accessKeyId, secret_access_key: KEY.secretAccessKey, ...(region && { region }) },
      },
    },
  });
  const named = (place: string) => `s3+http://${store.host}/${place}`;
  const fetch = (text: string, { home, ...options }: Options = {}): Promise<DownloadResult> => {
    const at = join(folder, `at-${(count += 1)}`);
    const { source, secretUrl } = parseSource(text);
    const harness = new DownloadHarness({ ...options, home: home ?? join(at, 'home'), roots: [at] });
    return harness.tell(source, { destination: join(at, 'delivered'), secretUrl });
  };
  const failureOf = (...given: Parameters<typeof fetch>) =>
    fetch(...given).then(
      () => ({ code: 'FETCHED' }),
      (error: unknown) => reportError(error),
    );

  it.each([
    ['a slash', 'a/b/c.tar.gz'],
    ['blanks', 'my packs/one of them.tar.gz'],
    ['plus, equals, and', 'v1+2=3&4@5:6;7,8$9.tar.gz'],
    ['marks that signatures escape', "it's(here)!*.tar.gz"],
    ['letters of other languages', 'пакеты/päck—包.tar.gz'],
    ['percent, question mark, number sign', '100%/what?#1.tar.gz'],
    ['what looks like an escape', 'a%2Fb%20c.tar.gz'],
    ['dots', '...a/b..c/.d.tar.gz'],
    ['a tilde', '~me/a_b-c.tar.gz'],
  ])('are called as one likes: with %s', async (_what, key) => {
    await store.put('closed', key, archive);
    const text = named(`closed/${key.replace(/[%?#]/g, encodeURIComponent)}`);
    expect(await fetch(text, { network: withKey() })).toMatchObject({ sourceType: 's3', checksum: sumOf(archive) });
  });

  it('say of which region they are, when they were asked for in another', async () => {
    const fetched = await fetch(named('closed/packs/kept.tar.gz'), { network: withKey('us-east-1') });
    expect(fetched.checksum).toBe(sumOf(archive));
    expect(store.requests).toEqual([PATH, PATH]);
  });

  it('have versions, of which one can be named', async () => {
    const first = await store.put('versions', 'kept.tar.gz', archive);
    await store.put('versions', 'kept.tar.gz', other);
    const network = withKey();
    expect(await fetch(named('versions/kept.tar.gz'), { network })).toMatchObject({ checksum: sumOf(other) });
    const text = named(`versions/kept.tar.gz?versionId=${first ?? ''}`);
    expect(await fetch(text, { network })).toMatchObject({ checksum: sumOf(archive) });
  });

  it('are not fetched again while they are the same, and are when they are not', async () => {
    const [home, network] = [join(folder, 'kept-home'), withKey()];
    await store.put('closed', 'again.tar.gz', archive);
    await fetch(named('closed/again.tar.gz'), { home, network });
    expect((await fetch(named('closed/again.tar.gz'), { home, network })).transfer?.transferredBytes).toBe(0);
    await store.put('closed', 'again.tar.gz', other);
    expect(await fetch(named('closed/again.tar.gz'), { home, network })).toMatchObject({ checksum: sumOf(other) });
  });

  it('are gone on with where a connection was cut', async () => {
    const home = join(folder, 'cut-home');
    const got = 90_000;
    store.cut = { afterBytes: got + 10_000, then: (end) => whenPartial(home, got, end) };
    const fetched = await fetch(named('closed/packs/kept.tar.gz'), { home, network: withKey() });
    expect(fetched).toMatchObject({ checksum: sumOf(archive), transfer: { transferredBytes: archive.length } });
    expect(store.requests).toEqual([PATH, expect.stringMatching(new RegExp(`^${PATH} 9\\d{4}-$`))]);
  });

  it('are begun anew where they are others when a cut one is gone on with', async () => {
    const home = join(folder, 'changed-home');
    await store.put('closed', 'changing.tar.gz', archive);
    const change = async (end: () => void) => {
      await store.put('closed', 'changing.tar.gz', other);
      end();
    };
    store.cut = { afterBytes: 100_000, then: (end) => whenPartial(home, 90_000, () => change(end)) };
    const fetched = await fetch(named('closed/changing.tar.gz'), { home, network: withKey() });
    expect(fetched.checksum).toBe(sumOf(other));
    expect(store.requests.some((request) => /GET .* 9\d{4}-$/.test(request))).toBe(true);
  });

  it('are what a registry may name, and its checksum is looked at', async () => {
    const registryWith = (checksum: string) => {
      const install_sources = [{ type: 'archive', url: named('closed/packs/kept.tar.gz'), checksum }];
      const path = join(folder, `index-${(count += 1)}.json`);
      writeFileSync(
        path,
        JSON.stringify({ packs: [{ ref: 'kept', version: '1.0.0', label: 'kept', install_sources }] }),
      );
      return { network: withKey(), registries: [path] };
    };
    expect(await fetch('kept', registryWith(sumOf(archive)))).toMatchObject({ sourceType: 'registry' });
    expect(await failureOf('kept', registryWith(sumOf(other)))).toMatchObject({ code: 'CHECKSUM_MISMATCH' });
  });

  it('are fetched by links that are signed in advance', async () => {
    const signer = new SignatureV4({
      service: 's3',
      region: REGION,
      credentials: KEY,
      sha256: Sha256,
      uriEscapePath: false,
    });
    const { hostname, port, pathname: path } = new URL(`http://${store.host}/closed/packs/kept.tar.gz`);
    const request = {
      method: 'GET',
      protocol: 'http:',
      hostname,
      port: Number(port),
      path,
      headers: { host: store.host },
    };
    const unsigned = { ...request, headers: { ...request.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } };
    const { query = {} } = await signer.presign(unsigned, {
      expiresIn: 60,
      unhoistableHeaders: new Set(['x-amz-content-sha256']),
      unsignableHeaders: new Set(['x-amz-content-sha256']),
    });
    const search = new URLSearchParams(query as Record<string, string>).toString();
    const fetched = await fetch(`http://${store.host}${path}?${search}`);
    expect(fetched).toMatchObject({ sourceType: 'archive', checksum: sumOf(archive) });
  });

  it('are those of PACKYARD_S3_ENDPOINT where no host is named', async () => {
    const network = { ...withKey(), PACKYARD_S3_ENDPOINT: `http://${store.host}` };
    expect(await fetch('s3://closed/packs/kept.tar.gz', { network })).toMatchObject({ checksum: sumOf(archive) });
  });

  it.each<[string, string, RegExp, () => Parameters<typeof fetch>]>([
    [
      'there is no bucket',
      'SOURCE_NOT_FOUND',
      /no bucket 'none'/,
      () => [named('none/a.tar.gz'), { network: withKey() }],
    ],
    ['there is no object', 'SOURCE_NOT_FOUND', /no such object/, () => [named('closed/none'), { network: withKey() }]],
    ['not everybody may', 'SOURCE_AUTHENTICATION_FAILED', /not everybody/, () => [named('closed/packs/kept.tar.gz')]],
    [
      'the key is not known',
      'SOURCE_AUTHENTICATION_FAILED',
      /does not know the key/,
      () => [named('closed/packs/kept.tar.gz?region=eu-test-1').replace('//', '//nobody:s3cr3t-of-them@')],
    ],
    [
      'the secret is wrong',
      'SOURCE_AUTHENTICATION_FAILED',
      /signature to be wrong/,
      () => [named('closed/packs/kept.tar.gz?region=eu-test-1').replace('//', `//${KEY.accessKeyId}:s3cr3t-of-them@`)],
    ],
    [
      'the checksum is another one',
      'CHECKSUM_MISMATCH',
      /kept/,
      () => [named(`open/packs/kept.tar.gz#sha256=${'0'.repeat(64)}`)],
    ],
    [
      'they are larger than may be',
      'LIMIT_EXCEEDED',
      /1000 bytes/,
      () => [named('open/packs/kept.tar.gz'), { limits: { PACKYARD_MAX_DOWNLOAD_BYTES: 1000 } }],
    ],
  ])('are refused with what to do when %s', async (_what, code, words, ask) => {
    const error = await failureOf(...ask());
    expect(error).toMatchObject({ code, message: expect.stringMatching(words), hint: expect.any(String) });
    expect(JSON.stringify(error)).not.toMatch(/s3cr3t-of-them|a\/secret/);
  });
});
