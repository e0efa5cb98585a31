import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { LimitsConfig } from '@packyard/config';
import { reportError } from '@packyard/contracts';
import { temporaryFolder } from '@packyard/testing';
import { ContentReader } from './content-reader';

const MB = 1024 * 1024;
const limits = LimitsConfig.parse({});
const reader = new ContentReader(limits);
const PACK = 'ref: a\nlabel: A\nversion: 1.0.0\n';
const filler = (bytes: number) => `${PACK}description: |\n${`  ${'x'.repeat(97)}\n`.repeat(Math.ceil(bytes / 100))}`;
const action = (bytes: number) => `ref: a.b\nrunner_type: shell\nentry_point: b.sh\n# ${'x'.repeat(bytes)}\n`;
const actions = (count: number, bytes: number) =>
  Object.fromEntries(Array.from({ length: count }, (_item, index) => [`actions/a${index}.yaml`, action(bytes)]));

describe('what is parsed of a pack', () => {
  const folder = temporaryFolder();

  const inspect = async (files: Record<string, string>) => {
    const root = mkdtempSync(join(folder, 'pack-'));
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    const told = await reader
      .inspect({ folder: root }, {}, AbortSignal.timeout(60_000))
      .then(() => undefined, reportError);
    delay.disable();
    return { told, maxMs: delay.max / 1e6 };
  };

  it.each<[string, Record<string, string>, string]>([
    ['a pack.yaml of 60 MB', { 'pack.yaml': filler(60 * MB) }, 'pack.yaml has'],
    ['a pack.yaml of 2 MB', { 'pack.yaml': filler(2 * MB) }, 'pack.yaml has'],
    ['40 actions of 10 MB', { 'pack.yaml': PACK, ...actions(40, 10 * MB) }, 'actions/a\\d+.yaml has'],
    [
      '40 actions of 900 kB',
      { 'pack.yaml': PACK, ...actions(40, 900_000) },
      'The definitions of the pack, up to actions/',
    ],
    ['a package.json of 5 MB', { 'pack.yaml': PACK, 'package.json': ' '.repeat(5 * MB) }, 'package.json has'],
    [
      'a requirements.txt of 5 MB',
      { 'pack.yaml': PACK, 'requirements.txt': '#'.repeat(5 * MB) },
      'requirements.txt has',
    ],
    [
      'a config.schema.yaml of 5 MB',
      { 'pack.yaml': PACK, 'config.schema.yaml': ' '.repeat(5 * MB) },
      'config.schema.yaml has',
    ],
    ['a bundle of 5 MB', { 'bundle.yaml': filler(5 * MB) }, 'bundle.yaml has'],
  ])('is refused before it is read: %s', async (_what, files, words) => {
    const { told, maxMs } = await inspect(files);
    expect(told).toMatchObject({ code: 'LIMIT_EXCEEDED', hint: expect.stringContaining('PACKYARD_MAX_MANIFEST') });
    expect(told?.message).toMatch(new RegExp(`^${words}.* \\d+ .*more than the \\d+ that are allowed`));
    expect(maxMs).toBeLessThan(250);
  });

  const level = (name: string, of: string) => `${name}: &${name} [${`*${of},`.repeat(9)}]\n`;
  const names = 'abcdefghij'.split('');
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${names
    .slice(1)
    .map((name, index) => level(name, names[index]!))
    .join('')}`;
  it.each<[string, string]>([
    ['aliases that stand for billions of values', bomb],
    ['an alias that stands for itself', 'a: &a\n  b: *a\n'],
    ['brackets in brackets', `a: ${'['.repeat(200_000)}${']'.repeat(200_000)}\n`],
    ['blocks in blocks', Array.from({ length: 1000 }, (_item, index) => `${' '.repeat(index)}a:\n`).join('')],
    [
      'merges of merges',
      `a: &a {${Array.from({ length: 5000 }, (_item, index) => `k${index}: 1`).join(', ')}}\nb:\n  <<: [${'*a, '.repeat(100_000)}*a]\n`,
    ],
    [
      'one mapping merged into many',
      `a: &a {${Array.from({ length: 5000 }, (_item, index) => `k${index}: 1`).join(', ')}}\nb:\n${'  - <<: *a\n'.repeat(50_000)}`,
    ],
    ['300,000 values', `a: [${'1,'.repeat(300_000)}1]\n`],
    ['a NUL character', 'a: "\\0"\n'],
  ])('is refused in words: %s', async (_what, yaml) => {
    const { told, maxMs } = await inspect({ 'pack.yaml': `${PACK}${yaml}` });
    expect(told?.code).toMatch(/^(MANIFEST_INVALID|LIMIT_EXCEEDED)$/);
    expect(maxMs).toBeLessThan(250);
    const component = await inspect({ 'pack.yaml': PACK, 'actions/a.yaml': `${action(1)}${yaml}` });
    expect(component.told?.code).toMatch(/^(COMPONENT_INVALID|LIMIT_EXCEEDED)$/);
    const bundle = await inspect({ 'bundle.yaml': `gort_bundle_version: 1\nname: a\nversion: 1.0.0\n${yaml}` });
    expect(bundle.told?.code).toMatch(/^(MANIFEST_INVALID|LIMIT_EXCEEDED)$/);
  });

  it('may be as large as the settings say', async () => {
    expect(
      (await inspect({ 'pack.yaml': filler(900_000), 'actions/b.sh': '', ...actions(10, 900_000) })).told,
    ).toBeUndefined();
  });
});
