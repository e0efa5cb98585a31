import { existsSync, readFileSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { aPack } from '@packyard/testing';
import { ActionHarness } from './support/action-harness';
import { PackInParts } from './support/git-parts';
import { startUntrustedServer } from './support/untrusted-server';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

describe('what each parameter of core.download_packs and core.get_pack_dependencies does', () => {
  const fixture = new TestFixture();
  let service: Service;
  let count = 0;
  const actions = new ActionHarness(() => service);
  const newFolder = () => fixture.path(`to-${(count += 1)}`);

  beforeAll(async () => {
    service = await fixture.start();
  });

  it('core.download_packs · packs: each of them is fetched, whatever becomes of the others', async () => {
    const packs = [aPack('one').writeTo(fixture.path('one')), fixture.path('missing'), 'no place'];
    const { downloaded_packs, failed_packs, ...counts } = await actions.download({
      packs,
      destination_dir: newFolder(),
    });
    expect(downloaded_packs.map(({ pack_ref }) => pack_ref)).toEqual(['one']);
    expect(failed_packs.map(({ source }) => source)).toEqual([fixture.path('missing'), 'no place']);
    expect(counts).toEqual({ total_count: 3, success_count: 1, failure_count: 2 });
  });

  it('core.download_packs · destination_dir: that is where packs lie, each with a link of its name', async () => {
    const destination_dir = newFolder();
    const packs = [aPack('placed').writeTo(fixture.path('placed'))];
    const { downloaded_packs } = await actions.download({ packs, destination_dir });
    expect(downloaded_packs[0]?.pack_path).toMatch(new RegExp(`^${destination_dir}/pack-0-\\d+$`));
    expect(readFileSync(`${destination_dir}/placed/pack.yaml`, 'utf8')).toContain('ref: placed');
    expect(readdirSync(destination_dir)).toHaveLength(2);
  });

  it('core.download_packs · destination_dir: is refused outside of what requests may write to', async () => {
    const packs = [fixture.path('placed')];
    symlinkSync('/usr', fixture.path('way-out'));
    for (const destination_dir of ['/usr/packs', fixture.path('way-out/packs'), fixture.path('home/store')]) {
      const execution = await actions.run('core.download_packs', { packs, destination_dir });
      expect(ActionHarness.codes(execution)).toEqual(['DESTINATION_INVALID']);
      expect(existsSync(`${destination_dir}/placed`)).toBe(false);
    }
    expect(await actions.problems('core.download_packs', { packs, destination_dir: 'relative' })).toEqual([
      'parameters.destination_dir',
    ]);
  });

  it('core.download_packs · destination_dir: what others put there stays as it is', async () => {
    const destination_dir = fixture.path('theirs');
    aPack('mine').writeTo(`${destination_dir}/mine`);
    const packs = [aPack('mine').version('2.0.0').writeTo(fixture.path('mine-2'))];
    const execution = await actions.run('core.download_packs', { packs, destination_dir });
    expect(execution.packs[0]?.warnings).toEqual([`${destination_dir}/mine is there already and was left as it is.`]);
    expect(readFileSync(`${destination_dir}/mine/pack.yaml`, 'utf8')).toContain('version: 1.0.0');
  });

  it('core.download_packs · registry_url: another index has another version', async () => {
    for (const version of ['1.0.0', '2.0.0']) {
      aPack('indexed')
        .version(version)
        .asTarball(fixture.path(`www/indexed-${version}.tgz`));
      const packs = [
        { ref: 'indexed', version, install_sources: [{ type: 'archive', url: `indexed-${version}.tgz` }] },
      ];
      writeFileSync(fixture.path(`www/index-${version}.json`), JSON.stringify({ packs }));
      const registry_url = `${fixture.files.url}/index-${version}.json`;
      const { downloaded_packs } = await actions.download({
        packs: ['indexed'],
        destination_dir: newFolder(),
        registry_url,
      });
      expect(downloaded_packs).toMatchObject([{ pack_version: version, source_type: 'registry' }]);
    }
  });

  it('core.download_packs · ref_spec: checks out the tag, not the default branch', async () => {
    const repository = aPack('tagged').asRepository(fixture.path('tagged.git'));
    const worktree = `${repository}.content`;
    aPack('tagged').version('2.0.0').writeTo(worktree);
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@e.org', ...args], { cwd: worktree, stdio: 'pipe' });
    git('commit', '--quiet', '--all', '--message=two');
    git('push', '--quiet', repository, 'trunk');
    const version = async (more: object) =>
      (await actions.download({ packs: [repository], destination_dir: newFolder(), ...more })).downloaded_packs[0]
        ?.pack_version;
    expect(await version({})).toBe('2.0.0');
    expect(await version({ ref_spec: 'v1.0.0' })).toBe('1.0.0');
  });

  it('core.download_packs · submodules, lfs: what else belongs to a git source is fetched, and each is told as it was asked for', async () => {
    const parts = await new PackInParts(fixture.path('parts')).publish('parts');
    const fetched = async (more: object, query = '') => {
      const destination_dir = newFolder();
      const packs = [`${parts.url}${query}`];
      const { downloaded_packs } = await actions.download({ packs, destination_dir, ...more });
      expect(downloaded_packs[0]?.source).toBe(packs[0]);
      const at = `${destination_dir}/parts`;
      return [existsSync(`${at}/library/library.txt`), readFileSync(`${at}/large.bin`, 'utf8') === parts.large];
    };
    expect(await fetched({})).toEqual([false, false]);
    expect(await fetched({ submodules: true })).toEqual([true, false]);
    expect(await fetched({ lfs: true }, '?submodules=1')).toEqual([true, true]);
    await parts.close();
  });

  it('core.download_packs · timeout: a source that never answers fails by then, and its siblings do not', async () => {
    const held = fixture.files.hold('/never.tgz');
    const packs = [`${fixture.files.url}/never.tgz`, fixture.path('one')];
    const execution = await actions.run('core.download_packs', { packs, destination_dir: newFolder(), timeout: 1 });
    held.letGo();
    expect(ActionHarness.codes(execution)).toEqual(['TIMED_OUT', undefined]);
    expect(execution.packs[0]?.error?.message).toContain('took longer than 1 seconds');
  });

  it('core.download_packs · verify_ssl: a certificate that nobody vouches for is refused unless it is false', async () => {
    const server = await startUntrustedServer(aPack('secure').asTarball(fixture.path('secure.tgz')));
    const packs = [`${server.url}/secure.tgz`];
    const strict = await actions.run('core.download_packs', { packs, destination_dir: newFolder() });
    const lenient = await actions.run('core.download_packs', {
      packs,
      destination_dir: newFolder(),
      verify_ssl: false,
    });
    await server.close();
    expect(ActionHarness.codes(strict)).toEqual(['SOURCE_FORBIDDEN']);
    expect(ActionHarness.codes(lenient)).toEqual([undefined]);
  });

  it('core.download_packs · api_url: is this service, and no other', async () => {
    const asked = { packs: [fixture.path('one')], destination_dir: newFolder() };
    await actions.download({ ...asked, api_url: 'http://localhost:8080' });
    await actions.download({ ...asked, api_url: service.url });
    expect(await actions.problems('core.download_packs', { ...asked, api_url: 'http://elsewhere.example' })).toEqual([
      'parameters.api_url',
    ]);
  });

  it('core.get_pack_dependencies · pack_paths: each folder is looked at, whatever is wrong with the others', async () => {
    await service.install([aPack('there').version('1.4.0').writeTo(fixture.path('there'))]);
    const asking = aPack('asking')
      .requiring('core')
      .requiring('there', '^1')
      .requiring('there-not', '>=2')
      .withPython('x');
    const paths = [asking.writeTo(fixture.path('asking')), fixture.path('nowhere'), 'https://no.path'];
    const { result } = await actions.run('core.get_pack_dependencies', { pack_paths: paths });
    const dependency = (pack_ref: string, version_spec: string, already_installed: boolean) => ({
      pack_ref,
      version_spec,
      required_by: 'asking',
      already_installed,
    });
    expect(result).toEqual({
      dependencies: [
        dependency('core', '*', true),
        dependency('there', '^1', true),
        dependency('there-not', '>=2', false),
      ],
      runtime_requirements: {
        asking: {
          pack_ref: 'asking',
          python: { version: '3.11', requirements_file: fixture.path('asking/requirements.txt') },
        },
      },
      missing_dependencies: [dependency('there-not', '>=2', false)],
      analyzed_packs: [
        { pack_ref: 'asking', pack_path: fixture.path('asking'), has_dependencies: true, dependency_count: 3 },
      ],
      errors: [
        { pack_path: fixture.path('nowhere'), error: expect.stringContaining(fixture.path('nowhere')) },
        { pack_path: 'https://no.path', error: "'https://no.path' is no path of a folder." },
      ],
    });
    const installed = await actions.run('core.get_pack_dependencies', { pack_paths: ['there'] });
    expect(installed.result).toMatchObject({ analyzed_packs: [{ pack_ref: 'there' }], errors: [] });
  });

  it('core.get_pack_dependencies · skip_validation: a manifest without a version is put up with', async () => {
    const folder = aPack('versionless').requiring('core').writeTo(fixture.path('versionless'));
    writeFileSync(`${folder}/pack.yaml`, readFileSync(`${folder}/pack.yaml`, 'utf8').replace(/^version.*\n/m, ''));
    const strict = await actions.run('core.get_pack_dependencies', { pack_paths: [folder] });
    expect(strict.result).toMatchObject({
      analyzed_packs: [],
      errors: [{ error: expect.stringContaining("'version' is missing") }],
    });
    const lenient = await actions.run('core.get_pack_dependencies', { pack_paths: [folder], skip_validation: true });
    expect(lenient.result).toMatchObject({
      analyzed_packs: [{ pack_ref: 'versionless', dependency_count: 1 }],
      errors: [],
    });
  });

  it('core.get_pack_dependencies · api_url: is this service, and no other', async () => {
    const asked = { pack_paths: [fixture.path('asking')], api_url: 'https://elsewhere.example:8080' };
    expect(await actions.problems('core.get_pack_dependencies', asked)).toEqual(['parameters.api_url']);
    await actions.run('core.get_pack_dependencies', { ...asked, api_url: 'http://localhost:8080' });
  });

  it('leaves nothing of a single action in the staging area, and links only what is its own', () => {
    expect(readlinkSync(`${fixture.path('to-1')}/one`)).toMatch(/^pack-0-\d+$/);
  });
});
