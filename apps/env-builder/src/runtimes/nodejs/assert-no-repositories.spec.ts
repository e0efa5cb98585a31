import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { assertNoRepositories } from './assert-no-repositories';

const folder = temporaryFolder();
let count = 0;

function check(name: string, content: object): Promise<void> {
  const contentFolder = join(folder, String(count++));
  mkdirSync(contentFolder);
  writeFileSync(join(contentFolder, name), JSON.stringify(content));
  return assertNoRepositories({ contentFolder });
}

describe('what npm may not fetch', () => {
  it.each([
    'git+https://host/x.git',
    'git+ssh://git@host/x.git#v1',
    'git://host/x',
    'git@host:owner/x.git',
    'github:owner/x',
    'gist:11081aaa281',
    'owner/x',
    'owner/x#semver:^1',
    'https://github.com/owner/x',
    'https://github.com/owner/x#feature/y',
    'https://host/owner/x.git#main',
  ])('is %s', async (target) => {
    const refused = { code: 'ENVIRONMENT_FAILED' };
    await expect(check('package.json', { dependencies: { x: target } })).rejects.toMatchObject(refused);
    await expect(check('package.json', { overrides: { y: { x: target } } })).rejects.toMatchObject(refused);
  });

  it.each([
    '^1.0.0',
    '1.x || 2.x',
    'latest',
    '*',
    'npm:@scope/x@^1',
    'file:../x',
    './x',
    'vendor/x-1.0.0.tgz',
    'https://host/x-1.0.0.tgz',
    'https://github.com/owner/x/archive/v1.tar.gz',
    'workspace:*',
  ])('is not %s', async (target) => {
    await expect(check('package.json', { dependencies: { x: target } })).resolves.toBeUndefined();
  });

  it('is what a lock has found in a repository', async () => {
    const lock = (resolved: string) => ({ lockfileVersion: 3, packages: { 'node_modules/x': { resolved } } });
    await expect(check('package-lock.json', lock('git+ssh://git@github.com/owner/x.git#0123'))).rejects.toThrow(
      'x.git',
    );
    await expect(check('package-lock.json', lock('https://host/x-1.0.0.tgz'))).resolves.toBeUndefined();
    const former = { lockfileVersion: 1, dependencies: { x: { version: 'github:owner/x#0123' } } };
    await expect(check('npm-shrinkwrap.json', former)).rejects.toThrow('github:owner/x');
    await expect(check('package-lock.json', { lockfileVersion: 1 })).resolves.toBeUndefined();
  });
});
