import { join } from 'node:path';
import type { BuildContext } from '../build-in-scratch';
import { collectArchives } from './collect-archives';
import { takeProgram, unusable } from './nodejs-archive';
import { integrityOf, type OfferInput } from './offered-releases';
import { lockedNodejs } from './nodejs-package';

interface Source {
  offer: OfferInput;
  context: BuildContext;
}

/**
 * Fetches the archive of a release, checks it by the SHA-512 that the registry names, and takes the program out of it.
 * @param target absolute path of the program, in a folder that is there
 * @returns the SHA-512
 * @throws RejectedError RUNTIME_NOT_FOUND when it is of no use here, and NodejsInstallFailed
 */
export async function fetchNodejs(version: string, target: string, { offer, context }: Source): Promise<string> {
  const { name, folder } = offer;
  const integrity = await integrityOf(version, offer, context);
  if (integrity === undefined) throw unusable({ name, version }, 'the registry names no SHA-512 of it');
  const into = { contentFolder: folder, folder: join(folder, 'archives'), context };
  const [archive = ''] = await collectArchives([lockedNodejs(name, version, integrity)], into);
  await takeProgram({ name, version, archive }, target, context);
  return integrity;
}
