import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { basename, dirname, join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { temporaryFolder } from '@packyard/testing';
import { environmentRequests } from './environments/environment-requests';
import { readPack } from './read-pack';

const folder = temporaryFolder();
const NOBODY = 65534;
const MANIFEST = 'name: p\nref: p\ndescription: d\nversion: 1.0.0\nauthor: a\nemail: a@b.example\n';

function newPack(): string {
  chmodSync(folder, 0o755);
  const root = mkdtempSync(join(folder, 'p-'));
  chmodSync(root, 0o755);
  writeFileSync(join(root, 'pack.yaml'), MANIFEST);
  return root;
}

/** In the place of a path of a pack. */
const TROUBLES: Readonly<Record<string, (path: string) => Promise<void> | void>> = {
  'is a folder, where a file is expected': (path) => {
    mkdirSync(path);
  },
  'is a link that leads round in a circle': (path) => symlinkSync(basename(path), path),
  'is a link to what is not there': (path) => symlinkSync('gone', path),
  'is a socket, where a file is expected': async (path) => {
    const server = createServer().listen(path);
    await once(server, 'listening');
    server.unref();
  },
};

async function packWith(path: string, trouble: keyof typeof TROUBLES): Promise<string> {
  const root = newPack();
  const place = join(root, path);
  mkdirSync(dirname(place), { recursive: true });
  rmSync(place, { force: true });
  await TROUBLES[trouble]?.(place);
  return root;
}

async function refusalOf(root: string, options = {}): Promise<RejectedError> {
  const read = readPack(root, options).then(({ manifest }) =>
    environmentRequests(root, manifest, { skipPython: false, skipNodejs: false }),
  );
  const error: unknown = await read.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof RejectedError) return error;
  throw new Error(`refused in no words: ${String(error)}`);
}

describe.each(Object.keys(TROUBLES))('where a pack has a file, what %s', (trouble) => {
  it.each([
    ['pack.yaml', 'MANIFEST_INVALID'],
    ['bundle.yaml', 'MANIFEST_INVALID'],
    ['requirements.txt', 'MANIFEST_INVALID'],
    ['Pipfile.lock', 'MANIFEST_INVALID'],
    ['pyproject.toml', 'MANIFEST_INVALID'],
    ['setup.py', 'MANIFEST_INVALID'],
    ['package.json', 'MANIFEST_INVALID'],
    ['actions/a.yaml', 'COMPONENT_INVALID'],
    ['sensors/s.yml', 'COMPONENT_INVALID'],
    ['rules/r.yaml', 'COMPONENT_INVALID'],
    ['policies/p.yaml', 'COMPONENT_INVALID'],
    ['aliases/a.yaml', 'COMPONENT_INVALID'],
  ])('is refused with its path and a remedy: %s', async (path, code) => {
    const root = await packWith(path, trouble);
    if (path === 'bundle.yaml') rmSync(join(root, 'pack.yaml'));
    const error = await refusalOf(root);
    expect(error).toMatchObject({ code, message: expect.stringContaining(`${path} ${trouble}`) as string });
    expect(error.hint).toMatch(/^(Put|Fix) /);
  });

  it('is refused beside a package.json: a lock file', async () => {
    const root = await packWith('package-lock.json', trouble);
    writeFileSync(join(root, 'package.json'), '{"dependencies":{"x":"1"}}');
    expect(await refusalOf(root)).toMatchObject({ message: `package-lock.json ${trouble}.` });
  });

  it('leaves a component out where problems are put up with, and config.schema.yaml always', async () => {
    const component = await packWith('actions/a.yaml', trouble);
    const left = `Left out: actions/a.yaml ${trouble}`;
    expect((await readPack(component, { skipComponents: true })).warnings).toEqual([left]);
    const schema = await packWith('config.schema.yaml', trouble);
    const { warnings } = await readPack(schema);
    expect(warnings).toEqual([`config.schema.yaml ${trouble}; it was left out.`]);
  });

  it('is nothing to a pack that reads no such file', async () => {
    const root = await packWith('icon.png', trouble);
    await TROUBLES[trouble]?.(join(root, 'README.md'));
    expect(await readPack(root)).toMatchObject({ manifest: { ref: 'p' }, warnings: [] });
  });
});

describe('where a pack has a folder of components', () => {
  it.each([
    ['a file', 'is a file, where a folder is expected', (path: string) => writeFileSync(path, '')],
    ['a link to itself', 'is a link that leads round in a circle', (path: string) => symlinkSync('actions', path)],
    ['a link to nothing', 'is a link to what is not there', (path: string) => symlinkSync('gone', path)],
  ])('%s is refused, and left out where problems are put up with', async (_what, trouble, make) => {
    const root = newPack();
    make(join(root, 'actions'));
    expect(await refusalOf(root)).toMatchObject({
      code: 'COMPONENT_INVALID',
      message: `Pack p 1.0.0 has invalid components: actions ${trouble}.`,
    });
    expect((await readPack(root, { skipComponents: true })).problems).toEqual([`actions ${trouble}`]);
  });
});

describe('what the service may not read of a pack', () => {
  it.each([
    ['pack.yaml', 'pack.yaml'],
    ['requirements.txt', 'requirements.txt'],
    ['actions/a.yaml', 'actions/a.yaml'],
    ['actions/a.yaml', 'actions'],
  ])('is refused in words: %s, closed at %s', async (path, closed) => {
    const root = newPack();
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (path !== 'pack.yaml') writeFileSync(join(root, path), '');
    chmodSync(join(root, closed), 0);
    const error = await asNobody(() => refusalOf(root));
    expect(error.message).toContain(`${closed} may not be read by the service`);
  });
});

/** The superuser may read everything. */
async function asNobody<Result>(work: () => Promise<Result>): Promise<Result> {
  const own = process.geteuid?.() ?? NOBODY;
  if (own === 0) process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    if (own === 0) process.seteuid?.(own);
  }
}
