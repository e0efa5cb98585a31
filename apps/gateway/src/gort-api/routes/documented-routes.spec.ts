import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BundleRoutes } from './bundle-routes';
import type { GortRoute } from '../router/gort-routes';
import { ConfigRoutes } from './config-routes';
import { GroupRoutes } from './group-routes';
import { RoleRoutes } from './role-routes';
import { SystemRoutes } from './system-routes';
import { UserRoutes } from './user-routes';

const root = resolve(__dirname, '../../../../..');
const manual = readFileSync(join(root, 'docs/gort-compatibility.md'), 'utf8');
const rows = manual
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

/** What the routes say of themselves; nothing is asked of their services. */
const routes = [SystemRoutes, BundleRoutes, UserRoutes, GroupRoutes, RoleRoutes, ConfigRoutes].flatMap((Routes) => {
  const make = Routes as unknown as new () => { routes: readonly GortRoute[] };
  return new make().routes;
});

describe('docs/gort-compatibility.md', () => {
  it('lists every route, with the command that it needs', () => {
    const documented = rows
      .filter(([, route = '']) => /^`[A-Z]+ \/v2/.test(route))
      .map(
        ([, route = '', needs = '']) => `${route.replaceAll('`', '')} needs ${needs.replace(/^`gort:(.*)`$/, '$1')}`,
      );
    const known = routes.flatMap(({ methods, path, needs }) =>
      methods.map((method) => `${method} ${path} needs ${needs ?? 'everybody'}`),
    );
    expect(documented.sort()).toEqual(known.sort());
  });

  it('names only tests that are there', () => {
    const files: Record<string, string> = { accounts: 'apps/gateway/src/access/accounts/accounts.int-spec.ts' };
    for (const name of readdirSync(join(root, 'test'))) files[name.replace(/\.e2e-spec\.ts$/, '')] = `test/${name}`;
    const named = rows.flatMap((cells) => [...(cells.at(-2) ?? '').matchAll(/^`([\w-]+)` (.+?)( …)?$/g)]);
    expect(named.length).toBeGreaterThan(45);
    for (const [, file = '', title = ''] of named) {
      const text = readFileSync(join(root, files[file] ?? 'nowhere'), 'utf8');
      expect([file, title, text.includes(`'${title.replaceAll("'", String.raw`\'`)}`)]).toEqual([file, title, true]);
    }
  });
});
