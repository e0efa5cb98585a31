import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { CommandNotFound, ReaderEnded, ReaderPool } from '@packyard/sandbox';
import type { BuildContext } from '../build-in-scratch';
import { outputExcerpt } from '../failures/output-excerpt';
import type { NodejsExtraction } from './extract-nodejs';

export interface NodejsArchive {
  /** Of the package. */
  name: string;
  version: string;
  /** Absolute path of what the registry has of it, which was checked by its digest. */
  archive: string;
}

const MAX_PROGRAM_BYTES = 512 * 2 ** 20;
const MAX_MS = 600_000;
const pool = new ReaderPool({
  script: join(__dirname, `extract-nodejs.process${__filename.slice(-3)}`),
  maxHeapMegabytes: 64,
  maxMemoryMegabytes: 256,
  size: 1,
});

/**
 * Takes the program out of an archive that was checked, and looks whether it is what it is said to be. No tool sees the
 * archive: tools follow what its `package.json` names.
 * @param target absolute path of the program, in a folder that is there
 * @throws RejectedError RUNTIME_NOT_FOUND when it is of no use here
 */
export async function takeProgram(from: NodejsArchive, target: string, context: BuildContext): Promise<void> {
  const problem = await read({ archive: from.archive, target, maxBytes: MAX_PROGRAM_BYTES }, context);
  if (problem !== undefined) throw unusable(from, problem);
  await context.allowance.take(target);
  await assertIs(from, target, context);
}

export function unusable({ name, version }: Omit<NodejsArchive, 'archive'>, why: string): RejectedError {
  return new RejectedError('RUNTIME_NOT_FOUND', `${name} ${version} of the package registry is not used: ${why}.`, {
    hint: 'Install a fitting Node.js on the worker, or see whether npm_config_registry of the worker names the right registry.',
  });
}

async function read(input: NodejsExtraction, { allowance: { signal } }: BuildContext): Promise<string | undefined> {
  try {
    return await pool.run<string | undefined>({ method: 'extract', input, signal, maxMs: MAX_MS });
  } catch (error) {
    if (!(error instanceof ReaderEnded)) throw error;
    const why = { memory: 'took too much memory', time: 'took too long', crash: 'ended the process that read it' };
    return `reading its archive ${why[error.reason]}`;
  }
}

/** As foreign code: so far nobody but who made it has said what it is. */
async function assertIs(from: NodejsArchive, target: string, { run, clearForeign }: BuildContext): Promise<void> {
  const said = await run(target, ['--version'], { isQuiet: true, reads: [target] }).catch((error: unknown) => {
    if (error instanceof CommandNotFound) return undefined;
    throw error;
  });
  // Links that it has laid would lead what the service puts there.
  await clearForeign();
  if (said?.exitCode !== 0) throw unusable(from, `it does not run here: ${outputExcerpt(said?.stderr ?? '')}`);
  if (said.stdout.trim() !== `v${from.version}`) {
    throw unusable(from, `it says that it is ${said.stdout.trim().slice(0, 40)}`);
  }
}
