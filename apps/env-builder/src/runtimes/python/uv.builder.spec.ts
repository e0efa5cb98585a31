import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import type { RunProgram } from '../build-in-scratch';
import type { InstallInput } from './python-builder';
import { UvBuilder } from './uv.builder';

const root = temporaryFolder();
let count = 0;

describe('attempts of uv to install', () => {
  const private_ = ['--index-url', 'https://index.internal/simple'];

  it.each<[string, Partial<InstallInput>]>([
    ['of a lock, from PyPI', { lock: 'a==1' }],
    ['of a lock, from an index of their own', { lock: 'a==1', indexOptions: private_ }],
    ['of what is resolved, from an index of their own', { indexOptions: private_ }],
    ['of a lock, with sources', { lock: 'a==1', indexOptions: private_, allowSourceBuilds: true }],
    ['of what names sources', { lock: 'a==1', namesSources: true, allowSourceBuilds: true }],
    ['of what is resolved, with sources', { indexOptions: private_, allowSourceBuilds: true }],
  ])('never begin in a virtualenv that a former one has left something in: %s', async (_what, more) => {
    const installation = anInstallation(more);
    const calls: string[] = [];
    const run = recording(calls, installation.folder);
    const builder = new UvBuilder({ program: 'uv', version: '0' }, run, {
      environment: {},
      cacheFolder: join(root, 'cache'),
    });
    await builder.makeVirtualenv(installation.interpreter, installation.folder);
    await expect(builder.install(installation)).rejects.toThrow();
    expect(calls.filter((call) => call === 'pip install').length).toBeGreaterThan(1);
    // All that runs its interpreter: a new one is made before each.
    for (const [index, call] of calls.entries())
      if (call === 'pip install')
        expect(
          calls
            .slice(0, index)
            .reverse()
            .find((one) => one !== 'pip compile'),
        ).toBe('venv');
  });
});

/** Packages can't be had, for want of their sources where those are not built. */
function recording(calls: string[], folder: string): RunProgram {
  return (command, args) => {
    if (command !== 'uv') return Promise.resolve(answer(0, '{"folder": "", "wheels": []}'));
    const call = args[0] === 'venv' ? 'venv' : args.slice(0, 2).join(' ');
    calls.push(call);
    if (call === 'venv') mkdirSync(join(folder, 'bin'), { recursive: true });
    const lockFile = args[args.indexOf('--output-file') + 1];
    if (call === 'pip compile' && lockFile !== undefined) writeFileSync(lockFile, 'a==1');
    if (call !== 'pip install') return Promise.resolve(answer(0));
    writeFileSync(join(folder, 'bin', 'python'), 'of a package');
    return Promise.resolve(answer(1, '', 'a==1 has no usable wheels and building from source is disabled'));
  };
}

function answer(exitCode: number, stdout = '', stderr = ''): Awaited<ReturnType<RunProgram>> {
  return { exitCode, stdout, stderr } as Awaited<ReturnType<RunProgram>>;
}

function anInstallation(more: Partial<InstallInput>): InstallInput {
  const folder = join(root, `virtualenv-${count++}`);
  const folders = { scratchFolder: `${folder}-scratch`, foreignFolder: `${folder}-foreign` };
  for (const each of [folder, ...Object.values(folders)]) mkdirSync(each);
  return {
    interpreter: { executable: '/usr/bin/python3', command: 'python3' } as InstallInput['interpreter'],
    folder,
    requirements: 'requirements.txt',
    ...folders,
    cacheFolder: join(root, 'cache'),
    privateCacheFolder: join(root, 'private'),
    allowSourceBuilds: false,
    maxFiles: 1000,
    namesSources: false,
    indexOptions: [],
    ...more,
  };
}
