import { mkdirSync } from 'node:fs';
import { nodejsOnPath, NpmRegistry } from '@packyard/testing';
import type { TestFixture } from './test-fixture';

const NAME = `node-${process.platform === 'darwin' && process.arch === 'arm64' ? 'bin-' : ''}${process.platform}-${process.arch}`;

/** A registry of packages that has releases of Node.js: each is the machine's, which says that it is another. */
export function publishNodejsReleases(fixture: TestFixture, versions: readonly string[]): NpmRegistry {
  mkdirSync(fixture.path('www/npm'));
  const registry = new NpmRegistry(fixture.path('www/npm'), `${fixture.files.url}/npm`);
  const { program } = nodejsOnPath();
  for (const version of versions) {
    const node = `#!/bin/sh\n[ "$1" = --version ] && echo v${version} && exit\nexec ${program} "$@"\n`;
    registry.add(NAME, version, { files: { 'bin/node': node } });
  }
  return registry;
}
