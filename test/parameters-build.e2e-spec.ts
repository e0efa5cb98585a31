import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readlinkSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { aPack, eventually, nodejsOnPath } from '@packyard/testing';
import { ActionHarness } from './support/action-harness';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const MIB = 2 ** 20;

describe('what each parameter of core.build_pack_envs does', () => {
  const fixture = new TestFixture();
  let service: Service;
  let count = 0;
  const actions = new ActionHarness(() => service);

  beforeAll(async () => {
    service = await fixture.start();
    fixture.addToIndex();
  });

  /** Needs both runtimes; its Node.js dependency lies in the pack itself. */
  function aPackFolder(ref: string): string {
    return aPack(ref)
      .withPython('sunrise==1.0.0')
      .withFile('package.json', JSON.stringify({ name: ref, dependencies: { tiny: 'file:./tiny' } }))
      .withFile('tiny/package.json', JSON.stringify({ name: 'tiny', version: '1.0.0', main: 'index.js' }))
      .withFile('tiny/index.js', 'module.exports = 42;\n')
      .writeTo(fixture.path(`${ref}-${(count += 1)}`));
  }

  it('core.build_pack_envs · pack_paths: each folder gets the environments that it asks for', async () => {
    const both = aPackFolder('both');
    const none = aPack('none').writeTo(fixture.path('none'));
    const output = await actions.build({ pack_paths: [both, none, fixture.path('nothing')] });
    expect(output).toEqual({
      built_environments: [
        {
          pack_ref: 'both',
          pack_path: both,
          environments: {
            python: {
              virtualenv_path: `${both}/virtualenv`,
              requirements_installed: true,
              package_count: 1,
              python_version: expect.stringMatching(/^3\.\d+\.\d+/),
            },
            nodejs: {
              node_modules_path: `${both}/node_modules`,
              dependencies_installed: true,
              package_count: 1,
              nodejs_version: nodejsOnPath().version,
            },
          },
          duration_ms: expect.any(Number),
        },
        { pack_ref: 'none', pack_path: none, environments: {}, duration_ms: 0 },
      ],
      failed_environments: [
        {
          pack_ref: 'unknown',
          pack_path: fixture.path('nothing'),
          runtime: 'unknown',
          error: expect.stringContaining(fixture.path('nothing')),
        },
      ],
      summary: {
        total_packs: 3,
        success_count: 2,
        failure_count: 1,
        python_envs_built: 1,
        nodejs_envs_built: 1,
        total_duration_ms: expect.any(Number),
      },
    });
    const greet = ['-c', 'import sunrise; print(sunrise.greet("you"))'];
    expect(execFileSync(`${both}/virtualenv/bin/python`, greet, { encoding: 'utf8' })).toBe('Good morning, you!\n');
    const answer = execFileSync('node', ['-p', 'require("tiny")'], { cwd: both, encoding: 'utf8' });
    expect(answer).toBe('42\n');
  });

  it('core.build_pack_envs · pack_paths: what it built is what register uses, and no other pack is touched', async () => {
    const folder = aPackFolder('handed-on');
    await actions.build({ pack_paths: [folder], skip_nodejs: true });
    expect((await actions.register({ pack_paths: [folder] })).failed_packs).toEqual([]);
    const installed = realpathSync(fixture.path('home/packs/handed-on/virtualenv'));
    expect(installed).toBe(realpathSync(`${folder}/virtualenv`));
  });

  it('core.build_pack_envs · packs_base_dir: relative paths are looked up below it', async () => {
    aPack('on-shelf').withPython('sunrise').writeTo(fixture.path('shelf/on-shelf'));
    const { built_environments } = await actions.build({
      pack_paths: ['on-shelf'],
      packs_base_dir: fixture.path('shelf'),
    });
    expect(built_environments).toMatchObject([{ pack_path: fixture.path('shelf/on-shelf') }]);
  });

  it('core.build_pack_envs · python_version: is demanded, and what is there is named when it is not', async () => {
    const pack_paths = [aPackFolder('pythonic')];
    const [, version = ''] = /^(\d+\.\d+)/.exec(await anyPython(pack_paths)) ?? [];
    const fitting = await actions.build({ pack_paths, skip_nodejs: true, python_version: version });
    expect(fitting.built_environments[0]?.environments.python?.python_version).toMatch(new RegExp(`^${version}\\.`));
    const { failed_environments } = await actions.build({ pack_paths, skip_nodejs: true, python_version: '2.6' });
    expect(failed_environments).toMatchObject([
      { runtime: 'python', error: expect.stringContaining('needs Python ~2.6') },
    ]);
  });

  it('core.build_pack_envs · nodejs_version: is demanded', async () => {
    const pack_paths = [aPackFolder('nodish')];
    const [major = ''] = nodejsOnPath().version.split('.');
    const fitting = await actions.build({ pack_paths, skip_python: true, nodejs_version: major });
    expect(fitting.built_environments[0]?.environments.nodejs?.nodejs_version).toBe(nodejsOnPath().version);
    const { failed_environments } = await actions.build({ pack_paths, skip_python: true, nodejs_version: '4' });
    expect(failed_environments).toMatchObject([
      { runtime: 'nodejs', error: expect.stringContaining('needs Node.js ~4') },
    ]);
  });

  it('core.build_pack_envs · skip_python: no virtualenv is made', async () => {
    const folder = aPackFolder('no-python');
    const { built_environments } = await actions.build({ pack_paths: [folder], skip_python: true });
    expect(Object.keys(built_environments[0]?.environments ?? {})).toEqual(['nodejs']);
    expect([existsSync(`${folder}/virtualenv`), existsSync(`${folder}/node_modules`)]).toEqual([false, true]);
  });

  it('core.build_pack_envs · skip_nodejs: no node_modules are made', async () => {
    const folder = aPackFolder('no-node');
    const { built_environments } = await actions.build({ pack_paths: [folder], skip_nodejs: true });
    expect(Object.keys(built_environments[0]?.environments ?? {})).toEqual(['python']);
    expect([existsSync(`${folder}/virtualenv`), existsSync(`${folder}/node_modules`)]).toEqual([true, false]);
  });

  it('core.build_pack_envs · force_rebuild: builds again what is built already, and otherwise nothing', async () => {
    const pack_paths = [aPackFolder('rebuilt')];
    const build = async (force_rebuild: boolean) => {
      await actions.build({ pack_paths, skip_nodejs: true, force_rebuild });
      return realpathSync(`${pack_paths[0] ?? ''}/virtualenv`);
    };
    const first = await build(false);
    expect(await build(false)).toBe(first);
    expect(await build(true)).not.toBe(first);
  });

  it('core.build_pack_envs · force_rebuild: replaces folders that others built, which are left alone without it, and no links of theirs', async () => {
    const folder = aPackFolder('theirs');
    mkdirSync(`${folder}/virtualenv/bin`, { recursive: true });
    writeFileSync(`${folder}/virtualenv/pyvenv.cfg`, 'home = /usr/bin');
    mkdirSync(fixture.path('their-modules'));
    symlinkSync(fixture.path('their-modules'), `${folder}/node_modules`);
    const refused = await actions.build({ pack_paths: [folder] });
    expect(refused.failed_environments.map(({ error }) => error)).toEqual([
      `${folder}/virtualenv exists already, and Packyard did not build it.`,
      `${folder}/node_modules exists already, and Packyard did not build it.`,
    ]);
    expect(readdirSync(`${folder}/virtualenv`)).toEqual(['bin', 'pyvenv.cfg']);
    // A link is none of ours unless we made it: what it leads to says nothing of who needs it.
    const forced = await actions.build({ pack_paths: [folder], force_rebuild: true });
    expect(forced.failed_environments.map(({ error }) => error)).toEqual([
      `${folder}/node_modules exists already, and Packyard did not build it.`,
    ]);
    expect(existsSync(`${folder}/virtualenv/bin/python`)).toBe(true);
    expect(readlinkSync(`${folder}/node_modules`)).toBe(fixture.path('their-modules'));
  });

  it('core.build_pack_envs · force_rebuild: never replaces a folder that is no environment', async () => {
    const folder = aPackFolder('no-environment');
    mkdirSync(`${folder}/virtualenv`);
    writeFileSync(`${folder}/virtualenv/notes`, 'theirs');
    const asked = { pack_paths: [folder], skip_nodejs: true, force_rebuild: true };
    expect((await actions.build(asked)).failed_environments.map(({ error }) => error)).toEqual([
      `${folder}/virtualenv exists already, and Packyard did not build it.`,
    ]);
    expect(readdirSync(`${folder}/virtualenv`)).toEqual(['notes']);
  });

  it('core.build_pack_envs · pack_paths: folders that are hidden get no links', async () => {
    const folder = aPack('hidden').withPython('sunrise').writeTo(fixture.path('.hidden/pack'));
    const { failed_environments } = await actions.build({ pack_paths: [folder] });
    expect(failed_environments.map(({ error }) => error)).toEqual([
      `The folder ${folder} is hidden or for modules of Node.js, or lies in one that is.`,
    ]);
    expect(existsSync(`${folder}/virtualenv`)).toBe(false);
  });

  it('core.build_pack_envs · timeout: a build that takes longer is stopped with all its processes', async () => {
    const held = fixture.files.hold('/simple/slowpoke/');
    const folder = aPack('slow').withPython('slowpoke').writeTo(fixture.path('slow'));
    const { failed_environments } = await actions.build({ pack_paths: [folder], timeout: 4 });
    expect(failed_environments).toMatchObject([
      { pack_ref: 'slow', runtime: 'python', error: expect.stringContaining('took longer than 4 seconds') },
    ]);
    await eventually(() => expect(held.waiting()).toBe(0));
    held.letGo();
    expect(existsSync(`${folder}/virtualenv`)).toBe(false);
  });

  it('core.build_pack_envs · pack_paths: a lock that takes longer to read than a lease holds is refused, with its task kept', async () => {
    const folder = aPack('long')
      .withFile('package.json', '{"name": "long", "version": "1.0.0", "dependencies": {"a": "1.0.0"}}')
      .withFile('pnpm-lock.yaml', `a: [${'a,'.repeat(8 * MIB - 4)}a]`)
      .writeTo(fixture.path('long'));
    const { id, packs } = await service.install([folder]);
    expect(packs[0]?.error).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringMatching(
        /^pnpm-lock\.yaml, of 16777\d{3} characters, takes .* to read\. Nothing was run\.$/,
      ),
      hint: expect.stringContaining('have its tool write pnpm-lock.yaml anew'),
    });
    const tasks = await fixture.database.query(
      `SELECT job_number AS "jobNumber", failures FROM task WHERE stage = 'build' AND execution_id = $1`,
      [id],
    );
    expect(tasks).toEqual([{ jobNumber: 1, failures: 0 }]);
  });

  async function anyPython(pack_paths: string[]): Promise<string> {
    const { built_environments } = await actions.build({ pack_paths, skip_nodejs: true });
    return built_environments[0]?.environments.python?.python_version ?? '';
  }
});
