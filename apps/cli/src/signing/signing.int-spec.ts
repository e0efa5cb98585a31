import { execFile, spawnSync } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isSignedBy, parsePublicKey, parseSignature, prehash } from '@packyard/signatures';
import { aPack } from '@packyard/testing';
import { buildRegistry } from '../commands/build-registry';
import { makeKey } from './make-key';
import { messageOf, readSecretKey, signPlace } from './sign-files';

const run = promisify(execFile);
const MINISIGN_IS_THERE = spawnSync('minisign', ['-v']).status === 0;
if (!MINISIGN_IS_THERE) process.stderr.write('minisign is not installed: signing is tried against its vectors only.\n');
const withMinisign = MINISIGN_IS_THERE ? it : it.skip;

describe('signing on the own machine', () => {
  let folder: string;
  let pack: string;
  const at = (name: string) => join(folder, name);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'packyard-signing-'));
    await mkdir(at('packs'));
    pack = aPack('slack').version('1.2.0').writeTo(at('packs/slack'));
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await rm(folder, { recursive: true, force: true });
  });

  const newKey = () => makeKey({ out: at('own.key'), withoutPassword: true });

  it('keeps a secret key from others, and never replaces one', async () => {
    const made = await newKey();
    expect((await stat(made.secret_key_file)).mode & 0o777).toBe(0o600);
    const before = await readFile(made.secret_key_file, 'utf8');
    await expect(newKey()).rejects.toThrow(/own\.key is there already/);
    expect(await readFile(made.secret_key_file, 'utf8')).toBe(before);
    await expect(makeKey({ out: at('other.key') })).rejects.toThrow(/It is not said/);
  });

  it('signs the pack in a folder, whatever lies beside it and however often', async () => {
    await newKey();
    const key = await readSecretKey({ key: at('own.key') });
    const message = await messageOf(pack);
    expect(message).toMatch(/^packyard pack tree sha256:[0-9a-f]{64}\n$/);
    const file = await signPlace(key, pack);
    await mkdir(join(pack, '.git'));
    await writeFile(join(pack, '.git/HEAD'), 'x');
    expect(await messageOf(pack)).toBe(message);
    const signature = parseSignature(await readFile(file, 'utf8'));
    if (typeof signature === 'string') throw new Error(signature);
    expect(isSignedBy(key.publicKey, signature, prehash(message))).toBe(true);
    await writeFile(join(pack, 'more.txt'), 'x');
    expect(await messageOf(pack)).not.toBe(message);
  });

  it('writes through no link of the pack that is signed, and repeats no name that a shell would obey', async () => {
    await newKey();
    const key = await readSecretKey({ key: at('own.key') });
    await rename(pack, at('packs/slack;touch pwned;'));
    pack = at('packs/slack;touch pwned;');
    for (const name of ['pack.minisig', 'pack.minisig.unfinished']) {
      await writeFile(at(`own-${name}`), 'mine');
      await symlink(at(`own-${name}`), join(pack, name));
    }
    const file = await signPlace(key, pack);
    for (const name of ['pack.minisig', 'pack.minisig.unfinished'])
      expect(await readFile(at(`own-${name}`), 'utf8')).toBe('mine');
    expect((await lstat(file)).isFile()).toBe(true);
    expect(await readFile(file, 'utf8')).toContain('\tfile:slack_touch_pwned_\thashed');
  });

  it('leaves no draft behind where a signature can not be put in its place', async () => {
    await newKey();
    await mkdir(join(pack, 'pack.minisig'));
    await expect(signPlace(await readSecretKey({ key: at('own.key') }), pack)).rejects.toThrow(/EISDIR/);
    expect((await readdir(pack)).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  it('builds a registry whose signed index says until when it holds, and gets ever higher numbers', async () => {
    await newKey();
    const build = (merge?: string) =>
      buildRegistry(at('packs'), { out: at('public'), sign: at('own.key'), expiresDays: 30, ...(merge && { merge }) });
    await build();
    const index = await readFile(at('public/index.json'), 'utf8');
    const first = JSON.parse(index) as { serial: number; expires: string };
    expect(Date.parse(first.expires) - first.serial * 1000).toBe(30 * 24 * 3600 * 1000);
    const publicKey = parsePublicKey(await readFile(at('own.pub'), 'utf8'));
    for (const name of ['index.json', 'slack-1.2.0.tar.gz']) {
      const signature = parseSignature(await readFile(at(`public/${name}.minisig`), 'utf8'));
      if (typeof signature === 'string') throw new Error(signature);
      expect(isSignedBy(publicKey, signature, prehash(await readFile(at(`public/${name}`))))).toBe(true);
    }
    await build(at('public/index.json'));
    const second = JSON.parse(await readFile(at('public/index.json'), 'utf8')) as { serial: number };
    expect(second.serial).toBeGreaterThan(first.serial);
    await buildRegistry(at('packs'), { out: at('plain'), merge: at('public/index.json'), expiresDays: 30 });
    expect(await readFile(at('plain/index.json'), 'utf8')).not.toMatch(/"(serial|expires)"/);
  });

  withMinisign('minisign checks what we sign, and we use the keys that it made', async () => {
    await newKey();
    const archive = at('slack.tar.gz');
    await writeFile(archive, 'content');
    await signPlace(await readSecretKey({ key: at('own.key') }), archive);
    const checked = await run('minisign', ['-V', '-H', '-p', at('own.pub'), '-m', archive]);
    expect(checked.stdout).toContain('Signature and comment signature verified');
    await writeFile(archive, 'tampered');
    await expect(run('minisign', ['-V', '-p', at('own.pub'), '-m', archive])).rejects.toThrow(/verification failed/);

    await run('minisign', ['-G', '-W', '-p', at('their.pub'), '-s', at('their.key')]);
    const theirs = await readSecretKey({ key: at('their.key') });
    expect(theirs.publicKey.text).toBe(parsePublicKey(await readFile(at('their.pub'), 'utf8')).text);
    await writeFile(at('message'), await messageOf(pack));
    const signing = ['-S', '-W', '-s', at('their.key'), '-m', at('message'), '-x', join(pack, 'pack.minisig')];
    await run('minisign', signing);
    const signature = parseSignature(await readFile(join(pack, 'pack.minisig'), 'utf8'));
    if (typeof signature === 'string') throw new Error(signature);
    expect(isSignedBy(theirs.publicKey, signature, prehash(await messageOf(pack)))).toBe(true);
  });

  withMinisign('minisign opens a key that we encrypted', async () => {
    await writeFile(at('password'), 'correct horse\n');
    await makeKey({ out: at('safe.key'), passwordFile: at('password') });
    const answer = spawnSync('minisign', ['-R', '-s', at('safe.key'), '-p', at('again.pub')], {
      input: 'correct horse\n',
    });
    expect(answer.status).toBe(0);
    expect(await readFile(at('again.pub'), 'utf8')).toBe(await readFile(at('safe.pub'), 'utf8'));
  });
});
