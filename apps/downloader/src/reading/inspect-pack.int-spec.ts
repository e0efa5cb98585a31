import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LimitsConfig } from '@packyard/config';
import { readPack } from '@packyard/pack';
import { temporaryFolder } from '@packyard/testing';
import { ContentReader } from './content-reader';

const reader = new ContentReader(LimitsConfig.parse({}));
const EXAMPLES = join(__dirname, '../../../../examples/packs');
const PACK = { 'pack.yaml': 'ref: a\nlabel: A\nversion: 1.0.0\n' };
const action = (name: string, rest = '') => ({
  [`actions/${name}.yaml`]: `ref: a.${name}\nrunner_type: shell\nentry_point: run.sh\n${rest}`,
});

describe('all that was read of a pack', () => {
  const folder = temporaryFolder();

  const made = (files: Record<string, string>): string => {
    const root = mkdtempSync(join(folder, 'pack-'));
    for (const [path, content] of Object.entries({ 'actions/run.sh': '#!/bin/sh\n', ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    return root;
  };
  const readOf = async (root: string) => {
    const reading = { suggestedNames: ['a'] };
    const inspected = await reader.inspect({ folder: root, wantsPack: true }, reading, AbortSignal.timeout(60_000));
    return inspected.read;
  };

  it.each(['greetings', 'hello-node', 'hello-python', 'status_check'])(
    'is what this process would have read itself: %s',
    async (name) => {
      const root = join(folder, name);
      cpSync(join(EXAMPLES, name), root, { recursive: true });
      const itself = await readPack(root, { suggestedNames: ['a'] });
      expect(itself.components.length).toBeGreaterThan(0);
      expect(await readOf(root)).toEqual({ pack: itself, characters: JSON.stringify(itself).length });
    },
  );

  it('is what the database would hold of it, whatever its definitions say', async () => {
    const odd =
      'parameters:\n  a: {default: .inf}\n  b: {default: .nan}\n  c: {default: -0}\n  __proto__: {default: 1}\n';
    const root = made({ ...PACK, ...action('odd', odd), ...action('empty', 'parameters:\n  a: {default: ~}\n') });
    const itself = await readPack(root, {});
    expect(JSON.stringify((await readOf(root))?.pack)).toBe(JSON.stringify(itself));
  });

  it.each([
    ['has many components', Object.assign({}, ...Array.from({ length: 51 }, (_none, number) => action(`a${number}`)))],
    ['says much', action('long', `description: ${'x'.repeat(64 * 1024)}\n`)],
  ])('stays where it was read when a pack %s', async (_what, files: Record<string, string>) => {
    expect(await readOf(made({ ...PACK, ...files }))).toBeUndefined();
  });

  it('is not sent to who does not ask', async () => {
    const root = made(PACK);
    expect(await reader.inspect({ folder: root }, {}, AbortSignal.timeout(60_000))).not.toHaveProperty('read');
  });
});
