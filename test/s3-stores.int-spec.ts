import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSource, reportError } from '@packyard/contracts';
import { NetworkPolicy } from '@packyard/network';
import { aPack, listenOnLoopback, type LoopbackServer, temporaryFolder } from '@packyard/testing';
import { DownloadHarness } from './support/download-harness';
import { whenPartial } from './support/partial-downloads';

type Options = Omit<ConstructorParameters<typeof DownloadHarness>[0], 'home' | 'roots'> & { home?: string };
type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

const SECRET = 's3cr3t-of-the-key';
const SIGNED = ['authorization', 'x-amz-date', 'x-amz-content-sha256', 'x-amz-security-token'];

/** What no store of good will does, or none that can be had here. */
describe('a store of objects', () => {
  const folder = temporaryFolder();
  const packed = (name: string) => {
    const noise = randomBytes(100_000).toString('base64');
    return readFileSync(
      aPack('kept')
        .withFile('noise', noise)
        .asTarball(join(folder, `${name}.tar.gz`)),
    );
  };
  const [archive, other] = [packed('one'), packed('other')];
  const sumOf = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
  const open: LoopbackServer[] = [];
  let count = 0;
  afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

  interface Store {
    host: string;
    /** Headers of each request that only a signature has, by their names. */
    signed: Record<string, string>[];
    paths: string[];
  }
  const start = async (...answers: Answer[]): Promise<Store> => {
    const [signed, paths]: [Store['signed'], string[]] = [[], []];
    const server = createServer((request, response) => {
      paths.push(request.url ?? '');
      signed.push(
        Object.fromEntries(
          SIGNED.flatMap((name) => (name in request.headers ? [[name, String(request.headers[name])]] : [])),
        ),
      );
      (answers.length > 1 ? answers.shift() : answers[0])?.(request, response);
    });
    open.push(await listenOnLoopback(server));
    return { host: `127.0.0.1:${open.at(-1)?.port ?? 0}`, signed, paths };
  };
  const refusing =
    (status: number, code: string, more = '', headers = {}): Answer =>
    (_request, response) => {
      response.writeHead(status, headers).end(`<?xml version="1.0"?><Error><Code>${code}</Code>${more}</Error>`);
    };
  const whole: Answer = (_request, response) => void response.setHeader('etag', '"1"').end(archive);

  const fetch = (text: string, { sources, home, ...options }: Options & { sources?: string[] } = {}) => {
    const at = join(folder, `at-${(count += 1)}`);
    const { source, secretUrl } = parseSource(text);
    const harness = new DownloadHarness({ ...options, home: home ?? join(at, 'home'), roots: [at] });
    return harness.tell(source, { destination: join(at, 'delivered'), secretUrl, ...(sources && { sources }) });
  };
  const failureOf = (...given: Parameters<typeof fetch>) =>
    fetch(...given).then(
      () => ({ code: 'FETCHED', message: '', hint: '' }),
      (error: unknown) => reportError(error),
    );
  const named = ({ host }: Pick<Store, 'host'>) => `s3+http://KEY:${SECRET}@${host}/bucket/kept.tar.gz`;
  const known = (host: string): Options => ({
    network: { PACKYARD_HOST_ACCESS: { [host]: { s3: { access_key_id: 'KEY', secret_access_key: SECRET } } } },
  });

  it('gets the token of a session, and where it leads gets nothing of all that', async () => {
    const elsewhere = await start(whole);
    const store = await start((_request, response) =>
      response.writeHead(307, { location: `http://${elsewhere.host}/bucket/kept.tar.gz` }).end(),
    );
    await fetch(`${named(store)}?X-Amz-Security-Token=t0ken%2F==`, known(elsewhere.host));
    expect(store.signed).toEqual([
      {
        authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=KEY\/\d+\/us-east-1\/s3\/aws4_request, /),
        'x-amz-date': expect.any(String),
        'x-amz-content-sha256': expect.any(String),
        'x-amz-security-token': 't0ken/==',
      },
    ]);
    expect(elsewhere.signed).toEqual([{}]);
  });

  it('leads nobody to a place that the token may not install from, and may say where the bucket is all the same', async () => {
    const elsewhere = await start(whole);
    const leading: Answer = (_request, response) =>
      response.writeHead(307, { location: `http://${elsewhere.host}/bucket/kept.tar.gz` }).end();
    const store = await start(
      refusing(400, 'AuthorizationHeaderMalformed', '<Region>eu-south-1</Region>'),
      whole,
      leading,
    );
    const sources = [`s3+http://${store.host}/bucket/*`];
    expect(await fetch(named(store), { sources })).toMatchObject({ sourceType: 's3' });
    expect(await failureOf(named(store), { sources })).toMatchObject({ code: 'FORBIDDEN' });
    expect(elsewhere.paths).toEqual([]);
    expect(await failureOf(named(elsewhere), { sources })).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('does without answering for what was kept of it and is promised by a checksum', async () => {
    const home = join(folder, 'kept-home');
    const store = await start(whole, refusing(503, 'SlowDown'), refusing(503, 'SlowDown'));
    const text = `${named(store)}#${sumOf(archive).replace(':', '=')}`;
    await fetch(text, { home });
    const again = await fetch(text, { home });
    expect(again.warnings).toEqual([expect.stringContaining('the copy that was kept is used')]);
    expect(await failureOf(named(store), { home })).toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
  });

  it('is signed for anew where it leads within itself', async () => {
    const store = await start(
      (_request, response) => response.writeHead(307, { location: '/other/kept' }).end(),
      whole,
    );
    await fetch(named(store));
    const [first, second] = store.signed.map(({ authorization }) => authorization);
    expect(store.paths).toEqual(['/bucket/kept.tar.gz', '/other/kept']);
    expect(second?.replace(/Signature=.*/, '')).toBe(first?.replace(/Signature=.*/, ''));
    expect(second).not.toBe(first);
  });

  it.each([
    ['in a header', refusing(301, 'PermanentRedirect', '', { 'x-amz-bucket-region': 'eu-south-1' })],
    [
      'in a header, and leads there',
      refusing(307, 'TemporaryRedirect', '', { location: 'http://127.0.0.1:1/', 'x-amz-bucket-region': 'eu-south-1' }),
    ],
    ['in words', refusing(400, 'AuthorizationHeaderMalformed', '<Region>eu-south-1</Region>')],
    [
      'in a sentence',
      refusing(400, 'AuthorizationHeaderMalformed', "<Message>it is wrong; expecting 'eu-south-1'</Message>"),
    ],
  ])('may say %s in which region a bucket is', async (_how, answer) => {
    const store = await start(answer, whole);
    await fetch(named(store));
    expect(store.signed.map(({ authorization }) => authorization?.split('/')[2])).toEqual(['us-east-1', 'eu-south-1']);
  });

  it('is not believed when it names one region after the other, or none that could be', async () => {
    let regions = 0;
    const endless = await start((...given) => {
      refusing(400, 'AuthorizationHeaderMalformed', `<Region>eu-west-${(regions += 1)}</Region>`)(...given);
    });
    expect(await failureOf(named(endless))).toMatchObject({
      code: 'SOURCE_NOT_FOUND',
      hint: expect.stringContaining('region='),
    });
    expect(endless.paths).toHaveLength(3);
    const hostile = await start(
      refusing(301, 'PermanentRedirect', '<Region>x.evil.example/</Region>', { 'x-amz-bucket-region': 'evil.example' }),
    );
    expect(await failureOf(named(hostile))).toMatchObject({ code: 'SOURCE_NOT_FOUND' });
    expect(hostile.paths).toHaveLength(1);
  });

  it.each<[string, string, RegExp, RegExp, Answer]>([
    [
      'the clocks differ',
      'SOURCE_AUTHENTICATION_FAILED',
      /where it is 2020-01-02T03:04:05/,
      /clock/,
      refusing(403, 'RequestTimeTooSkewed', '', { date: 'Thu, 02 Jan 2020 03:04:05 GMT' }),
    ],
    ['the session has ended', 'SOURCE_AUTHENTICATION_FAILED', /has ended/, /token/, refusing(400, 'ExpiredToken')],
    ['the token is none', 'SOURCE_AUTHENTICATION_FAILED', /not valid/, /token/, refusing(400, 'InvalidToken')],
    [
      'it hides what is not there',
      'SOURCE_AUTHENTICATION_FAILED',
      /no such object/,
      /s3:ListBucket/,
      refusing(403, 'AccessDenied'),
    ],
    [
      'it refuses without a word',
      'SOURCE_AUTHENTICATION_FAILED',
      /no such object/,
      /PACKYARD_HOST_ACCESS/,
      (_request, response) => response.writeHead(403).end(),
    ],
    [
      'the object is deep in an archive',
      'SOURCE_NOT_FOUND',
      /archive/,
      /restored/,
      refusing(403, 'InvalidObjectState'),
    ],
    ['the version is not there', 'SOURCE_NOT_FOUND', /version/, /versionId/, refusing(404, 'NoSuchVersion')],
    ['the version was deleted', 'SOURCE_NOT_FOUND', /deleted/, /versionId/, refusing(405, 'MethodNotAllowed')],
    [
      'its words are those of a program',
      'SOURCE_NOT_FOUND',
      /answered 404/,
      /typing error/,
      refusing(404, 'constructor'),
    ],
    [
      'its words have no end',
      'SOURCE_NOT_FOUND',
      /answered 404/,
      /typing error/,
      (_request, response) => response.writeHead(404).end(`<Code>${'x'.repeat(200_000)}</Code>`),
    ],
    [
      'it is busy',
      'SOURCE_UNAVAILABLE',
      /answered 503/,
      /100 seconds/,
      refusing(503, 'SlowDown', '', { 'retry-after': '100' }),
    ],
  ])('is understood when %s', async (_what, code, words, hint, answer) => {
    const error = await failureOf(named(await start(answer)));
    expect(error).toMatchObject({ code, message: expect.stringMatching(words), hint: expect.stringMatching(hint) });
    expect(JSON.stringify(error)).not.toContain(SECRET);
  });

  const HALF = 50_000;
  const half: Answer = (_request, response) => {
    response.writeHead(200, { etag: '"1"', 'content-length': archive.length }).write(archive.subarray(0, HALF));
    whenPartial(join(folder, `at-${count}`), HALF, () => response.destroy());
  };
  const part =
    (content: Buffer, etag: string, from = HALF): Answer =>
    (_request, response) => {
      const range = `bytes ${from}-${content.length - 1}/${content.length}`;
      response.writeHead(206, { etag, 'content-range': range }).end(content.subarray(from));
    };
  it.each<[string, Answer[], Buffer]>([
    ['sends the rest', [half, part(archive, '"1"')], archive],
    [
      'has something else by then, and sends a part of it',
      [half, part(other, '"2"'), (_request, response) => response.setHeader('etag', '"2"').end(other)],
      other,
    ],
    [
      'has something else by then, and sends it whole',
      [half, (_request, response) => response.setHeader('etag', '"2"').end(other)],
      other,
    ],
    ['sends another part than was asked for', [half, part(archive, '"1"', HALF + 1), whole], archive],
  ])('that broke off and then %s is gone on with, or begun anew', async (_what, answers, content) => {
    const store = await start(...answers);
    const { checksum } = await fetch(named(store));
    expect(checksum).toBe(sumOf(content));
    expect(new Set(store.signed.map((headers) => Object.keys(headers).length))).toEqual(new Set([3]));
  });

  it('gets the key that is known of its host in the clear only where the operator says so', async () => {
    const store = await start((request, response) =>
      (request.headers.authorization === undefined ? refusing(403, 'AccessDenied') : whole)(request, response),
    );
    const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' });
    policy.resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    const host = store.host.replace('127.0.0.1', 'store.invalid');
    const text = `s3+http://${host}/bucket/kept.tar.gz`;
    const error = await failureOf(text, { ...known(host), policy });
    expect(error).toMatchObject({ code: 'SOURCE_AUTHENTICATION_FAILED', hint: expect.stringContaining('"http://"') });
    expect(store.signed).toEqual([{}]);
    expect(await fetch(text, { ...known(`http://${host}`), policy })).toMatchObject({ sourceType: 's3' });
  });

  it('is where PACKYARD_S3_ENDPOINT says, and may have its buckets before the name of its host', async () => {
    const store = await start(whole);
    const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' });
    const asked: string[] = [];
    policy.resolve = (host) => {
      asked.push(host);
      return Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    };
    const host = store.host.replace('127.0.0.1', 'store.invalid');
    const network = {
      PACKYARD_S3_ENDPOINT: `http://${host}`,
      PACKYARD_HOST_ACCESS: { [host]: { s3: { addressing: 'host' as const } } },
    };
    expect(await fetch('s3://bucket/kept.tar.gz', { network, policy })).toMatchObject({ sourceType: 's3' });
    expect([store.paths, new Set(asked)]).toEqual([['/kept.tar.gz'], new Set(['bucket.store.invalid'])]);
  });
});
