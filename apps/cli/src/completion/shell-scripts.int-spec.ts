import { spawnSync } from 'node:child_process';
import { makeProgram } from '../program';
import { completionScript, type Shell } from './shell-scripts';
import { placesOf } from './completion-places';

const places = placesOf(makeProgram('1.0.0', () => undefined));

/** What a shell offers behind the words; the last one is being written. */
const ASK: Record<'bash' | 'fish', string> = {
  bash: 'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _packyard; printf "%s\\n" "${COMPREPLY[@]}"',
  fish: 'complete -C "$argv" | string replace -r "\\t.*" ""',
};

function offered(shell: 'bash' | 'fish', words: readonly string[]): string[] {
  const script = `${completionScript(shell, places)}\n${ASK[shell]}`;
  const name = shell === 'bash' ? ['packyard'] : [];
  const { stdout, stderr } = spawnSync(shell, ['-c', script, ...name, 'packyard', ...words], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

const hasShell = (shell: Shell) => spawnSync(shell, ['-c', 'exit 0']).status === 0;

describe('completion', () => {
  for (const shell of ['bash', 'fish'] as const) {
    if (!hasShell(shell)) continue;
    it(`offers commands, their commands and their options in ${shell}`, () => {
      expect(offered(shell, ['outd'])).toEqual(['outdated']);
      expect(offered(shell, ['pack', 'en'])).toEqual(['enable']);
      expect(offered(shell, ['registry', 'add', '--na'])).toEqual(['--name']);
      expect(offered(shell, ['pack', 'enable', 'slack', '--fo'])).toEqual(['--force']);
      expect(offered(shell, ['pack', 'list', '--prof'])).toEqual(['--profile']);
    });
  }

  it('is a script that zsh can read', () => {
    if (!hasShell('zsh')) return;
    const { status, stderr } = spawnSync('zsh', ['-n', '-c', completionScript('zsh', places)], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('knows every command, and lets no description end a word', () => {
    const paths = places.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['', 'install', 'pack enable', 'execution logs', 'auth token create']),
    );
    const script = completionScript('bash', [{ path: "it's", words: [{ word: '$(id)', description: '' }] }]);
    const check = spawnSync('bash', ['-c', `${script}\n_packyard_words "it's"`], { encoding: 'utf8' });
    expect(check.stdout).toBe('$(id)\n');
  });
});
