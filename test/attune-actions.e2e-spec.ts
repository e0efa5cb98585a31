import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DownloadPacksOutput, ExecutionView } from '@packyard/contracts';
import { aPack } from '@packyard/testing';
import * as printed from './support/attune-examples';
import { startUntrustedServer } from './support/untrusted-server';
import * as expected from './support/attune-outputs';
import { slackPack } from './support/slack-pack';
import { GIT_TOKEN, AttuneFixture } from './support/attune-fixture';

const { failedDownload, registrationOfSlack, wholeExecution } = expected;
const CORE = resolve(__dirname, '../packs/core');
const SLACK = `--param pack_paths='["/tmp/attune-packs/slack"]'`;

/** Section by section what the document says, its examples typed as they are printed there. */
describe('Pack Installation Actions', () => {
  const fixture = new AttuneFixture();
  const slack = () => fixture.path('attune-packs/slack');
  const type = (...given: Parameters<typeof fixture.driver.type>) => fixture.driver.type(...given);
  const execute = (example: string) => fixture.driver.execute(example);
  const executeAsJson = (example: string) => fixture.driver.executeAsJson(example);
  const download = (sources: string) =>
    `attune action execute core.download_packs --param packs='${sources}' --param destination_dir=/tmp/attune-packs`;
  const downloadOfSlack = (source: string, sourceType: 'git' | 'registry' = 'git', folder = fixture.downloads) =>
    expected.downloadOf('slack', {
      source: fixture.driver.translate(source),
      source_type: sourceType,
      pack_path: expected.aDownloadIn(folder),
      git_commit: fixture.commit,
    });

  describe('1. core.download_packs', () => {
    it('downloads from git, by command line', async () => {
      const output = downloadOfSlack('https://github.com/attune/pack-slack.git');
      const source = `${fixture.git.url}/attune/pack-slack.git`;
      const asked = { packs: [source], destination_dir: fixture.downloads, ref_spec: 'v1.0.0' };
      expect(await execute(printed.DOWNLOAD_FROM_GIT)).toEqual({ code: 0, output });
      expect(await executeAsJson(printed.DOWNLOAD_FROM_GIT)).toEqual(
        wholeExecution('core.download_packs', {
          config: { ...asked, timeout: 300, verify_ssl: true },
          pack: { source: `${source}#v1.0.0`, source_type: 'git', git_commit: fixture.commit },
          output,
        }),
      );
    });

    it('downloads a registry reference, via API', async () => {
      const { stdout } = await type(printed.DOWNLOAD_VIA_API);
      const { result } = await fixture.service.ended((JSON.parse(stdout) as { data: ExecutionView }).data.id);
      expect(result).toEqual(downloadOfSlack('slack@1.0.0', 'registry'));
      expect(realpathSync(slack())).toBe((result as DownloadPacksOutput).downloaded_packs[0]!.pack_path);
    });
  });

  describe('2. core.get_pack_dependencies', () => {
    it('tells what the pack asks for', async () => {
      const output = expected.dependenciesOfSlack(slack());
      const config = { pack_paths: [slack()], skip_validation: false };
      expect(await execute(printed.GET_DEPENDENCIES)).toEqual({ code: 0, output });
      expect(await executeAsJson(printed.GET_DEPENDENCIES)).toEqual(
        wholeExecution('core.get_pack_dependencies', { config, output }),
      );
    });

    it('lets a script check for missing dependencies', async () => {
      const example = printed.CHECK_FOR_MISSING;
      expect(await type(example)).toEqual({ code: 0, stdout: '', stderr: '' });
      aPack('needy').requiring('absent', '^2').writeTo(fixture.path('attune-packs/needy'));
      const stdout = 'Missing dependencies detected\n';
      expect(await type(example.replace('slack', 'needy'))).toEqual({ code: 0, stdout, stderr: '' });
    });
  });

  const pack = { chosen_because: 'the request asks for it' };

  describe('3. core.build_pack_envs', () => {
    it('builds the Python environment only, and builds it again when forced to', async () => {
      const output = expected.environmentsOfSlack(slack());
      const skipped = { skip_nodejs: true, skip_python: false };
      const config = { pack_paths: [slack()], ...skipped, force_rebuild: false, timeout: 600 };
      expect(await executeAsJson(printed.BUILD_PYTHON_ONLY)).toEqual(
        wholeExecution('core.build_pack_envs', { config, output, pack }),
      );
      const former = realpathSync(`${slack()}/virtualenv`);
      expect(await execute(printed.FORCE_REBUILD)).toEqual({ code: 0, output });
      expect(realpathSync(`${slack()}/virtualenv`)).not.toBe(former);
    });
  });

  describe('4. core.register_packs', () => {
    it('registers with authentication', async () => {
      const chosen = { skip_validation: false, skip_tests: false, force: false, api_token: '***' };
      const config = { pack_paths: [slack()], ...chosen };
      const output = registrationOfSlack(fixture.packsFolder);
      expect(await executeAsJson(printed.REGISTER_WITH_TOKEN)).toEqual(
        wholeExecution('core.register_packs', { config, output, pack }),
      );
    });

    it('registers by force, replacing what exists, and without tests', async () => {
      slackPack().withFile('README.md', 'Mended.').writeTo(slack());
      const output = registrationOfSlack(fixture.packsFolder, null);
      expect(await execute(printed.FORCE_REGISTRATION)).toEqual({ code: 0, output });
      expect(existsSync(`${fixture.packsFolder}/slack/README.md`)).toBe(true);
    });
  });

  describe('Workflow Integration', () => {
    it('does it all with core.install_packs', async () => {
      const example = `attune action execute core.install_packs --param packs='["slack@1.0.0"]' --param force=true`;
      expect(await execute(example)).toEqual({ code: 0, output: expected.installationOfSlack(fixture.packsFolder) });
    });

    it('hands the paths of the first action to the other three', async () => {
      const folder = fixture.path('temp_dir');
      const step = async (action: string, input: string) =>
        (await executeAsJson(`attune action execute ${action} --param ${input}`)).output;
      const downloaded = await step('core.download_packs', `packs='["slack@1.0.0"]' --param destination_dir=${folder}`);
      expect(downloaded).toEqual(downloadOfSlack('slack@1.0.0', 'registry', folder));
      const [path = ''] = (downloaded as DownloadPacksOutput).downloaded_packs.map(({ pack_path }) => pack_path);
      const input = `pack_paths='["${path}"]'`;
      expect(await step('core.get_pack_dependencies', input)).toEqual(expected.dependenciesOfSlack(path));
      expect(await step('core.build_pack_envs', input)).toEqual(expected.environmentsOfSlack(path));
      expect(await step('core.register_packs', input)).toEqual(registrationOfSlack(fixture.packsFolder));
    });
  });

  describe('Error Handling', () => {
    it('returns validation errors in the lists for them', async () => {
      mkdirSync(fixture.path('empty'));
      const [empty, gone] = [fixture.path('empty'), fixture.path('gone')];
      const noPack = { error: expect.stringContaining('pack.yaml') };
      const errors = { [empty]: noPack, [gone]: { error: expect.stringContaining(gone) } };
      const failure = (action: string) =>
        execute(`attune action execute ${action} --param pack_paths='["${empty}", "${gone}"]'`);
      const analysis = { code: 1, output: expected.failedAnalyses(errors) };
      expect(await failure('core.get_pack_dependencies')).toEqual(analysis);
      expect(await failure('core.build_pack_envs')).toEqual({ code: 1, output: expected.failedBuilds(errors) });
      expect(await failure('core.register_packs')).toEqual({ code: 1, output: expected.failedRegistrations(errors) });
    });

    it('goes on with the other packs when one fails', async () => {
      const failed = failedDownload(`${fixture.git.url}/invalid/repo.git`, expect.stringContaining('answered 404'));
      const done = downloadOfSlack('slack', 'registry').downloaded_packs;
      done[0]!.pack_path = expected.aDownloadIn(fixture.downloads, 1);
      expect(await execute(download('["https://github.com/invalid/repo.git", "slack"]'))).toEqual({
        code: 1,
        output: { ...failed, downloaded_packs: done, total_count: 2, success_count: 1 },
      });
    });

    it('ends with a code and the least JSON when it can not begin', async () => {
      const missing = expected.fatalOutputs('input', 'No pack paths provided');
      for (const name of ['get_pack_dependencies', 'build_pack_envs', 'register_packs'] as const)
        expect(await fixture.driver.run(name)).toEqual({ code: 1, output: missing[name] });
      const output = expected.fatalOutputs('input', 'destination_dir is required').download_packs;
      expect(await fixture.driver.run('download_packs')).toEqual({ code: 1, output });
    });

    it('respects the timeout', async () => {
      const gate = fixture.files.hold('/hangs.tgz');
      const executed = await execute(`${download('["https://registry.attune.io/hangs.tgz"]')} --param timeout=1`);
      gate.letGo();
      const output = failedDownload(`${fixture.files.url}/hangs.tgz`, expect.stringContaining('1 seconds'));
      expect(executed).toEqual({ code: 1, output });
    });

    it('answers the example', async () => {
      const output = failedDownload(`${fixture.git.url}/invalid/repo.git`, expect.stringContaining('answered 404'));
      expect(await execute(download('["https://github.com/invalid/repo.git"]'))).toEqual({ code: 1, output });
    });
  });

  describe('Testing', () => {
    it('has a test suite, which covers all that the document names', async () => {
      // Against the real service where that makes a difference, and with its packs below the folders that may be named.
      const environment = { ATTUNE_API_URL: fixture.service.url, TMPDIR: fixture.folder };
      const { code, stdout } = await type(printed.RUN_TESTS, { cwd: resolve(CORE, '../..'), environment });
      expect([code, stdout]).toEqual([0, expect.stringMatching(/\n\d+ passed, 0 failed\n$/)]);
      for (const name of ['Input validation', 'JSON output', 'Invalid paths', 'Edge cases', 'Timeouts', 'The API'])
        expect(stdout).toContain(`\n${name}`);
    });
  });

  describe('Implementation Details', () => {
    it('has an implementation and a schema of every action', () => {
      const actions = ['download_packs', 'get_pack_dependencies', 'build_pack_envs', 'register_packs'];
      const files = actions.flatMap((name) => [`${name}.sh`, `${name}.yaml`]);
      expect(readdirSync(`${CORE}/actions`)).toEqual(expect.arrayContaining(files));
    });
  });

  describe('Environment Variables', () => {
    it('are where the parameters come from, the token included', async () => {
      const run = (variables: string) => fixture.driver.run('download_packs', {}, variables);
      const error = expect.stringMatching(/^API call failed \(HTTP 401\): Invalid authentication token/);
      const refused = { code: 1, output: expected.fatalOutputs('api', error).download_packs };
      expect(await run(printed.VARIABLES)).toEqual(refused);
      const output = downloadOfSlack('slack@1.0.0', 'registry', fixture.path('packs'));
      expect(await run(printed.VARIABLES.replace('secret-token', '$TOKEN'))).toEqual({ code: 0, output });
    });
  });

  describe('Output Format', () => {
    it('is JSON on standard output, and logs on standard error', async () => {
      symlinkSync(`${CORE}/actions/download_packs.sh`, `${fixture.driver.folder}/download_packs.sh`);
      const variables = printed.VARIABLES.replace('secret-token', '$TOKEN');
      const { code, stdout } = await type(`${variables}${printed.DEBUG_AND_PARSE}echo "success_count=$success_count"`);
      expect([code, stdout]).toEqual([0, expect.stringMatching(/\nsuccess_count=1\n$/)]);
      const debugLog = readFileSync(`${fixture.driver.folder}/debug.log`, 'utf8');
      expect(debugLog).toMatch(/^core\.download_packs: http:\S+ does it\n\{\n {2}"downloaded_packs"/);
    });
  });

  describe('Best Practices', () => {
    it('lets downloads be removed after registration', () => {
      rmSync(fixture.downloads, { recursive: true });
      const python = `${fixture.packsFolder}/slack/virtualenv/bin/python`;
      const said = execFileSync(python, ['-c', 'import sunrise; print(sunrise.greet("you"))'], { encoding: 'utf8' });
      expect(said).toBe('Good morning, you!\n');
    });

    it('verifies certificates unless that is disabled', async () => {
      const server = await startUntrustedServer(aPack('sealed').asTarball(fixture.path('sealed.tgz')));
      const source = `${server.url}/sealed.tgz`;
      const refused = await execute(download(`["${source}"]`));
      const trusted = await execute(`${download(`["${source}"]`)} --param verify_ssl=false`);
      await server.close();
      expect(refused).toEqual({ code: 1, output: failedDownload(source, expect.stringMatching(/certificate/)) });
      const pack_path = expected.aDownloadIn(fixture.downloads);
      const output = expected.downloadOf('sealed', { source, source_type: 'archive', pack_path, git_commit: null });
      expect(trusted).toEqual({ code: 0, output });
    });
  });

  describe('Troubleshooting', () => {
    it('Git clone fails with authentication error', async () => {
      const source = `${fixture.privateGit.url}/attune/pack-slack.git`;
      const output = failedDownload(source, expect.stringMatching(/answered 401/));
      expect(await execute(download(`["${source}"]`))).toEqual({ code: 1, output });
      const example = download(`'"$packs"'`);
      const bySsh = { code: 0, output: downloadOfSlack('git@github.com:attune/pack-slack.git') };
      expect(await execute(`${printed.PACKS_BY_SSH}${example}`)).toEqual(bySsh);
      const withToken = { code: 0, output: downloadOfSlack(source) };
      expect(await execute(`${printed.PACKS_WITH_TOKEN}${example}`)).toEqual(withToken);
    });

    it('Python virtualenv creation fails', async () => {
      const error = expect.stringMatching(/^The pack needs Python ~3\.99, but this worker has /);
      const output = expected.failedBuilds({ [slack()]: { error, runtime: 'python', ref: 'slack' } });
      const example = `attune action execute core.build_pack_envs ${SLACK} --param python_version=3.99`;
      expect(await execute(example)).toEqual({ code: 1, output });
    });

    it('Registry lookup fails', async () => {
      const output = failedDownload('absent', expect.stringContaining('absent'));
      expect(await execute(download('["absent"]'))).toEqual({ code: 1, output });
      expect((await type(printed.CHECK_REGISTRY)).stdout).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    });

    it('API registration fails with 401 Unauthorized', async () => {
      const wrong = await type(`attune action execute core.register_packs ${SLACK} --param api_token=wrong`);
      expect([wrong.code, wrong.stderr]).toEqual([
        4,
        expect.stringMatching(/Invalid authentication token \(the token came from the parameter api_token\)/),
      ]);
      const paths = { ATTUNE_ACTION_PACK_PATHS: '["/tmp/attune-packs/slack"]' };
      const error = expect.stringMatching(/^API call failed \(HTTP 401\)/);
      expect(await fixture.driver.run('register_packs', { ...paths, ATTUNE_ACTION_API_TOKEN: 'wrong' })).toEqual({
        code: 1,
        output: expected.fatalOutputs('api', error).register_packs,
      });
      const output = registrationOfSlack(fixture.packsFolder);
      expect(await fixture.driver.run('register_packs', paths, printed.EXPORT_TOKEN)).toEqual({ code: 0, output });
    });

    it('Timeout during npm install', async () => {
      const gate = fixture.files.hold('/npm/');
      const dependencies = JSON.stringify({ name: 'stuck', dependencies: { forever: '1.0.0' } });
      const stuck = aPack('stuck').withFile('package.json', dependencies).writeTo(fixture.path('stuck'));
      const build = 'attune action execute core.build_pack_envs';
      const executed = await execute(`${build} --param pack_paths='["${stuck}"]' --param timeout=1`);
      gate.letGo();
      const failed = { error: expect.stringContaining('1 seconds'), runtime: 'nodejs', ref: 'stuck' };
      expect(executed).toEqual({ code: 1, output: expected.failedBuilds({ [stuck]: failed }) });
      const output = expected.environmentsOfSlack(slack());
      expect(await execute(`${build} ${SLACK} ${printed.MORE_TIME}`)).toEqual({ code: 0, output });
    });

    it('says no token to anybody', () => {
      const said = [...fixture.driver.said, ...fixture.service.log].join('\n');
      expect(said.includes(GIT_TOKEN) || said.includes(fixture.service.token)).toBe(false);
    });
  });
});
