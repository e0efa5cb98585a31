import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LimitsConfig } from '@packyard/config';
import { temporaryFolder } from '@packyard/testing';
import { gitEnvironment } from '../git-environment';
import { lfsBaseOf } from './lfs-base';

describe('where Git LFS answers by what a repository says itself', () => {
  const folder = temporaryFolder();
  const baseOf = (url: string) => {
    const place = mkdtempSync(join(folder, 'in-'));
    const [worktree, scratchFolder] = [join(place, 'tree'), join(place, 'scratch')];
    for (const made of [worktree, scratchFolder]) mkdirSync(made);
    writeFileSync(join(worktree, '.lfsconfig'), '[lfs]\n\turl = https://h.example/files\n');
    const environment = gitEnvironment({
      scratchFolder,
      worktree,
      protocols: [],
      verifySsl: true,
      stallSeconds: 30,
      configuration: { 'user.name': 't', 'user.email': 't@h.example' },
    });
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: worktree, env: environment, encoding: 'utf8' }).trim();
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message=one');
    const signal = AbortSignal.timeout(60_000);
    const repository = { url, worktree, scratchFolder, environment, limits: LimitsConfig.parse({}), signal };
    const route = { url, configuration: {}, environment: {} };
    return lfsBaseOf({ run: repository, route, commit: git('rev-parse', 'HEAD') });
  };

  it.each([
    ['ssh://git@h.example:2222/x.git', 'https://h.example'],
    ['git@h.example:x.git', 'https://h.example'],
    ['git://h.example/x.git', ''],
    ['GIT://h.example:9418/x.git', ''],
  ])(
    'gets what the operator has given for the host only where that is the one who says it: %s',
    async (url, origin) => {
      const { url: base, hostAccessAt } = await baseOf(url);
      expect({ base: base.bare, hostAccessAt }).toEqual({ base: 'https://h.example/files', hostAccessAt: origin });
    },
  );
});
