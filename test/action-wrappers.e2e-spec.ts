import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DownloadPacksOutput } from '@packyard/contracts';
import { aPack } from '@packyard/testing';
import * as expected from './support/attune-outputs';
import { slackPack } from './support/slack-pack';
import { AttuneFixture } from './support/attune-fixture';

const WRAPPER = join(__dirname, 'support/action-wrapper.sh');
const ACTIONS = ['download_packs', 'get_pack_dependencies', 'build_pack_envs', 'register_packs'] as const;
type Name = (typeof ACTIONS)[number];

/** Packyard behind scripts that were written for Attune: lines of `key='value'` in, one request, its data out. */
describe('action scripts of Attune', () => {
  const fixture = new AttuneFixture();

  describe('with real packs, one action after the other', () => {
    let paths: string[];

    it('download', async () => {
      slackPack().asTarball(fixture.path('www/slack.tgz'));
      const sources = ['slack@1.0.0', `${fixture.git.url}/attune/pack-slack.git`, `${fixture.files.url}/slack.tgz`];
      const folder = fixture.path('a folder with spaces');
      const ran = await wrapper('download_packs', {
        packs: JSON.stringify([...sources, '/nowhere/at/all']),
        destination_dir: folder,
        ref_spec: 'v1.0.0',
        verify_ssl: 'yes',
      });
      const { commit } = fixture;
      const found = { pack_ref: 'slack', pack_version: '1.0.0', checksum: expected.A_CHECKSUM };
      const landed = (position: number) => ({ pack_path: expected.aDownloadIn(folder, position), ...found });
      expect(ran).toEqual({
        code: 0,
        output: {
          downloaded_packs: [
            { source: sources[0], source_type: 'registry', git_commit: commit, ...landed(0) },
            { source: sources[1], source_type: 'git', git_commit: commit, ...landed(1) },
            { source: sources[2], source_type: 'archive', git_commit: null, ...landed(2) },
          ],
          failed_packs: [{ source: '/nowhere/at/all', error: expect.stringContaining('/nowhere/at/all') }],
          total_count: 4,
          success_count: 3,
          failure_count: 1,
        },
      });
      paths = (ran.output as DownloadPacksOutput).downloaded_packs.map(({ pack_path }) => pack_path).slice(0, 1);
    });

    it('dependencies', async () => {
      const ran = await wrapper('get_pack_dependencies', { pack_paths: JSON.stringify(paths) });
      expect(ran).toEqual({ code: 0, output: expected.dependenciesOfSlack(paths[0]!) });
    });

    it('build-envs, with every documented default sent along', async () => {
      const ran = await wrapper('build_pack_envs', { pack_paths: JSON.stringify(paths), skip_nodejs: 'True' });
      expect(ran).toEqual({ code: 0, output: expected.environmentsOfSlack(paths[0]!) });
      expect(existsSync(`${paths[0] ?? ''}/virtualenv/bin/python`)).toBe(true);
    });

    it('register-batch, into the folder of the service although Attune has another', async () => {
      const ran = await wrapper('register_packs', { pack_paths: JSON.stringify(paths) });
      expect(ran).toEqual({ code: 0, output: expected.registrationOfSlack(fixture.packsFolder) });
      expect((await fixture.service.pack('slack'))?.version).toBe('1.0.0');
    });

    it('register-batch, with a pack that fails beside one that does not', async () => {
      const broken = aPack('broken')
        .withFile('tests/test_it.sh', '#!/bin/sh\nexit 1\n')
        .writeTo(fixture.path('broken'));
      const { code, output } = await wrapper('register_packs', { pack_paths: JSON.stringify([broken, ...paths]) });
      const done = expected.registrationOfSlack(fixture.packsFolder);
      const error = expect.stringContaining('its tests did not pass');
      expect([code, output]).toEqual([
        0,
        {
          ...done,
          failed_packs: [{ pack_ref: 'broken', pack_path: broken, error, error_stage: 'testing' }],
          summary: { ...done.summary, total_packs: 2, failure_count: 1 },
        },
      ]);
    });
  });

  it('answers an empty list of packs with an empty output', async () => {
    expect(await wrapper('register_packs', { pack_paths: '[]' })).toEqual({
      code: 0,
      output: {
        registered_packs: [],
        failed_packs: [],
        summary: { total_packs: 0, success_count: 0, failure_count: 0, total_components: 0, duration_ms: 0 },
      },
    });
  });

  describe.each(ACTIONS)('%s', (name) => {
    const packs = (list: string) => ({ packs: list, pack_paths: list, destination_dir: fixture.path('downloads') });
    const failure = (error: unknown) => ({ code: 1, output: expected.fatalOutputs('api', error)[name] });

    it('says which input is missing, without asking anybody', async () => {
      const error = name === 'download_packs' ? 'destination_dir is required' : 'No pack paths provided';
      const missing = { code: 1, output: expected.fatalOutputs('input', error)[name] };
      expect(await wrapper(name, { api_url: 'http://127.0.0.1:1' })).toEqual(missing);
      const lastLine = name === 'download_packs' ? 'destination_dir=/a' : `pack_paths='["/a"]'`;
      expect(await feed(name, lastLine)).toEqual(missing);
    });

    it('reports a token that is wrong, or none', async () => {
      const wrong = failure('API call failed (HTTP 401): Invalid authentication token');
      expect(await wrapper(name, { ...packs('["/a"]'), api_token: 'wrong' })).toEqual(wrong);
      const none = failure('API call failed (HTTP 401): Missing authentication token');
      expect(await wrapper(name, { ...packs('["/a"]'), api_token: '' })).toEqual(none);
    });

    it('reports that nobody answers', async () => {
      const error = 'API call failed (HTTP 000000): API request failed';
      expect(await wrapper(name, { ...packs('["/a"]'), api_url: 'http://127.0.0.1:1' })).toEqual(failure(error));
    });

    it('reports what the API refuses, and why', async () => {
      const list = name === 'download_packs' ? 'packs' : 'pack_paths';
      const illTyped = `API call failed (HTTP 400): The request can't be understood: parameters.${list}.0: Invalid input: expected string, received number`;
      expect(await wrapper(name, packs('[1]'))).toEqual(failure(illTyped));
      const noJson = expect.stringMatching(/^API call failed \(HTTP 400\): .*The body is no JSON/);
      expect(await wrapper(name, packs('["/a"'))).toEqual(failure(noJson));
    });
  });

  /** As a worker of Attune writes the parameters. */
  function wrapper(name: Name, parameters: Record<string, string>) {
    const all = { api_url: fixture.service.url, api_token: fixture.service.token, ...parameters };
    const lines = Object.entries(all).map(([key, value]) => `${key}='${value.replaceAll("'", String.raw`'\''`)}'\n`);
    return feed(name, lines.sort().join(''));
  }

  function feed(name: Name, text: string): Promise<{ code: number | null; output: unknown }> {
    const child = spawn('sh', [WRAPPER, name], { env: { PATH: process.env['PATH'], TMPDIR: fixture.folder } });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stdin.end(text);
    return new Promise((done) => child.once('close', (code) => done({ code, output: JSON.parse(stdout) as unknown })));
  }
});
