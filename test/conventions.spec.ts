import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as config from '@packyard/config';
import { ACTION_CATALOG, ERROR_CODES } from '@packyard/contracts';
import { EXIT_CODES } from '@packyard/pipeline';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { z } from 'zod';

const root = resolve(__dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('what the repository promises', () => {
  it('.env.example has every variable, and no other', () => {
    const exported: unknown[] = Object.values(config);
    const known = new Set(exported.flatMap((value) => (value instanceof z.ZodObject ? Object.keys(value.shape) : [])));
    const shown = [...read('.env.example').matchAll(/^#?([A-Z0-9_]+)=/gm)].map((match) => match[1] ?? '');
    expect(shown.sort()).toEqual([...known].sort());
  });

  it('docs/errors.md explains every error code', () => {
    const explained = [...read('docs/errors.md').matchAll(/^\| `([A-Z_]+)`/gm)].map((match) => match[1]);
    expect(explained).toEqual([...ERROR_CODES]);
  });

  it('docs/operations.md explains every exit code', () => {
    const explained = [...read('docs/operations.md').matchAll(/^\| (\d+) +\|/gm)].map((match) => Number(match[1]));
    expect(explained).toEqual(Object.values(EXIT_CODES));
  });

  it('docker-compose.yml starts every app from the compiled file that the build makes', () => {
    const compose = load(read('docker-compose.yml'), { schema: YAML11_SCHEMA }) as {
      services: Record<string, { command?: string[]; healthcheck?: object }>;
    };
    for (const app of ['gateway', 'downloader', 'resolver', 'env-builder', 'registrar']) {
      expect(compose.services[app]?.command).toEqual(['node', `dist/services/${app}.js`]);
      expect(compose.services[app]?.healthcheck).toBeDefined();
      expect(read(`apps/${app}/src/main.ts`)).toContain('loadConfig');
    }
  });

  it.each([
    ['README.md', 100],
    ['ARCHITECTURE.md', 150],
  ])('%s stays a page to begin with', (name, most) => {
    expect(read(name).trimEnd().split('\n').length).toBeLessThanOrEqual(most);
  });

  it('files stay small', () => {
    const lengths = ['apps', 'libs']
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
      )
      .filter((path) => path.endsWith('.ts') && !/spec\.ts$|\/generated\//.test(path))
      .map((path) => read(path).split('\n').length)
      .sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(70);
    expect(lengths.at(-1)).toBeLessThan(300);
  });

  it('the numbers of locks are in one file, where none is given twice', () => {
    const others = ['apps', 'libs']
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
      )
      // Those of tests are of another database than ours.
      .filter((path) => path.endsWith('.ts') && !/spec\.ts$|\/generated\/|^libs\/testing\//.test(path))
      .filter((path) => /_LOCK = [\d_]+;|advisory\w*\(\d/.test(read(path)));
    expect(others).toEqual([]);
  });

  it('all specs that are to run on Redis are there, so that none is left out once it has another name', () => {
    const [, names = ''] = /^on_queues='([^']+)'$/m.exec(read('.ci/run')) ?? [];
    const specs = new Set(readdirSync(join(root, 'test')));
    expect(names.split('|').length).toBeGreaterThan(20);
    expect(names.split('|').filter((name) => !specs.has(`${name}.e2e-spec.ts`))).toEqual([]);
  });

  it('the downloader reads what is not its own by readPlainFile alone, which waits for nobody', () => {
    const readers = readdirSync(join(root, 'apps/downloader/src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('spec.ts'))
      // In a process of its own, which is ended.
      .filter((path) => !path.startsWith('reading/'))
      .filter((path) => /\b(readFile|createReadStream)\(|\bopen\([^)]*'r/.test(read(`apps/downloader/src/${path}`)));
    expect(readers.sort()).toEqual([
      // What was downloaded, into files that the downloader made.
      'delta/fill-delta.ts',
      'delta/read-chunk-list.ts',
      // What the operator names.
      'git/git-access.ts',
      // What is kept, and what git says of itself.
      'git/git-cache.ts',
      'git/git-objects.ts',
      'git/remote-repository.ts',
      // Copies and downloads.
      'sources/checksum-of.ts',
    ]);
  });

  it('proves every parameter of every action by a test that fails when it is ignored', () => {
    const specs = readdirSync(join(root, 'test')).filter((name) => name.startsWith('parameters-'));
    const proven = specs.flatMap((name) =>
      [...read(`test/${name}`).matchAll(/it\('(core\.\w+) · ([\w, ]+):/g)].flatMap(([, action = '', names = '']) =>
        names.split(', ').map((parameter) => `${action} · ${parameter}`),
      ),
    );
    const documented = Object.entries(ACTION_CATALOG).flatMap(([action, { parameters }]) =>
      Object.keys(parameters.shape).map((parameter) => `${action} · ${parameter}`),
    );
    expect([...new Set(proven)].sort()).toEqual(documented.sort());
  });
});
