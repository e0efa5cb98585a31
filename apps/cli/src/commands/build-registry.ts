import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buildIndex, type BuiltIndex, readFormerIndex } from '@packyard/registry';
import { prehash, sign as signMessage } from '@packyard/signatures';
import { CliError, EXIT_CODES } from '../cli-error';
import type { OutputOptions } from '../output/output-format';
import { readInputFile } from '../read-input-file';
import { render } from '../output/render';
import { styleFor } from '../progress/style';
import { counted, oneLine } from '../progress/text';
import { asCliError, commentFor, readSecretKey, replaceFiles, signFile, SUFFIX } from '../signing/sign-files';

export interface BuildRegistryOptions extends OutputOptions {
  out: string;
  baseUrl?: string;
  name?: string;
  merge?: string;
  followLinks?: true;
  sign?: string;
  passwordFile?: string;
  expiresDays: number;
}

/** Writes archives first and the index last, so that it never names what is not there. */
export async function buildRegistry(folder: string, options: BuildRegistryOptions): Promise<void> {
  const result = await build(folder, options).catch((error: unknown) => {
    throw asCliError(error);
  });
  for (const warning of result.warnings) process.stderr.write(`Warning: ${oneLine(warning)}\n`);
  for (const { problem } of result.failed) process.stderr.write(`Left out: ${oneLine(problem)}\n`);
  const lines = [
    ...result.built.map(({ archive, checksum }) => `${archive}  ${checksum}`),
    `${join(options.out, 'index.json')} has ${counted(result.index.packs.length, 'entry')}`,
  ];
  const shown = render(
    result.index,
    { ...options, style: styleFor(false) },
    { lines: () => lines.map(oneLine), names: () => result.built.map(({ archive }) => archive) },
  );
  process.stdout.write(`${shown.join('\n')}\n`);
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
  const { out, baseUrl, name, merge, followLinks, sign, passwordFile, expiresDays } = options;
  const outFolder = resolve(out);
  const former = merge === undefined ? undefined : readFormerIndex(await readInputFile(merge), merge);
  const key = sign === undefined ? undefined : await readSecretKey({ key: sign, passwordFile });
  const expiresAfterDays = key === undefined ? undefined : expiresDays;
  const what = { outFolder, baseUrl, name, former, followLinks, expiresAfterDays };
  const result = await buildIndex(resolve(folder), what);
  await mkdir(outFolder, { recursive: true });
  const index = Buffer.from(`${JSON.stringify(result.index, null, 2)}\n`);
  const place = join(outFolder, 'index.json');
  if (key === undefined) {
    await replaceFiles([[place, index]]);
    return result;
  }
  for (const { archive } of result.built) await signFile(key, join(outFolder, archive));
  // What is read between the two does not fit, and is read again.
  const signature = signMessage(key, prehash(index), commentFor('index.json'));
  await replaceFiles([
    [place, index],
    [`${place}${SUFFIX}`, Buffer.from(signature)],
  ]);
  return result;
}
