import { copyFile, constants, chmod, lstat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { CommandNotFound } from '@packyard/sandbox';
import type { BuildContext } from '../build-in-scratch';
import { lastWords } from '../failures/last-words';
import { readForeignFile } from '../foreign-files';
import { NodeInstallFailed } from './node-builder';
import { integrityOf, type OfferOrder } from './node-offer';
import { PnpmOutput } from './pnpm-output';
import { PNPM_ALONE, pnpmSettings } from './pnpm-tool';

/** Nothing of the package is run, and no store is shared: what others have cached under its name counts for nothing. */
const INSTALL = ['install', '--prod', '--config.node-linker=hoisted', '--ignore-pnpmfile', '--ignore-scripts'];

interface Source {
  offer: OfferOrder;
  context: BuildContext;
}

/**
 * Fetches a release by pnpm, which checks it by the SHA-512 of the registry, takes the program out of it and nothing else,
 * and looks whether it is what it is said to be.
 * @param target absolute path of the program, in a folder that is there
 * @returns the SHA-512
 * @throws RejectedError RUNTIME_NOT_FOUND when it is of no use here, and NodeInstallFailed
 */
export async function fetchNode(version: string, target: string, { offer, context }: Source): Promise<string> {
  const { folder } = offer;
  const integrity = await integrityOf(version, offer, context);
  if (integrity === undefined) throw unusable(offer, version, 'the registry names no SHA-512 of it');
  await install(version, { spec: version, more: [] }, { offer, context });
  const lock = await readForeignFile(join(folder, 'pnpm-lock.yaml'));
  if (!lock.includes(`integrity: ${integrity}`)) throw unusable(offer, version, 'its SHA-512 changed meanwhile');
  await takeProgram(version, target, { offer, context });
  return integrity;
}

/** The same for an archive that is there, without a network. */
export async function unpackNode(
  version: string,
  { archive, target }: { archive: string; target: string },
  from: Source,
): Promise<void> {
  await install(version, { spec: `file:${archive}`, more: ['--offline'] }, from);
  await takeProgram(version, target, from);
}

async function takeProgram(version: string, target: string, { offer, context }: Source): Promise<void> {
  const program = join(offer.folder, 'node_modules', offer.name, 'bin', 'node');
  const found = await lstat(program).catch(() => undefined);
  if (found?.isFile() !== true) throw unusable(offer, version, 'there is no bin/node in it');
  await context.allowance.take(program);
  await copyFile(program, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await chmod(target, 0o755);
  await assertIs(version, target, { offer, context });
}

async function install(
  version: string,
  { spec, more }: { spec: string; more: readonly string[] },
  { offer, context }: Source,
): Promise<void> {
  const { program, name, folder } = offer;
  const { run, environment } = context;
  const output = new PnpmOutput();
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { [name]: spec } }));
  const args = [...INSTALL, ...more, '--reporter=ndjson', `--store-dir=${join(folder, 'store')}`];
  const result = await run(program, args, {
    phase: 'fetch',
    workingFolder: folder,
    environment: { ...pnpmSettings(environment), ...PNPM_ALONE },
    onLine: (line) => {
      const doing = output.progressOf(line);
      return doing === undefined ? undefined : `fetching Node.js ${version}: ${doing}`;
    },
    asText: (line) => output.textOf(line),
  });
  if (result.exitCode !== 0) throw new NodeInstallFailed('pnpm', 'install', result);
}

/** As foreign code: so far the registry alone has said what it is. */
async function assertIs(version: string, target: string, { offer, context }: Source): Promise<void> {
  const said = await context.run(target, ['--version'], { isQuiet: true, reads: [target] }).catch((error: unknown) => {
    if (error instanceof CommandNotFound) return undefined;
    throw error;
  });
  if (said?.exitCode !== 0) throw unusable(offer, version, `it does not run here: ${lastWords(said?.stderr ?? '')}`);
  if (said.stdout.trim() !== `v${version}`)
    throw unusable(offer, version, `it says that it is ${said.stdout.trim().slice(0, 40)}`);
}

function unusable({ name }: OfferOrder, version: string, why: string): RejectedError {
  return new RejectedError('RUNTIME_NOT_FOUND', `${name} ${version} of the package registry is not used: ${why}.`, {
    hint: 'Install a fitting Node.js on the worker, or see whether npm_config_registry of the worker names the right registry.',
  });
}
