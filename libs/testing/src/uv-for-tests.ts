import { execFileSync } from 'node:child_process';

/**
 * The uv that tests of it use: what `PACKYARD_TEST_UV` names, else the one on the PATH. Tests fetch none, for they reach
 * nothing but this machine: where there is none, what needs it is skipped, and the reason is printed.
 */
export function uvForTests(): string | undefined {
  const program = process.env['PACKYARD_TEST_UV'] ?? 'uv';
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return program;
  } catch {
    process.stderr.write(
      `Skipped: what needs uv. Install it, or name it in PACKYARD_TEST_UV. ${program} can't be run.\n`,
    );
    return undefined;
  }
}
