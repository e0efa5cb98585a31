import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWantedFile } from './wanted-state-file';

// Loaded when it is needed, by the name that it has once it is built.
jest.mock('./is-unsatisfiable-range.js', () => jest.requireActual<object>('./is-unsatisfiable-range'), {
  virtual: true,
});

const file = join(mkdtempSync(join(tmpdir(), 'packyard-wanted-')), 'packyard.yaml');
const read = (text: string) => {
  writeFileSync(file, text);
  return readWantedFile(file);
};

describe('the wanted state', () => {
  it.each(['__proto__', '_x', "'a b'"])('refuses %s as the name of a pack, and leaves none out', async (name) => {
    await expect(read(`packs:\n  slack: '*'\n  ${name}: '*'\n`)).rejects.toThrow(/line 3: '.*' is no name of a pack/);
  });

  it('names a field that is misspelt, and not the one that is missing for that', async () => {
    await expect(read('pakcs:\n  slack: "*"\n')).rejects.toThrow('line 1: pakcs: is no field of this file');
  });

  it.each(['[1]', '{version: 1}', 'true'])('says what to write instead of %s', async (value) => {
    await expect(read(`packs:\n  slack: ${value}\n`)).rejects.toThrow('line 2: packs.slack: must be a range');
  });

  it.each(['>=2 <1', '>=2,<1', '<0.0.0-0'])('refuses %s, which nothing can satisfy', async (range) => {
    await expect(read(`packs:\n  slack: '*'\n  jira: '${range}'\n`)).rejects.toThrow(
      `line 3: jira: no version can satisfy '${range}'`,
    );
  });

  it('keeps what is named like a property of every object', async () => {
    expect((await read('packs: {constructor: ^1}')).packs).toEqual({ constructor: '^1' });
  });
});
