import { join } from 'node:path';
import { requirementLines } from '@packyard/pack';
import { replaceForeignFile } from '../foreign-files';
import type { PipBuilder } from './pip.builder';
import type { InstallInput } from './python-builder';
import { WheelStore, type Wheels } from './wheel-store';

/**
 * The wheels of exactly what a lock names; what has none in the index is built, as it was for the environment.
 * @throws InstallFailed
 */
export async function collectWheels(
  builder: PipBuilder,
  installation: InstallInput & { lock: string },
  contentFolder: string,
): Promise<Wheels> {
  const store = new WheelStore(join(installation.cacheFolder, 'wheels'));
  const lines = requirementLines(installation.lock, 'requirements.lock').map(({ text }) => text);
  const isExact = lines.every((line) => (line.match(/--hash=/g) ?? []).length === 1);
  const known = isExact ? await store.find(installation.lock) : undefined;
  if (known !== undefined) return known;
  // pip wants hashes of all or of none: what comes from repositories has none.
  const lots = [lines.filter((line) => line.includes('--hash=')), lines.filter((line) => !line.includes('--hash='))];
  const found: Wheels = { paths: [], lock: '' };
  for (const [index, lot] of lots.entries()) {
    if (lot.length === 0) continue;
    const requirements = `packyard-export-${index}.txt`;
    await replaceForeignFile(join(contentFolder, requirements), lot.map((line) => `${line}\n`).join(''));
    const wheels = await store.keep(await builder.collect({ ...installation, requirements, isLocked: true }));
    found.paths.push(...wheels.paths);
    found.lock += wheels.lock;
  }
  return found;
}
