import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aPack, temporaryFolder } from '@packyard/testing';
import { runCommand } from './run-command';
import { anExecution } from './testing/an-execution';
import { FakeApi, json } from './testing/fake-api';

// Loaded when it is needed, by the name that it has once it is built.
jest.mock('./signing/sign-paths.js', () => jest.requireActual<object>('./signing/sign-paths'), { virtual: true });
jest.mock('./signing/make-key.js', () => jest.requireActual<object>('./signing/make-key'), { virtual: true });
jest.mock('./commands/build-registry.js', () => jest.requireActual<object>('./commands/build-registry'), {
  virtual: true,
});

const folder = temporaryFolder();

/** What may stand where a command expects a file that it reads. */
const IN_PLACE_OF_A_FILE: Readonly<Record<string, (path: string) => void>> = {
  'it is a folder|is a folder': (path) => mkdirSync(path),
  'it is not there': () => undefined,
  'leads round in a circle': (path) => symlinkSync('thing', path),
  'a part of the path is a file': (path) => {
    // The thing itself lies below it.
    execFileSync('rm', ['-rf', path]);
  },
};

/** Commands that read a file, by the words with which they get one. */
const READERS: Readonly<Record<string, (path: string) => string[]>> = {
  import: (path) => ['import', path],
  'sign --key': (path) => ['sign', folder, '--key', path],
  'sign --password-file': (path) => ['sign', folder, '--key', join(folder, 'plain'), '--password-file', path],
  'key add': (path) => ['key', 'add', path],
  'key add --endorsement': (path) => ['key', 'add', join(folder, 'plain'), '--endorsement', path],
  'key generate --password-file': (path) => ['key', 'generate', '--out', join(folder, 'n'), '--password-file', path],
  'registry build --merge': (path) => ['registry', 'build', folder, '--merge', path, '--out', join(folder, 'o')],
  'registry build --sign': (path) => ['registry', 'build', folder, '--sign', path, '--out', join(folder, 'o')],
  'plan --index-credentials': (path) => ['install', 'slack', '--index-credentials', path],
  'sync --file': (path) => ['sync', '--file', path],
  'install --locked': (path) => ['install', '--locked', path],
};

/** Commands that write a file. */
const WRITERS: Readonly<Record<string, (path: string) => string[]>> = {
  'export --out': (path) => ['export', 'slack', '--out', path],
  'key generate --out': (path) => ['key', 'generate', '--without-password', '--out', path],
  lock: (path) => ['lock', '--out', path],
};

describe('a path that a command can not use', () => {
  let api: FakeApi;
  let url: string;
  let out: string;
  let told: string;

  beforeEach(async () => {
    api = new FakeApi();
    url = await api.listen();
    [out, told] = ['', ''];
    writeFileSync(join(folder, 'plain'), 'plain');
    jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => ((out += String(chunk)), true));
    jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => ((told += String(chunk)), true));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await api.close();
  });

  const packyard = (...words: string[]) => runCommand(['--api-url', url, '--token', 't', ...words], '0.0.0');
  const newPlace = () => join(mkdtempSync(join(folder, 'place-')), 'thing');

  const cases = Object.keys(READERS).flatMap((name) => Object.keys(IN_PLACE_OF_A_FILE).map((what) => [name, what]));
  it.each(cases)('is named, with a remedy: %s, where %s', async (name, what) => {
    const place = newPlace();
    const isBelow = what.startsWith('a part');
    if (isBelow) writeFileSync(place, '');
    else IN_PLACE_OF_A_FILE[what]!(place);
    const path = isBelow ? join(place, 'below') : place;
    expect(await packyard(...READERS[name]!(path))).toBe(2);
    expect(told).toMatch(new RegExp(`^Error: .*${path}.* ${isBelow ? 'a part of the path' : `(${what})`}[^]*\\.\n.+`));
    expect(told).not.toMatch(/\n +at /);
    expect(api.requestsTo('POST /executions')).toEqual([]);
  });

  it.each(Object.keys(WRITERS))('is named before anything is done: %s, on a folder and in none', async (name) => {
    const [onFolder, inNone] = [newPlace(), join(newPlace(), 'file')];
    mkdirSync(onFolder);
    const lock = { format: 'packyard-lock-1', platform: 'linux-x64', packs: [], environment_locks: {} };
    api.on('GET /lock', json(200, { data: lock }), json(200, { data: lock }));
    for (const path of [onFolder, inNone]) {
      told = '';
      expect(await packyard(...WRITERS[name]!(path))).toBe(2);
      expect(told).toMatch(new RegExp(`^Error: .*${path}[^]*\\.\n.+`));
    }
    expect(api.requestsTo('POST /executions')).toEqual([]);
  });

  it('is the home, whatever the command: a file is none', async () => {
    const file = join(folder, 'plain');
    const commands = [
      ['pack', 'list'],
      ['doctor'],
      ['sign', folder, '--print-message'],
      ['man'],
      ['completion', 'bash'],
    ];
    for (const [home, words] of [file, join(file, 'below')].flatMap((home) =>
      commands.map((each) => [home, each] as const),
    )) {
      for (const more of [[], ['--api-url', url, '--token', 't']]) {
        told = '';
        expect(await runCommand(['--home', home, ...more, ...words], '0.0.0')).toBe(2);
        expect(told).toMatch(new RegExp(`^Error: ${home}, which --home names, .*file.*\n.*--api-url`));
      }
    }
    expect(out).toBe('');
  });

  it('is an empty home', async () => {
    expect(await runCommand(['--home', '', '--api-url', url, '--token', 't', 'man'], '0.0.0')).toBe(2);
    expect(told).toBe('Error: --home is empty.\nIs a variable in the command not set?\n');
  });

  it.each(Object.keys(READERS).filter((name) => /sign|key|merge|password/.test(name)))(
    'is one that holds nothing, is no file, or never ends: %s',
    async (name) => {
      const empty = newPlace();
      writeFileSync(empty, '');
      for (const [path, what] of [
        [empty, 'holds nothing'],
        ['/dev/null', 'is neither a file nor a pipe'],
        ['/dev/zero', 'is neither a file nor a pipe'],
      ] as const) {
        told = '';
        expect(await packyard(...READERS[name]!(path))).toBe(2);
        expect(told).toBe(`Error: ${path} ${what}.\nName another file.\n`);
      }
    },
  );

  it('is a pipe that never ends', async () => {
    const pipe = newPlace();
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', `exec cat /dev/zero > '${pipe}'`], { stdio: 'ignore' });
    const ended = once(writer, 'exit');
    expect(await packyard('registry', 'build', folder, '--merge', pipe, '--out', join(folder, 'o'))).toBe(2);
    expect(told).toContain(`${pipe} has more than the 64 MB that are read of such a file.`);
    await ended;
  });

  it('is named when it holds no key', async () => {
    expect(await packyard('sign', folder, '--key', join(folder, 'plain'))).toBe(1);
    expect(told).toContain(`${join(folder, 'plain')} can't be used: The file holds no secret key of minisign`);
  });

  it('is one bad pack of a registry: the others are in it', async () => {
    const packs = join(newPlace(), 'packs');
    mkdirSync(packs, { recursive: true });
    aPack('good').writeTo(join(packs, 'good'));
    for (const name of ['folder', 'circle', 'nothing']) mkdirSync(join(packs, name));
    mkdirSync(join(packs, 'folder/pack.yaml'));
    symlinkSync('pack.yaml', join(packs, 'circle/pack.yaml'));
    symlinkSync('gone', join(packs, 'nothing/pack.yaml'));
    symlinkSync('loop', join(packs, 'loop'));
    const registry = join(packs, '../registry');
    expect(await packyard('registry', 'build', packs, '--follow-links', '--out', registry)).toBe(1);
    for (const name of ['folder', 'circle', 'nothing'])
      expect(told).toContain(`Left out: ${join(packs, name)}: pack.yaml is a `);
    const index = JSON.parse(readFileSync(join(registry, 'index.json'), 'utf8')) as { packs: { ref: string }[] };
    expect(index.packs.map(({ ref }) => ref)).toEqual(['good']);
  });

  it('is none of a file that comes through a pipe: all of it is imported', async () => {
    api.on('POST /packs/import', json(201, { data: anExecution() }));
    const pipe = newPlace();
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', `printf 'an export' > '${pipe}'`]);
    const ended = once(writer, 'exit');
    expect(await packyard('import', pipe, '--no-wait')).toBe(0);
    await ended;
    expect(api.requestsTo('POST /packs/import')[0]?.body).toContain('an export');
    writeFileSync(join(folder, 'empty'), '');
    expect(await packyard('import', join(folder, 'empty'))).toBe(2);
    expect(await packyard('import', '/dev/zero')).toBe(2);
    expect(told).toMatch(/empty holds nothing[^]*\/dev\/zero is neither a file nor a pipe/);
  });
});
