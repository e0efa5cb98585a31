import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { BYTECODE } from './bytecode';

jest.setTimeout(120_000);
const folder = temporaryFolder();
let count = 0;

describe('bytecode', () => {
  it('is made for all modules, and is what Python uses when it imports them', () => {
    const packages = aFolder({ 'one.py': 'A = 1\n', 'in/deeper/two.py': 'B = 2\n', 'in/data.txt': 'no module' });
    compile(packages);
    expect(compiled(packages)).toHaveLength(2);
    expect(loadedFrom(packages, 'one')).toContain('one.py');
  });

  it('of the same source is made once: what is kept is taken', () => {
    const cache = compile(aFolder({ 'one.py': 'A = 1\n' }));
    const other = compile(aFolder({ 'one.py': 'A = "kept"\n' }));
    // So that it shows where it came from.
    writeFileSync(filesBelow(cache)[0] ?? '', readFileSync(filesBelow(other)[0] ?? ''));
    const packages = aFolder({ 'another.py': 'A = 1\n' });
    compile(packages, cache);
    expect(python(packages, 'import another; print(another.A)').stdout).toBe('kept\n');
    expect(loadedFrom(packages, 'another')).toContain('another.py');
  });

  it('of a source that several environments share is shared as well', () => {
    const source = join(aFolder({ 'one.py': 'A = 1\n' }), 'one.py');
    const sharing = (name: string) => {
      const packages = aFolder({ 'data.txt': '' });
      linkSync(source, join(packages, name));
      return packages;
    };
    const cache = compile(sharing('first.py'));
    const packages = sharing('second.py');
    compile(packages, cache);
    const [kept = '', ...others] = filesBelow(cache);
    expect(others).toEqual([]);
    const made = filesBelow(join(packages, '__pycache__'))[0] ?? '';
    expect(statSync(made).ino).toBe(statSync(kept).ino);
    expect(loadedFrom(packages, 'second')).toContain('second.py');
  });

  it('names the file that it was taken for', () => {
    const text = 'def place():\n    return place.__code__.co_filename\n';
    const cache = compile(aFolder({ 'one.py': text }));
    const packages = aFolder({ 'another.py': text });
    compile(packages, cache);
    const { stdout } = python(packages, 'import another; print(another.place())');
    expect(stdout.trim()).toBe(join(packages, 'another.py'));
  });

  it('that was kept and is damaged is made again', () => {
    const cache = compile(aFolder({ 'one.py': 'A = 1\n' }));
    for (const file of filesBelow(cache)) writeFileSync(file, readFileSync(file).subarray(0, 40));
    const again = aFolder({ 'one.py': 'A = 1\n' });
    compile(again, cache);
    expect(loadedFrom(again, 'one')).toContain('one.py');
    expect(filesBelow(cache).map((file) => statSync(file).size > 40)).toEqual([true]);
  });

  it('writes into no file that another name leads to, and follows no links', () => {
    const shared = join(aFolder({ 'shared.pyc': 'of others' }), 'shared.pyc');
    const cache = compile(aFolder({ 'one.py': 'A = 1\n' }));
    const packages = aFolder({ 'one.py': 'A = 1\n' });
    const name = compiled(cacheless('one.py'))[0] ?? '';
    mkdirSync(join(packages, '__pycache__'));
    linkSync(shared, join(packages, '__pycache__', name));
    symlinkSync(join(folder, 'nowhere.py'), join(packages, 'linked.py'));
    compile(packages, cache);
    expect(readFileSync(shared, 'utf8')).toBe('of others');
    expect(compiled(packages)).toEqual([name]);
  });

  it('is left out for what is no Python, and goes on with the rest, many files too', () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`m${index}.py`, `A = ${index}\n`]));
    const packages = aFolder({ ...many, 'old.py': 'print "2"\n', 'odd.py': 'a = "\0"\n', '__pycache__/x': '' });
    compile(packages);
    expect(compiled(packages).filter((name) => /^m\d+\./.test(name))).toHaveLength(60);
    expect(compiled(packages).some((name) => /^(old|odd)\./.test(name))).toBe(false);
  });
});

/** A folder with a module that was compiled. */
function cacheless(name: string): string {
  const packages = aFolder({ [name]: 'A = 1\n' });
  compile(packages);
  return packages;
}

function aFolder(files: Record<string, string | Buffer>): string {
  const made = join(folder, `packages-${count++}`);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(made, name)), { recursive: true });
    writeFileSync(join(made, name), content);
  }
  return made;
}

function compile(packages: string, cache = join(folder, `cache-${count++}`)): string {
  const { status, stderr } = spawnSync('python3', ['-I', '-S', '-c', BYTECODE, packages, cache], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return cache;
}

/** Names of the files of bytecode below a folder. */
function compiled(below: string): string[] {
  const names = filesBelow(below).map((file) => file.split('/').at(-1) ?? '');
  return names.filter((name) => name.endsWith('.pyc'));
}

function filesBelow(below: string): string[] {
  return readdirSync(below, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** What Python says when it takes the bytecode of a module. */
function loadedFrom(packages: string, module: string): string {
  const { stderr } = python(packages, `import ${module}`, '-v');
  return stderr.split('\n').find((line) => line.includes(`${module}.py`) && line.includes('matches')) ?? 'compiled';
}

function python(packages: string, code: string, ...options: string[]) {
  const env = { ...process.env, PYTHONPATH: packages };
  return spawnSync('python3', [...options, '-c', code], { cwd: '/', env, encoding: 'utf8' });
}
