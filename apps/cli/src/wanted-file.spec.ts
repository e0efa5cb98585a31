import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWantedFile } from './wanted-file';

const file = join(mkdtempSync(join(tmpdir(), 'packyard-wanted-')), 'packyard.yaml');
const read = (text: string) => {
  writeFileSync(file, text);
  return readWantedFile(file);
};

describe('the wanted state', () => {
  it.each(['__proto__', '_x', "'a b'"])('refuses %s as the name of a pack, and leaves none out', (name) => {
    expect(() => read(`packs:\n  slack: '*'\n  ${name}: '*'\n`)).toThrow(/line 3: '.*' is no name of a pack/);
  });

  it('names a field that is misspelt, and not the one that is missing for that', () => {
    expect(() => read('pakcs:\n  slack: "*"\n')).toThrow('line 1: pakcs: is no field of this file');
  });

  it.each(['[1]', '{version: 1}', 'true'])('says what to write instead of %s', (value) => {
    expect(() => read(`packs:\n  slack: ${value}\n`)).toThrow('line 2: packs.slack: must be a range');
  });

  it('keeps what is named like a property of every object', () => {
    expect(read('packs: {constructor: ^1}').packs).toEqual({ constructor: '^1' });
  });
});
