import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LimitsConfig } from '@packyard/config';
import { childEnvironment } from '@packyard/sandbox';
import { temporaryFolder } from '@packyard/testing';
import { logInBySsh } from './lfs-login';

describe('what a server says to git-lfs-authenticate', () => {
  const folder = temporaryFolder();
  /** `script` stands for ssh. */
  const logIn = (url: string, script: string) =>
    logInBySsh({
      url,
      worktree: folder,
      scratchFolder: folder,
      environment: { ...childEnvironment({ HOME: folder }), GIT_SSH_COMMAND: `sh -c '${script}' ssh` },
      limits: LimitsConfig.parse({}),
      signal: AbortSignal.timeout(60_000),
    });
  const login = JSON.stringify({ href: 'https://lfs.example/x', header: { a: 'b' } });

  it.each([
    ['ssh://git@h.example:2222/x.git', "-p 2222 -- git@h.example git-lfs-authenticate '/x.git' download"],
    ['git@h.example:x.git', "-- git@h.example git-lfs-authenticate 'x.git' download"],
  ])('is where its files are: %s', async (url, asked) => {
    const [file, written] = [join(folder, 'asked'), join(folder, 'login')];
    writeFileSync(written, login);
    const { url: place, headers, hostAccessAt } = await logIn(url, `echo "$*" > ${file}; cat ${written}`);
    expect({ place: place.bare, headers, hostAccessAt }).toEqual({
      place: 'https://lfs.example/x',
      headers: { a: 'b' },
      hostAccessAt: 'https://h.example',
    });
    expect(readFileSync(file, 'utf8').trim()).toBe(asked);
  });

  it('is read no further than a place is long', async () => {
    await expect(logIn('ssh://git@h.example/x.git', 'exec yes')).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it.each([
    'echo "bash: git-lfs-authenticate: command not found" >&2; exit 127',
    'echo "fatal: unrecognized command git-lfs-authenticate" >&2; exit 128',
  ])('may be that it has none, which is no typing error: %s', async (script) => {
    await expect(logIn('ssh://git@h.example/x.git', script)).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
      message: expect.stringContaining('has no Git LFS over ssh'),
      hint: expect.stringContaining('https URL'),
    });
  });

  it('is not asked over git://', async () => {
    const file = join(folder, 'called');
    await expect(logIn('git://h.example/x.git', `: > ${file}`)).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
    expect(existsSync(file)).toBe(false);
  });
});
