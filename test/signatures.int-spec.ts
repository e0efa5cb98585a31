import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type DownloadResult,
  parseSource,
  type SignatureOutcome,
  type Source,
  type TrustPolicy,
} from '@packyard/contracts';
import { digestTree } from '@packyard/pack';
import { buildIndex } from '@packyard/registry';
import type { SeenIndex, TrustedKeyRow } from '@packyard/schema';
import { generateKey, prehash, type SecretKey, sign, treeMessage } from '@packyard/signatures';
import { aPack, type FileServer, startFileServer, temporaryFolder } from '@packyard/testing';
import { DownloadHarness } from './support/download-harness';

const DAY_MS = 24 * 3600 * 1000;
const key = generateKey();
const stranger = generateKey();

describe('signatures of packs', () => {
  const root = temporaryFolder();
  let files: FileServer;
  let count = 0;
  let folder: string;
  let trust: { keys: TrustedKeyRow[]; policies: TrustPolicy[]; seen: Map<string, SeenIndex> };

  beforeAll(async () => void (files = await startFileServer(root)));
  afterAll(() => files.close());
  beforeEach(() => {
    folder = join(root, String((count += 1)));
    mkdirSync(folder);
    trust = { keys: [rowOf(key, 'Ada')], policies: [], seen: new Map() };
  });

  const at = (...parts: string[]) => join(folder, ...parts);
  const url = (name: string) => `${files.url}/${count}/${name}`;
  const policy = (mode: TrustPolicy['mode'], given: Partial<TrustPolicy> = {}) => {
    trust.policies = [{ appliesTo: 'source', pattern: '*', mode, keys: null, ...given }];
  };

  const KINDS: [string, () => { source: Source; sign: (by: SecretKey) => unknown; tamper: () => unknown }][] = [
    ['an archive by HTTP, signed beside it', () => archive((name) => ({ kind: 'archive', url: url(name) }))],
    [
      'an object of a bucket, signed beside it',
      () => archive((name) => ({ kind: 's3', url: url(name).replace(/^http/, 's3+http') })),
    ],
    ['an archive on the disk, signed beside it', () => archive((name) => ({ kind: 'local', path: at(name) }))],
    ['a folder, signed inside', () => tree((place) => ({ kind: 'local', path: place }))],
    ['a repository, signed inside', () => repository()],
    ['an archive, signed inside', () => archivedTree()],
    ['a bundle config by HTTP, signed beside it', () => config()],
  ];

  describe.each(KINDS)('%s', (_kind, make) => {
    it('is installed where a signature is required, and its signer is told', async () => {
      const { source, sign: signBy } = make();
      await signBy(key);
      policy('require');
      const { signature, warnings } = await download(source);
      expect(signature).toMatchObject({ status: 'valid', mode: 'require', key: key.publicKey.id, signer: 'Ada' });
      expect(warnings.filter((text) => text.includes('trusted'))).toEqual([]);
    });

    it.each([
      ['nobody signed', 'missing', () => undefined],
      ['a stranger signed', 'untrusted', (made: Made) => made.sign(stranger)],
      [
        'somebody changed after it was signed',
        'invalid',
        async (made: Made) => (await made.sign(key), await made.tamper()),
      ],
      ['a key signed that was removed', 'untrusted', async (made: Made) => removeKey(await made.sign(key))],
      ['a key signed that does not count there', 'untrusted', async (made: Made) => onlyKeys([], await made.sign(key))],
    ])('that %s is refused, or warned of', async (_what, status, prepare) => {
      const made = make();
      policy('require');
      await prepare(made);
      await expect(download(made.source)).rejects.toMatchObject({ code: 'SIGNATURE_REFUSED' });
      trust.policies = trust.policies.map((one) => ({ ...one, mode: 'warn' }));
      const { signature, warnings } = await download(made.source);
      expect(signature).toMatchObject({ status, mode: 'warn' });
      expect(warnings.join()).toContain('is not trusted');
    });
  });

  it('asks for no signature where there is no policy', async () => {
    const { source } = archive((name) => ({ kind: 'archive', url: url(name) }));
    policy('off');
    expect((await download(source)).signature).toBeUndefined();
    expect(files.requests.filter((request) => request.startsWith(`GET /${count}/`))).toEqual([
      `GET /${count}/slack.tar.gz`,
    ]);
  });

  it('asks for none of a version that is installed, but of all that lies in it', async () => {
    const version = join(root, 'home/store/packs/slack/1.0.0-abc');
    aPack('slack').writeTo(version);
    aPack('evil').writeTo(join(version, 'vendor/evil'));
    policy('require');
    expect((await download({ kind: 'local', path: version })).signature).toBeUndefined();
    const inside: Partial<Source>[] = [{ path: join(version, 'vendor/evil') }, { subPath: 'vendor/evil' }];
    for (const place of inside) {
      const source = { kind: 'local', path: version, ...place } as Source;
      await expect(download(source)).rejects.toMatchObject({ code: 'SIGNATURE_REFUSED' });
    }
    // A repository is read as such, and not as the folder that was judged.
    const other = join(root, 'home/store/packs/evil/1.0.0-abc');
    mkdirSync(dirname(other), { recursive: true });
    aPack('evil').asRepository(other);
    await expect(download({ kind: 'local', path: other })).rejects.toMatchObject({ code: 'SIGNATURE_REFUSED' });
  });

  it('a policy with a position before another one counts instead of it', async () => {
    const { source } = archive((name) => ({ kind: 'archive', url: url(name) }));
    policy('require');
    trust.policies.unshift({ appliesTo: 'source', pattern: `${files.url}/*`, mode: 'off', keys: null });
    await download(source);
    trust.policies.reverse();
    await expect(download(source)).rejects.toMatchObject({ code: 'SIGNATURE_REFUSED' });
  });

  describe('of a registry', () => {
    it.each([
      ['answers for archives by their checksums', 'valid', (): unknown => undefined],
      ['counts no more when it has expired', 'expired', () => publish({ now: new Date(Date.now() - 60 * DAY_MS) })],
      [
        'counts no more when it was changed',
        'invalid',
        () => edit('index.json', (text) => text.replace('slack', 'black')),
      ],
      ['counts no more when its signature is gone', 'missing', () => rmSync(at('public/index.json.minisig'))],
      ['counts no more when its key was removed', 'untrusted', () => removeKey()],
      ['does not count when a stranger signed it', 'untrusted', () => publish({ by: stranger })],
      ['does not count without a number and an end', 'expired', () => publish({ isPlain: true })],
    ])('the signed index %s', async (_what, status, prepare) => {
      await publish({});
      await prepare();
      trust.policies = [{ appliesTo: 'registry', pattern: `${files.url}/*`, mode: 'require', keys: null }];
      if (status === 'valid') {
        expect(await fromRegistry()).toMatchObject({ status, covers: 'index', signer: 'Ada' });
        return;
      }
      await expect(fromRegistry()).rejects.toMatchObject({ code: 'SIGNATURE_REFUSED' });
      trust.policies = trust.policies.map((one) => ({ ...one, mode: 'warn' }));
      if (status !== 'invalid') expect((await fromRegistry())?.status).toMatch(/^(valid|missing|untrusted)$/);
    });

    it('does not go back to an older index', async () => {
      trust.policies = [{ appliesTo: 'registry', pattern: '*', mode: 'require', keys: null }];
      await publish({});
      expect((await fromRegistry())?.status).toBe('valid');
      await publish({ now: new Date(Date.now() - DAY_MS) });
      await expect(fromRegistry()).rejects.toThrow(/its serial is \d+, and \d+ was seen before/);
      // What nobody trusted has signed moves the number no further.
      await publish({ by: stranger, now: new Date(Date.now() + DAY_MS) });
      await expect(fromRegistry()).rejects.toMatchObject({ code: 'SIGNATURE_REFUSED' });
      await publish({});
      expect((await fromRegistry())?.status).toBe('valid');
    });

    it('a tampered archive is not what the index promises', async () => {
      trust.policies = [{ appliesTo: 'registry', pattern: '*', mode: 'require', keys: null }];
      await publish({});
      aPack('slack').version('1.0.0').withFile('evil.txt', 'x').asTarball(at('public/slack-1.0.0.tar.gz'));
      await expect(fromRegistry()).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' });
    });

    it('it answers for commits by their full name, and for nothing that is called like one', async () => {
      trust.policies = [{ appliesTo: 'registry', pattern: '*', mode: 'require', keys: null }];
      const bare = aPack('slack').asRepository(at('slack.git'));
      const git = (...args: string[]) =>
        execFileSync('git', ['-C', bare, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
          encoding: 'utf8',
          stdio: 'pipe',
        }).trim();
      const good = git('rev-parse', 'HEAD');
      git('fetch', '--quiet', aPack('slack').withFile('evil.txt', 'x').asRepository(at('evil.git')), 'trunk');
      const evil = git('rev-parse', 'FETCH_HEAD');
      git('tag', '-am', 'signed by nobody', 'text', good);
      const names = (ref: string) => {
        const place = { type: 'git', url: url('slack.git'), ref };
        const index = JSON.parse(readFileSync(at('public/index.json'), 'utf8')) as { packs: object[] };
        const packs = index.packs.map((pack) => ({ ...pack, install_sources: [place] }));
        writeFileSync(at('public/index.json'), JSON.stringify({ ...index, packs }));
        signIndex(key);
      };
      await publish({});
      for (const place of ['heads', 'tags']) git('update-ref', `refs/${place}/${good}`, evil);
      git('update-server-info');
      names(good);
      const { gitCommit, signature } = await downloadFromRegistry();
      expect({ gitCommit, signature }).toMatchObject({
        gitCommit: good,
        signature: { status: 'valid', covers: 'index' },
      });
      // The name of a tag with a text is that of no commit.
      names(git('rev-parse', 'refs/tags/text'));
      await expect(fromRegistry()).rejects.toThrow(/it has no signature/);
    });

    it('what the index names without a checksum needs a signature of its own', async () => {
      trust.policies = [{ appliesTo: 'registry', pattern: '*', mode: 'require', keys: null }];
      await publish({});
      edit('index.json', (text) => text.replace(/sha256:[0-9a-f]{64}/, 'md5:0'));
      signIndex(key);
      rmSync(at('public/slack-1.0.0.tar.gz.minisig'), { force: true });
      await expect(fromRegistry()).rejects.toThrow(/md5/);
      edit('index.json', (text) => text.replace(/,\s*"checksum": "md5:0"/, ''));
      signIndex(key);
      await expect(fromRegistry()).rejects.toThrow(/it has no signature/);
      signFile(at('public/slack-1.0.0.tar.gz'), key);
      expect(await fromRegistry()).toMatchObject({ status: 'valid', covers: 'archive' });
    });
  });

  type Made = ReturnType<(typeof KINDS)[number][1]>;

  function removeKey(_after?: unknown): unknown {
    return (trust.keys = trust.keys.map((row) => ({ ...row, removedAt: new Date(), removedBy: 'root' })));
  }

  function onlyKeys(ids: string[], _after: unknown): unknown {
    return (trust.policies = trust.policies.map((one) => ({ ...one, keys: ids })));
  }

  const registries: string[] = [];
  const harness = new DownloadHarness({
    home: join(root, 'home'),
    roots: [root],
    registries,
    trust: {
      keys: () => Promise.resolve(trust.keys),
      policies: () => Promise.resolve(trust.policies),
      noteIndex: (place, found) => {
        const known = trust.seen.get(place) ?? found;
        const isLater = known.registry === found.registry && known.serial < found.serial;
        trust.seen.set(place, isLater ? found : known);
        return Promise.resolve(trust.seen.get(place) ?? found);
      },
    },
  });

  const download = (source: Source) => harness.tell(source, { destination: at('delivered') });

  async function downloadFromRegistry(): Promise<DownloadResult> {
    const { source } = parseSource('slack');
    registries.splice(0, Infinity, url('public/index.json'));
    return download(source);
  }

  async function fromRegistry(): Promise<SignatureOutcome | null | undefined> {
    return (await downloadFromRegistry()).signature;
  }

  async function publish(given: { by?: SecretKey; now?: Date; isPlain?: true }): Promise<void> {
    const { by = key, now = new Date(), isPlain } = given;
    aPack('slack').writeTo(at('packs/slack'));
    const days = isPlain ? undefined : 30;
    const { index } = await buildIndex(at('packs'), { outFolder: at('public'), now, expiresAfterDays: days });
    writeFileSync(at('public/index.json'), JSON.stringify(index, null, 2));
    signIndex(by);
  }

  function signIndex(by: SecretKey): void {
    signFile(at('public/index.json'), by);
  }

  function edit(name: string, change: (text: string) => string): void {
    const text = readFileSync(at('public', name), 'utf8');
    expect(change(text)).not.toBe(text);
    writeFileSync(at('public', name), change(text));
  }

  function archive(sourceOf: (name: string) => Source): Made {
    const file = aPack('slack').asTarball(at('slack.tar.gz'));
    return {
      source: sourceOf('slack.tar.gz'),
      sign: (by) => signFile(file, by),
      tamper: () => void aPack('slack').withFile('evil.txt', 'x').asTarball(file),
    };
  }

  function config(): Made {
    const text =
      'gort_bundle_version: 1\nname: date\nversion: 1.0.0\ndescription: x\ncommands:\n  date:\n    description: x\n    executable: [/bin/date]\n    rules: [allow]\n';
    writeFileSync(at('date.yaml'), text);
    return {
      source: { kind: 'bundle', url: url('date.yaml') },
      sign: (by) => signFile(at('date.yaml'), by),
      tamper: () => writeFileSync(at('date.yaml'), text.replaceAll('description: x', 'description: y')),
    };
  }

  function tree(sourceOf: (place: string) => Source): Made {
    const place = aPack('slack').writeTo(at('slack'));
    return {
      source: sourceOf(place),
      sign: (by) => signTree(place, by),
      tamper: () => writeFileSync(join(place, 'evil.txt'), 'x'),
    };
  }

  function archivedTree(): Made {
    const made = aPack('slack');
    const file = made.asTarball(at('slack.tar.gz'));
    const content = `${file}.content/slack`;
    return {
      source: { kind: 'archive', url: url('slack.tar.gz') },
      sign: async (by) => made.withFile('pack.minisig', await signatureOfTree(content, by)).asTarball(file),
      tamper: () => void made.withFile('evil.txt', 'x').asTarball(file),
    };
  }

  function repository(): Made {
    const made = aPack('slack');
    const bare = at('slack.git');
    let commits = 0;
    const commit = async (change: (content: string) => unknown) => {
      const content = at(`content-${(commits += 1)}`);
      const git = (...args: string[]) =>
        execFileSync('git', ['-C', content, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
          stdio: 'pipe',
        });
      execFileSync('git', ['clone', '--quiet', bare, content], { stdio: 'pipe' });
      await change(content);
      git('add', '--all');
      git('commit', '--quiet', '--message=more');
      git('push', '--quiet');
    };
    made.asRepository(bare);
    return {
      source: { kind: 'local', path: bare },
      sign: (by) => commit((content) => signTree(content, by)),
      tamper: () => commit((content) => writeFileSync(join(content, 'evil.txt'), 'x')),
    };
  }
});

function rowOf({ publicKey }: SecretKey, name: string): TrustedKeyRow {
  const { id, text } = publicKey;
  const never = { endorsedBy: null, removedBy: null, removedAt: null };
  return { id, name, publicKey: text, addedBy: 'root', addedAt: new Date(), ...never };
}

function signFile(file: string, by: SecretKey): void {
  writeFileSync(`${file}.minisig`, sign(by, prehash(readFileSync(file)), 'test'));
}

async function signTree(folder: string, by: SecretKey): Promise<void> {
  writeFileSync(join(folder, 'pack.minisig'), await signatureOfTree(folder, by));
}

async function signatureOfTree(folder: string, by: SecretKey): Promise<string> {
  const digest = await digestTree(folder, (path) => ['pack.minisig', '.git'].includes(path));
  return sign(by, prehash(treeMessage(digest)), 'test');
}
