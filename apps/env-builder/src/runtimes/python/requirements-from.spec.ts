import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { requirementsFrom } from './requirements-from';

const folder = temporaryFolder();

function pack(files: Record<string, string>): string {
  const root = mkdtempSync(join(folder, 'pack-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

async function made(packageFile: string, files: Record<string, string>): Promise<string[]> {
  const text = await requirementsFrom(pack(files), packageFile);
  return text.split('\n').filter((line) => line !== '');
}

const PROJECT =
  '[project]\nname = "x"\nversion = "1"\ndependencies = ["six>=1", "flask[async] ; python_version > \'3\'"]\n';

describe('requirements of a pack that has no requirements.txt', () => {
  it('are what pyproject.toml lists, when the pack is no package that can be installed', async () => {
    expect(await made('pyproject.toml', { 'pyproject.toml': PROJECT })).toEqual([
      'six>=1',
      "flask[async] ; python_version > '3'",
    ]);
  });

  it.each<[string, string, Record<string, string>]>([
    ['its sources are in src', PROJECT, { 'src/x/__init__.py': '' }],
    ['its dependencies are dynamic', '[project]\nname = "x"\ndynamic = ["dependencies"]\n', {}],
    ['they are Poetry’s', '[tool.poetry]\nname = "x"\n', {}],
    ['it only says how to build', '[build-system]\nrequires = ["setuptools"]\n', {}],
  ])('are the pack itself, when %s', async (_when, text, files) => {
    expect(await made('pyproject.toml', { 'pyproject.toml': text, ...files })).toEqual(['./']);
  });

  it('are the pack itself, when it has a setup.py', async () => {
    expect(await made('setup.py', { 'setup.py': '' })).toEqual(['./']);
  });

  it('are what Pipfile.lock has locked, hashes included, for production', async () => {
    const lock = {
      default: {
        six: { version: '==1.17.0', hashes: ['sha256:aa', 'sha256:bb'] },
        requests: { version: '==2.0', extras: ['socks'], markers: "python_version >= '3'", hashes: ['sha256:cc'] },
      },
      develop: { pytest: { version: '==8.0' } },
    };
    expect(await made('Pipfile.lock', { 'Pipfile.lock': JSON.stringify(lock) })).toEqual([
      'six==1.17.0 --hash=sha256:aa --hash=sha256:bb',
      "requests[socks]==2.0 ; python_version >= '3' --hash=sha256:cc",
    ]);
  });

  it('leave out hashes of Pipfile.lock where one package has none: pip would refuse all', async () => {
    const lock = {
      default: {
        six: { version: '==1.17.0', hashes: ['sha256:aa'] },
        own: { git: 'https://h.example/own.git', ref: 'abc' },
        local: { path: './lib' },
      },
    };
    expect(await made('Pipfile.lock', { 'Pipfile.lock': JSON.stringify(lock) })).toEqual([
      'six==1.17.0',
      'own @ git+https://h.example/own.git@abc',
      './lib',
    ]);
  });

  it.each([
    ['pyproject.toml', '[project\n'],
    ['pyproject.toml', '[project]\ndependencies = [1]\n'],
    ['Pipfile.lock', '{'],
    ['Pipfile.lock', '{"default": {"six": 1}}'],
  ])('are asked for in words when %s can’t be read: %j', async (packageFile, text) => {
    await expect(made(packageFile, { [packageFile]: text })).rejects.toMatchObject({
      code: 'ENVIRONMENT_FAILED',
      message: expect.stringContaining(`${packageFile} can't be read: `),
    });
  });

  it.each(['-e ./lib', ' --index-url=https://h.example', '-r a.txt', 'six\n-e ./lib', 'six\x0b-e ./lib', 'six\\', ''])(
    'are no options, and none that begin on the same line: %j',
    async (text) => {
      const lock = { default: { [text]: {} } };
      const dependencies = `[project]\nname = "x"\ndependencies = ${JSON.stringify([text])}\n`;
      const packs = [
        ['pyproject.toml', dependencies],
        ['Pipfile.lock', JSON.stringify(lock)],
        ['Pipfile.lock', JSON.stringify({ default: { six: { version: '==1', markers: `x\n${text}` } } })],
        ['Pipfile.lock', JSON.stringify({ default: {}, _meta: { sources: [{ url: `https://h.example\n${text}` }] } })],
      ] as const;
      for (const [packageFile, content] of packs) {
        await expect(made(packageFile, { [packageFile]: content })).rejects.toMatchObject({
          code: 'ENVIRONMENT_FAILED',
          message: expect.stringMatching(new RegExp(`^${packageFile}: '.*' is no (requirement|index)`, 's')),
          hint: expect.stringMatching(/^Fix the pack: /),
        });
      }
    },
  );
});
