import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DownloadResult, parseSource, reportError, type TrustPolicy } from '@packyard/contracts';
import { buildIndex } from '@packyard/registry';
import { generateKey, prehash, sign } from '@packyard/signatures';
import { aPack, type FileServer, startFileServer, temporaryFolder } from '@packyard/testing';
import { DownloadHarness } from './support/download-harness';

describe('a registry that does not answer', () => {
  const root = temporaryFolder();
  let folder: string;
  let files: FileServer;
  let count = 0;

  beforeEach(async () => {
    folder = join(root, String((count += 1)));
    mkdirSync(join(folder, 'www'), { recursive: true });
    files = await startFileServer(join(folder, 'www'));
  });
  afterEach(() => files.close());

  const publish = (ref: string, { withChecksum = true } = {}) => {
    const archive = readFileSync(aPack(ref).asTarball(join(folder, `www/${ref}.tgz`)));
    const checksum = `sha256:${createHash('sha256').update(archive).digest('hex')}`;
    const install_sources = [{ type: 'archive', url: `${ref}.tgz`, ...(withChecksum ? { checksum } : {}) }];
    writeFileSync(
      join(folder, 'www/index.json'),
      JSON.stringify({ packs: [{ ref, version: '1.0.0', install_sources }] }),
    );
  };
  const index = () => `${files.url}/index.json`;
  /** By a worker that was started just now: all that it has is on the disk. */
  const fetch = (
    text: string,
    options: Partial<ConstructorParameters<typeof DownloadHarness>[0]> = {},
  ): Promise<DownloadResult> => {
    const harness = new DownloadHarness({
      registries: [index()],
      ...options,
      home: join(folder, 'home'),
      roots: [root],
    });
    return harness.tell(parseSource(text).source, { destination: join(folder, `delivered-${(count += 1)}`) });
  };
  const failureOf = (...given: Parameters<typeof fetch>) =>
    fetch(...given).then(
      () => ({ code: 'FETCHED' }),
      (error: unknown) => reportError(error),
    );

  it('serves by what was kept of it, and that is said', async () => {
    publish('slack');
    const first = await fetch('slack');
    expect(first.warnings).toEqual([]);
    await files.close();
    const second = await fetch('slack');
    expect(second.digest).toBe(first.digest);
    expect(second.warnings).toEqual([
      expect.stringMatching(/^The registry http:.* does not answer: its index is used as it was on \d{4}-/),
      expect.stringContaining('the copy that was kept is used'),
    ]);
  });

  it('still comes before the one behind it', async () => {
    publish('slack');
    await fetch('slack');
    const other = join(folder, 'other.json');
    const place = aPack('slack').version('9.0.0').asTarball(join(folder, 'other.tgz'));
    const install_sources = [{ type: 'archive', url: place }];
    writeFileSync(other, JSON.stringify({ packs: [{ ref: 'slack', version: '9.0.0', install_sources }] }));
    await files.close();
    const { warnings } = await fetch('slack@1.0.0', { registries: [index(), other] });
    expect(warnings[0]).toContain('does not answer');
    expect(await failureOf('slack@9.0.0', { registries: [index(), other] })).toMatchObject({
      code: 'VERSION_NOT_IN_REGISTRY',
    });
  });

  it('serves nothing that was never fetched, or that nobody promised', async () => {
    publish('slack', { withChecksum: false });
    expect(await failureOf('slack', { registries: ['http://127.0.0.1:9/index.json'] })).toMatchObject({
      code: 'REGISTRY_UNAVAILABLE',
    });
    await fetch('slack');
    await files.close();
    expect(await failureOf('slack')).toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
  });

  it.each([
    ['it is gone', 404],
    ['it wants a login', 401],
  ])('is another thing than one that says that %s', async (_what, status) => {
    publish('slack');
    await fetch('slack');
    files.answer('/index.json', status);
    expect(await failureOf('slack')).toMatchObject({ code: 'REGISTRY_UNAVAILABLE' });
  });

  it('is trusted as long as its signature says', async () => {
    const key = generateKey();
    const { publicKey } = key;
    const row = { id: publicKey.id, name: 'Ada', publicKey: publicKey.text, removedAt: null };
    const policies: TrustPolicy[] = [{ appliesTo: 'registry', pattern: '*', mode: 'require', keys: null }];
    const trust = {
      keys: () => Promise.resolve([row as never]),
      policies: () => Promise.resolve(policies),
      noteIndex: (_url: string, seen: { registry: string; serial: number }) => Promise.resolve(seen),
    };
    const packs = join(folder, 'packs');
    aPack('slack').writeTo(join(packs, 'slack'));
    const build = async (now: Date) => {
      const { index: built } = await buildIndex(packs, { outFolder: join(folder, 'www'), now, expiresAfterDays: 30 });
      const text = JSON.stringify(built);
      writeFileSync(join(folder, 'www/index.json'), text);
      writeFileSync(join(folder, 'www/index.json.minisig'), sign(key, prehash(Buffer.from(text)), 'index'));
    };
    await build(new Date());
    expect((await fetch('slack', { trust })).signature).toMatchObject({ status: 'valid' });
    await files.close();
    expect((await fetch('slack', { trust })).signature).toMatchObject({ status: 'valid', covers: 'index' });
  });
});
