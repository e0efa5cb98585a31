import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { RememberedProgramAnswers } from './remembered-program-answers';

const folder = temporaryFolder();
let count = 0;

describe('answers of programs about themselves', () => {
  it('are asked for once, in whatever build', async () => {
    const { path, ask } = aProgram('1');
    expect([await ask(), await ask(), await ask()]).toEqual(['1', '1', '1']);
    expect(path.asked).toBe(1);
  });

  it('are asked for again when the program is another file', async () => {
    const { path, ask } = aProgram('1');
    await ask();
    path.write('22');
    expect([await ask(), await ask()]).toEqual(['22', '22']);
    expect(path.asked).toBe(2);
  });

  it('are asked for again when another program of the name comes first', async () => {
    const { path, ask } = aProgram('1');
    await ask();
    expect(await ask(`${aProgram('2').path.folder}:${path.folder}`)).toBe('1');
    expect(path.asked).toBe(2);
  });

  it('are not kept when the program failed or could not be started', async () => {
    const { path, ask, answers } = aProgram('1');
    const failing = () => answers.ask(['program'], path.folder, () => Promise.resolve({ ...ANSWER, exitCode: 1 }));
    expect(await failing()).toMatchObject({ exitCode: 1 });
    const gone = answers.ask(['program'], path.folder, () => Promise.reject(new Error('it did not start')));
    await expect(gone).rejects.toThrow('it did not start');
    expect([await ask(), path.asked]).toEqual(['1', 1]);
  });

  it('are not kept when the program depends on the folder, or is not there', async () => {
    const { path, answers } = aProgram('1');
    for (const command of ['./program', 'no-such-program']) {
      const ask = () => answers.ask([command], path.folder, () => Promise.resolve({ ...ANSWER, stdout: `${++count}` }));
      expect((await ask()).stdout).not.toBe((await ask()).stdout);
    }
  });
});

const ANSWER = { exitCode: 0, stdout: '', stderr: '', durationMs: 1 };

function aProgram(says: string) {
  const answers = new RememberedProgramAnswers();
  const program = join(folder, `bin-${count++}`, 'program');
  let text = says;
  const path = {
    folder: dirname(program),
    asked: 0,
    write: (other: string) => {
      text = other;
      mkdirSync(dirname(program), { recursive: true });
      writeFileSync(program, other);
      chmodSync(program, 0o755);
    },
  };
  path.write(says);
  const ask = async (searched = path.folder) => {
    const run = () => {
      path.asked++;
      return Promise.resolve({ ...ANSWER, stdout: text });
    };
    return (await answers.ask(['program', '--version'], searched, run)).stdout;
  };
  return { path, ask, answers };
}
