import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PackyardError } from '@packyard/contracts';
import { buildIndex, type BuiltIndex, readFormerIndex } from '@packyard/registry';
import { CliError, EXIT_CODES } from '../cli-error';
import { jsonText } from '../output';
import { counted, oneLine } from '../progress/text';

export interface BuildRegistryOptions {
  out: string;
  baseUrl?: string;
  name?: string;
  merge?: string;
  followLinks?: true;
  json?: true;
}

/** Writes archives first and the index last, so that it never names what is not there. */
export async function buildRegistry(folder: string, options: BuildRegistryOptions): Promise<void> {
  const result = await build(folder, options).catch((error: unknown) => {
    throw asCliError(error);
  });
  for (const warning of result.warnings) process.stderr.write(`Warning: ${oneLine(warning)}\n`);
  for (const { problem } of result.failed) process.stderr.write(`Left out: ${oneLine(problem)}\n`);
  const { out, json } = options;
  const lines = [
    ...result.built.map(({ archive, checksum }) => `${archive}  ${checksum}`),
    `${join(out, 'index.json')} has ${counted(result.index.packs.length, 'entry')}`,
  ];
  process.stdout.write(`${json ? jsonText(result.index) : lines.map(oneLine).join('\n')}\n`);
  if (result.failed.length > 0) {
    const what = `${counted(result.failed.length, 'pack')} can't be published and ${result.failed.length === 1 ? 'was' : 'were'} left out.`;
    throw new CliError(
      what,
      'Fix what is said above, and build the registry again; all others are in it.',
      EXIT_CODES.failure,
    );
  }
}

async function build(folder: string, options: BuildRegistryOptions): Promise<BuiltIndex> {
  const { out, baseUrl, name, merge, followLinks } = options;
  const outFolder = resolve(out);
  const former = merge === undefined ? undefined : readFormerIndex(await readFile(merge, 'utf8'), merge);
  const result = await buildIndex(resolve(folder), { outFolder, baseUrl, name, former, followLinks });
  await mkdir(outFolder, { recursive: true });
  const file = join(outFolder, 'index.json');
  await writeFile(`${file}.unfinished`, `${JSON.stringify(result.index, null, 2)}\n`);
  await rename(`${file}.unfinished`, file);
  return result;
}

function asCliError(error: unknown): unknown {
  if (error instanceof PackyardError) return new CliError(error.message, error.hint, EXIT_CODES.failure);
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === undefined || path === undefined) return error;
  return new CliError(`${path} can't be used (${code}).`, 'Check the path and its permissions.', EXIT_CODES.usage);
}
