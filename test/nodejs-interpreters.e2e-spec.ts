import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { aPack, nodejsOnPath } from '@packyard/testing';
import { ActionHarness } from './support/action-harness';
import { runPackyard } from './support/command-line';
import { publishNodejsReleases } from './support/nodejs-releases';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const NOWHERE = 'http://127.0.0.1:9';

describe('a pack that needs a Node.js that no worker has', () => {
  const fixture = new TestFixture();
  const environment = { PACKYARD_NODE_DOWNLOADS: 'true' };
  let service: Service;
  const pack = (version: string) =>
    aPack('modern')
      .version(version)
      .withFile(
        'package.json',
        JSON.stringify({
          dependencies: { tiny: '1.0.0' },
          engines: { node: '98' },
          scripts: { test: 'test "$(node --version)" = v98.2.0' },
        }),
      )
      .writeTo(fixture.path(`modern-${version}`));

  beforeAll(async () => {
    publishNodejsReleases(fixture, ['98.1.0', '98.2.0', '99.0.0']).add('tiny', '1.0.0');
    service = await fixture.start({ environment });
  });

  it('gets it from the registry, and its tests and whoever has its programs on the PATH run on it', async () => {
    const execution = await service.install([pack('1.0.0')]);
    expect(ActionHarness.codes(execution)).toEqual([undefined]);
    expect((await service.pack('modern'))?.environments).toMatchObject([{ runtime_version: '98.2.0' }]);
    expect(runs('home')).toBe('v98.2.0');
    expect(readdirSync(fixture.path('home/tools'))).toEqual([expect.stringMatching(/^node-98\.2\.0-/)]);
  });

  it('has it in an export too, and after an import where no registry answers', async () => {
    const file = fixture.path('modern.packyard');
    const exported = await runPackyard(service, ['export', '--out', file], fixture.folder);
    expect(exported.text).toContain('modern.packyard');
    const { url } = await fixture.anotherDatabase();
    const elsewhere = await fixture.start({
      home: fixture.path('elsewhere'),
      databaseUrl: url,
      environment: { npm_config_registry: NOWHERE },
    });
    const imported = await runPackyard(elsewhere, ['import', file], fixture.folder);
    expect(imported.text).toMatch(/1 installed, 0 failed/);
    expect(runs('elsewhere')).toBe('v98.2.0');
  });

  it('is refused, with what there is, where that is switched off', async () => {
    const { url } = await fixture.anotherDatabase();
    const strict = await fixture.start({ home: fixture.path('strict'), databaseUrl: url });
    const { packs } = await strict.install([pack('1.0.0')]);
    expect(packs[0]?.error).toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringContaining(`but this worker has ${nodejsOnPath().version}.`),
    });
  });

  /** As whoever puts the programs of the pack's packages on the PATH. */
  function runs(home: string): string {
    const modules = fixture.path(home, 'packs/modern/node_modules');
    const code = "require(process.argv[1] + '/tiny'); console.log('loads')";
    const node = `${modules}/.bin/node`;
    expect(execFileSync(node, ['-e', code, modules], { encoding: 'utf8' })).toBe('loads\n');
    return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  }
});
