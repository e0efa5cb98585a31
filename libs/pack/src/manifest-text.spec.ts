import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findPackRoot } from './find-pack-root';
import { readPack } from './read-pack';

const trees: string[] = [];

function tree(files: Record<string, string | Buffer>): string {
  const root = mkdtempSync(join(tmpdir(), 'packyard-manifest-'));
  trees.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

afterAll(() => {
  for (const root of trees) rmSync(root, { recursive: true, force: true });
});

const manifestOf = async (content: string | Buffer) => (await readPack(tree({ 'pack.yaml': content }))).manifest;

describe('the version', () => {
  it.each([
    ['quoted keys', '"ref": a\n"version": 1.10\n'],
    ['single quotes', "'ref': 'a'\n'version': '1.10'\n"],
    ['flow style', '{ref: a, version: 1.10}'],
    ['JSON', '{"ref": "a", "version": "1.10"}'],
    ['a number in JSON', '{"ref": "a",\n "version": 1.10}'],
    ['an indented mapping', '  ref: a\n  version: 1.10\n'],
    ['a byte order mark', '\uFEFFversion: 1.10\nref: a\n'],
    ['a comment', 'version:    1.10   # the tenth\nref: a\n'],
    ['a line of its own', 'version:\n  1.10\nref: a\n'],
    ['a block', 'version: >-\n  1.10\nref: a\n'],
    ['blanks inside of the quotes', 'version: " 1.10 "\nref: a\n'],
    ['an alias', 'x: &v 1.10\nversion: *v\nref: a\n'],
    ['a tag', 'version: !!str 1.10\nref: a\n'],
    ['an anchor', 'version: &v 1.10\nref: a\n'],
    ['a look-alike in a text before it', 'description: |\n  version: 9.9\nref: a\nversion: 1.10\n'],
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('ref: a\nversion: 1.10\n', 'utf16le')])],
  ])('is taken as it is written, with %s', async (_how, content) => {
    expect((await manifestOf(content)).version).toBe('1.10');
  });

  it.each([
    ['ref: a\nversion: [1, 0]\n', "the field 'version' has to be a text, but is a list (line 2, column 10)"],
    ['ref: a\nversion: {major: 1}\n', "the field 'version' has to be a text, but is a mapping"],
    ['ref: {a: b}\nversion: 1.0.0\n', "the field 'ref' has to be a text, but is a mapping"],
    ['name: [a]\ndescription: d\nauthor: a\nemail: a@b.c\nversion: 1.0.0\n', "the field 'name' has to be a text"],
  ])('and the name have to be texts: %j', async (content, words) => {
    await expect(manifestOf(content)).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
      message: expect.stringContaining(words),
    });
  });

  it('is the last one for StackStorm, with a warning, and refused for Attune, when it is there twice', async () => {
    const stackstorm = 'name: a\ndescription: a\nauthor: a\nemail: a@b.c\nversion: 1.0.0\nversion: 2.0.0\n';
    const pack = await readPack(tree({ 'pack.yaml': stackstorm }));
    expect([pack.manifest.version, pack.warnings]).toEqual([
      '2.0.0',
      [
        "pack.yaml: duplicated mapping key 'version', first in line 5, column 1; the last one counts (line 6, column 1).",
      ],
    ]);
    await expect(manifestOf('ref: a\nversion: 1.0.0\nversion: 2.0.0\n')).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
      message:
        "pack.yaml is not valid YAML in line 3, column 1: duplicated mapping key 'version', first in line 2, column 1.",
    });
  });
});

describe('texts of the other YAML', () => {
  const written = 'label: No\ndescription: on\nkeywords: [y, off, 012]\nconfig: {a: off, b: on, c: 12:30:45, d: 012}\n';

  it('are texts in a manifest of Attune', async () => {
    expect(await manifestOf(`ref: a\nversion: 1.0.0\n${written}`)).toMatchObject({
      label: 'No',
      description: 'on',
      keywords: ['y', 'off', '012'],
      config: { a: 'off', b: 'on', c: '12:30:45', d: '012' },
    });
  });

  it('are what YAML 1.1 makes of them in a component of StackStorm, and its own texts are as they are written', async () => {
    const pack = await readPack(
      tree({
        'pack.yaml':
          'name: a\nref: a\ndescription: on\nauthor: 007\nemail: a@b.c\nversion: 1.0.0\nkeywords: [no, 012]\n',
        'actions/x.yaml':
          'name: x\nrunner_type: noop\nparameters: {p: {type: string, default: off, enum: [on, off, y]}}\n',
      }),
    );
    expect(pack.manifest).toMatchObject({ description: 'on', author: '007', keywords: ['no', '012'] });
    expect(pack.components[0]?.definition).toMatchObject({
      parameters: { p: { default: false, enum: [true, false, 'y'] } },
    });
  });

  it.each(['no', '0755', '2024-01-01', '1.10'])('make no other name of the ref %s', async (ref) => {
    expect((await manifestOf(`ref: ${ref}\nversion: 1.0.0\n`)).ref).toBe(ref);
  });
});

describe('what is no UTF-8', () => {
  it('is refused with file, line and byte', async () => {
    const latin1 = Buffer.from('ref: a\nversion: 1.0.0\ndescription: caf\u00e9\n', 'latin1');
    await expect(manifestOf(latin1)).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
      message: 'pack.yaml is not UTF-8: line 3 has the byte 0xe9 in place 17.',
      hint: 'Fix pack.yaml: save it as UTF-8, for example with iconv -f latin1 -t utf-8.',
    });
  });

  it.each([
    ['utf-16le', (text: string) => Buffer.from(text, 'utf16le')],
    ['utf-16be', (text: string) => Buffer.from(text, 'utf16le').swap16()],
    ['utf-32le', (text: string) => Buffer.from(text.replaceAll(/[^]/g, '$&\0\0\0'))],
    ['utf-32be', (text: string) => Buffer.from(text.replaceAll(/[^]/g, '\0\0\0$&'))],
  ])('is called by its name without a mark, too: %s', async (encoding, encode) => {
    await expect(manifestOf(encode('ref: a\nversion: 1.0.0\n'))).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
      message: `pack.yaml is written in ${encoding.toUpperCase()}, without a byte order mark.`,
      hint: `Fix pack.yaml: save it as UTF-8, for example with iconv -f ${encoding} -t utf-8.`,
    });
  });

  it('is a problem of the one component', async () => {
    const root = tree({
      'pack.yaml': 'ref: a\nversion: 1.0.0\n',
      'actions/x.yaml': Buffer.from('ref: a.x\ndescription: \u201cquoted\u201d \u00e9\n', 'latin1'),
      'actions/y.yaml': Buffer.concat([Buffer.from('ref: a.y\ndescription: '), Buffer.from([0xe2, 0x82])]),
    });
    await expect(readPack(root)).rejects.toMatchObject({
      code: 'COMPONENT_INVALID',
      message: expect.stringMatching(
        /actions\/x\.yaml is not UTF-8: line 2 .*; actions\/y\.yaml is not UTF-8: line 2 has the byte 0xe2 in place 14/,
      ),
    });
  });
});

it('warns of a config schema that can not be read', async () => {
  const pack = await readPack(tree({ 'pack.yaml': 'ref: a\nversion: 1.0.0\n', 'config.schema.yaml': 'a: [' }));
  expect(pack.warnings).toEqual([
    expect.stringMatching(/^config\.schema\.yaml is not valid YAML in line 1, column 5: /),
  ]);
});

describe('the ref of a pack of StackStorm that does not say it', () => {
  const named = (name: string, suggestedNames: readonly string[]) =>
    readPack(tree({ 'pack.yaml': `name: ${name}\ndescription: d\nauthor: a\nemail: a@b.c\nversion: 1.0.0\n` }), {
      suggestedNames,
    });

  it.each([
    ['my_pack', ['stackstorm-other'], 'my_pack'],
    ['My Pack', ['stackstorm-mypack'], 'mypack'],
    ['My Pack', ['Odd Name', 'mypack'], 'mypack'],
  ])('of the name %s in %j is %s', async (name, suggestedNames, ref) => {
    expect((await named(name, suggestedNames)).manifest.ref).toBe(ref);
  });

  it('is asked for when nothing would do', async () => {
    await expect(named('My Pack', ['My-Pack'])).rejects.toMatchObject({
      message: expect.stringMatching(/'ref' is missing, and the name 'My Pack' can't stand in for it: add ref/),
    });
  });
});

describe('where a pack lies', () => {
  const manifest = 'ref: a\nversion: 1.0.0\n';

  it.each([
    [{ 'docs/x.md': '', 'a/pack.yaml': manifest }, 'a'],
    [{ '__MACOSX/._a': '', 'a/pack.yaml': manifest }, 'a'],
    [{ '__MACOSX/._a': '', 'a/pack/pack.yaml': manifest }, 'a/pack'],
    [{ 'pack/pack.yaml': manifest, 'b/pack.yaml': manifest }, 'pack'],
  ])('in %j is %s', async (files, folder) => {
    const root = tree(files);
    expect(await findPackRoot(root)).toBe(join(root, folder));
  });

  it.each([
    [{ 'a/pack.yaml': manifest, 'b/pack.yaml': manifest }, 'several packs in it: a, b', 'Give the folder of one'],
    [{ 'pack.yml': manifest }, 'found pack.yml', 'Rename pack.yml to pack.yaml'],
    [{ 'Pack.yaml': manifest }, 'found Pack.yaml', 'Rename Pack.yaml to pack.yaml'],
  ])('is told when it is none or many: %j', async (files, message, hint) => {
    await expect(findPackRoot(tree(files))).rejects.toMatchObject({
      code: 'MANIFEST_NOT_FOUND',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  });
});
