import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, mkdtempSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { HomeLayout } from '../home-layout';
import { CacheCleaner } from './cache-cleaner';
import { GarbageCollection } from './garbage-collection';
import { HomeMeter } from './home-usage';
import { InterpreterCleaner } from './interpreter-cleaner';
import { TreeMeter } from './tree-meter';

const folder = temporaryFolder();
const newFolder = () => mkdtempSync(join(folder, 'tree-'));
const bytesByDu = (...paths: string[]) =>
  execFileSync('du', ['-sb', ...paths], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .reduce((sum, line) => sum + Number(line.split('\t')[0]), 0);

function write(path: string, bytes: number): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'x'.repeat(bytes));
  return path;
}

/** Files, folders, links, and one file with three names. */
function aTree(root = newFolder()): string {
  write(join(root, 'a/b/c/deep'), 1234);
  for (let index = 0; index < 100; index += 1) write(join(root, `many/${index}`), index);
  mkdirSync(join(root, 'empty'));
  symlinkSync('a/b/c', join(root, 'link'));
  symlinkSync('nowhere', join(root, 'dangling'));
  linkSync(join(root, 'a/b/c/deep'), join(root, 'second'));
  linkSync(join(root, 'a/b/c/deep'), join(root, 'many/third'));
  return root;
}

describe('TreeMeter', () => {
  it('counts as du does', async () => {
    const root = aTree();
    expect(await new TreeMeter().measure(root)).toEqual({ bytes: bytesByDu(root), files: 105 });
  });

  it('counts a file with names in several trees once', async () => {
    const [one, two] = [aTree(), newFolder()];
    linkSync(join(one, 'second'), join(two, 'elsewhere'));
    const meter = new TreeMeter();
    const [first, second] = [await meter.measure(one), await meter.measure(two)];
    expect(first.bytes + second.bytes).toBe(bytesByDu(one, two));
  });

  it('takes what is not there for nothing', async () => {
    expect(await new TreeMeter().measure(join(folder, 'missing'))).toEqual({ bytes: 0, files: 0 });
  });
});

describe('HomeMeter', () => {
  it('adds up to the whole home, whatever lies in it', async () => {
    const home = newFolder();
    for (const place of [
      'store/packs/slack/1.0.0-a',
      'store/environments/python/f',
      'staging/7',
      'cache/python',
      'odd',
    ])
      aTree(join(home, place));
    linkSync(join(home, 'cache/python/second'), join(home, 'store/environments/python/f/from-the-cache'));
    write(join(home, 'secret-key'), 44);
    const { bytes, areas, items } = await new HomeMeter(new HomeLayout(home)).measure();
    expect(bytes).toBe(bytesByDu(home));
    expect(areas.map(({ path }) => path)).toEqual(['cache', 'odd', 'secret-key', 'staging', 'store']);
    expect(items.map(({ path }) => path)).toEqual([
      'cache/python',
      'staging/7',
      'store/environments/python/f',
      'store/packs/slack/1.0.0-a',
    ]);
  });
});

describe('Collection', () => {
  it('tells in a rehearsal exactly what vanishes then, also of files with several names', async () => {
    const root = newFolder();
    const trees = ['one', 'two', 'three'].map((name) => aTree(join(root, name)));
    const kept = join(root, 'kept');
    linkSync(join(root, 'one/a/b/c/deep'), kept);
    for (const tree of ['two', 'three']) linkSync(join(root, 'one/many/7'), join(root, tree, 'shared'));
    const [rehearsal, real] = [new GarbageCollection(true), new GarbageCollection(false)];
    // Without the folder around them, which itself is smaller afterwards where it lies in memory.
    const before = bytesByDu(...trees, kept);
    for (const collection of [rehearsal, real]) {
      for (const path of trees) {
        const remove = () => rm(path, { recursive: true });
        await collection.take({ kind: 'content', path, reason: 'unused' }, [path], remove);
      }
      if (collection.isRehearsal) expect(bytesByDu(...trees, kept)).toBe(before);
    }
    expect(real.items).toEqual(rehearsal.items);
    expect(real.bytes).toBe(before - bytesByDu(kept));
  });

  it('goes on when one can not be removed, and says which', async () => {
    const collection = new GarbageCollection(false);
    const [stuck, gone] = [aTree(), aTree()];
    const garbage = (path: string) => ({ kind: 'trash', path, reason: 'unused' }) as const;
    await collection.take(garbage('stuck'), [stuck], () => Promise.reject(new Error('EBUSY')));
    await collection.take(garbage('gone'), [gone], () => rm(gone, { recursive: true }));
    expect(collection.failures).toEqual([{ path: 'stuck', reason: 'EBUSY' }]);
    expect(collection.items.map(({ path }) => path)).toEqual(['gone']);
  });
});

describe('CacheCleaner', () => {
  const agoDays = (path: string, days: number) => {
    const at = new Date(Date.now() - days * 24 * 60 * 60 * 1000);
    utimesSync(path, at, at);
  };
  const clean = async (home: string, policy: { days: number; maxBytes: number }) => {
    const collection = new GarbageCollection(false);
    await new CacheCleaner(new HomeLayout(home)).clean(policy, collection);
    return collection;
  };

  it('removes what nobody has read for long, with folders of which nothing is left', async () => {
    const home = newFolder();
    const old = write(join(home, 'cache/nodejs/_cacache/content/aa/bb'), 10);
    const fresh = write(join(home, 'cache/nodejs/_cacache/index/cc'), 10);
    agoDays(old, 40);
    const { items } = await clean(home, { days: 30, maxBytes: 1000 });
    expect([existsSync(join(home, 'cache/nodejs/_cacache/content')), existsSync(fresh)]).toEqual([false, true]);
    expect(items).toMatchObject([{ kind: 'cache', path: 'cache/nodejs', files: 1 }]);
  });

  it('removes what was not read for longest until the rest is within the limit', async () => {
    const home = newFolder();
    const files = [5, 3, 9, 1].map((days) => {
      const file = write(join(home, `cache/python/pip/${days}`), 100);
      agoDays(file, days);
      return file;
    });
    await clean(home, { days: 30, maxBytes: 250 });
    expect(files.map((file) => existsSync(file))).toEqual([false, true, false, true]);
  });

  it.each(['python/uv', 'python/private/f00d', 'nodejs/pnpm', 'git/cafe'])(
    'takes nothing out of cache/%s: all of it goes, or nothing',
    async (cache) => {
      const home = newFolder();
      const [old, fresh] = ['index/old', 'files/00/fresh'].map((name) =>
        write(join(home, 'cache', cache, 'v1', name), 10),
      );
      agoDays(old ?? '', 40);
      expect((await clean(home, { days: 30, maxBytes: 1000 })).items).toEqual([]);
      agoDays(fresh ?? '', 40);
      await clean(home, { days: 30, maxBytes: 1000 });
      expect(existsSync(join(home, 'cache', cache))).toBe(false);
    },
  );

  it('leaves the files that environments have linked from the store of pnpm when all of that goes', async () => {
    const home = newFolder();
    const stored = write(join(home, 'cache/nodejs/pnpm/v11/files/00/ab'), 1_000_000);
    const linked = join(home, 'store/environments/nodejs/f/1-1/index.js');
    mkdirSync(dirname(linked), { recursive: true });
    linkSync(stored, linked);
    agoDays(stored, 40);
    const { bytes } = await clean(home, { days: 30, maxBytes: 1000 });
    expect([existsSync(stored), existsSync(linked)]).toEqual([false, true]);
    // Of folders only: the file has another name.
    expect(bytes).toBeLessThan(1_000_000);
  });
});

describe('InterpreterCleaner', () => {
  it('takes what no environment has and no build has asked for in that time, and nothing else', async () => {
    const home = newFolder();
    const layout = new HomeLayout(home);
    const long = new Date(Date.now() - 25 * 60 * 60 * 1000);
    const old = (name: string, program = 'node') => {
      write(join(layout.tools, name, 'bin', program), 10);
      utimesSync(join(layout.tools, name), long, long);
    };
    for (const name of ['node-18.0.0-a', 'node-20.0.0-b', 'node-22.0.0-c', 'uv-0.13.9']) old(name);
    for (const name of ['python-3.9.25-a', 'python-3.10.1-b', '.python-3.9.25-a-half'])
      old(name, name.includes('3.9') ? 'python3.9' : 'python3.10');
    mkdirSync(join(layout.environmentStore, 'nodejs/f/1-1/bin'), { recursive: true });
    linkSync(join(layout.tools, 'node-20.0.0-b/bin/node'), join(layout.environmentStore, 'nodejs/f/1-1/bin/node'));
    linkSync(
      join(layout.tools, 'python-3.10.1-b/bin/python3.10'),
      join(layout.environmentStore, 'nodejs/f/1-1/bin/python'),
    );
    utimesSync(join(layout.tools, 'node-22.0.0-c'), new Date(), new Date());
    const collection = new GarbageCollection(false);
    await new InterpreterCleaner(layout).clean(24, collection);
    const unused = ['tools/.python-3.9.25-a-half', 'tools/node-18.0.0-a', 'tools/python-3.9.25-a'];
    expect(collection.items.map(({ path }) => path).sort()).toEqual(unused);
    expect(existsSync(join(layout.tools, 'node-18.0.0-a'))).toBe(false);
    // Without any waiting, what was found a moment ago still stays.
    expect(await new InterpreterCleaner(layout).unused(0)).toEqual([]);
    await rm(join(layout.environmentStore, 'nodejs'), { recursive: true });
    expect((await new InterpreterCleaner(layout).unused(24)).sort()).toEqual([
      'tools/node-20.0.0-b',
      'tools/python-3.10.1-b',
    ]);
  });
});
