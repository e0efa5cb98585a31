import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { type CommandResult, type Containment, findProgram } from '@packyard/sandbox';

interface Answer {
  result: CommandResult;
  /** The program as it was asked. */
  program: string;
  until: number;
}

/** What starts another program, as the shims of version managers do, stays the same file when that changes. */
const KEEP_MS = 10 * 60_000;

/** What programs said about themselves, as long as they are the same files: asking takes a contained start each time. */
export class RememberedProgramAnswers {
  private readonly answers = new Map<string, Answer>();

  /** Asks with `run` what is not known. Only answers with exit code 0 are kept. */
  async ask(
    [command, ...args]: readonly [string, ...string[]],
    path: string | undefined,
    run: () => Promise<CommandResult>,
  ): Promise<CommandResult> {
    const question = JSON.stringify([command, ...args]);
    const program = await fileOf(command, path);
    const known = this.answers.get(question);
    if (known !== undefined && known.program === program && performance.now() < known.until) return known.result;
    this.answers.delete(question);
    const result = await run();
    if (program !== undefined && result.exitCode === 0 && program === (await fileOf(command, path))) {
      this.answers.set(question, { result, program, until: performance.now() + KEEP_MS });
    }
    return result;
  }
}

/** Nothing for what depends on the folder that it is called in. */
async function fileOf(command: string, path: string | undefined): Promise<string | undefined> {
  const program = findProgram(command, path);
  if (program === undefined || !isAbsolute(program) || (command.includes('/') && !isAbsolute(command)))
    return undefined;
  const { dev, ino, size, mtimeMs, ctimeMs } = await stat(program);
  return JSON.stringify([program, dev, ino, size, mtimeMs, ctimeMs]);
}

const byContainment = new WeakMap<Containment, RememberedProgramAnswers>();

/** Of all builds that are contained alike: what one kind of containment can't start another may. */
export function answersIn(containment: Containment): RememberedProgramAnswers {
  const known = byContainment.get(containment) ?? new RememberedProgramAnswers();
  byContainment.set(containment, known);
  return known;
}
