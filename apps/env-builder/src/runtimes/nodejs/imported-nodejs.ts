import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { satisfiesRange } from '@packyard/pack';
import type { FoundVendored } from '@packyard/store';
import type { BuildContext } from '../build-in-scratch';
import type { BuildInput, CollectInput } from '../runtime';
import { changed, sha256Of } from '../vendored';
import { collectArchives } from './collect-archives';
import { type NodejsInterpreter, findMachineNodejs } from './nodejs-interpreter';
import { takeProgram } from './nodejs-archive';
import { integrityOf } from './offered-releases';
import { lockedNodejs, nodejsPackage } from './nodejs-package';
import { pnpmProgram } from './pnpm-tool';
import { archiveName } from './vendored-lockfile';

/**
 * For an export: the archive of the interpreter of an environment that does not run on the machine's.
 * @returns absolute paths: one, or none where the registry has it no more. Who imports it then needs a fitting one
 * @throws NodejsInstallFailed, and RejectedError ENVIRONMENT_FAILED when it can't be had any more
 */
export async function collectNodejs(
  { request, runtimeVersion, scratchFolder, targetFolder }: CollectInput,
  context: BuildContext,
): Promise<string[]> {
  const ofMachine = await findMachineNodejs(context.run);
  if (ofMachine !== undefined && satisfiesRange(ofMachine.version, request.versionRange)) return [];
  const [name, program] = [nodejsPackage(), pnpmProgram()];
  if (name === undefined || program === undefined) return [];
  // Empty: what the pack says of registries is not asked here.
  const empty = join(scratchFolder, 'interpreter');
  await mkdir(empty, { recursive: true });
  const integrity = await integrityOf(runtimeVersion, { program, name, folder: empty }, context);
  if (integrity === undefined) return [];
  const folder = join(targetFolder, 'interpreter');
  return collectArchives([lockedNodejs(name, runtimeVersion, integrity)], { contentFolder: empty, folder, context });
}

/**
 * The interpreter that came with an import, where it fits. It is the environment's alone: who brings one along brings it to
 * their own packs only.
 * @throws RejectedError RUNTIME_NOT_FOUND when it is of no use here
 */
export async function importedNodejs(
  { packages, pathOf }: FoundVendored,
  { request, scratchFolder }: BuildInput,
  context: BuildContext,
): Promise<NodejsInterpreter | undefined> {
  const name = nodejsPackage();
  const { runtimeVersion: version } = packages;
  if (name === undefined || !satisfiesRange(version, request.versionRange)) return undefined;
  const file = packages.files.find((one) => one.name === archiveName(lockedNodejs(name, version)));
  if (file === undefined) return undefined;
  const folder = join(scratchFolder, 'interpreter');
  const bin = join(scratchFolder, `node-${version}`, 'bin');
  await Promise.all([folder, bin].map((one) => mkdir(one, { recursive: true })));
  const archive = join(folder, 'node.tgz');
  await copyFile(pathOf(file), archive);
  if ((await sha256Of(archive)) !== file.sha256) throw changed(file.name);
  const target = join(bin, 'node');
  await takeProgram({ name, version, archive }, target, context);
  return { version, program: target };
}
