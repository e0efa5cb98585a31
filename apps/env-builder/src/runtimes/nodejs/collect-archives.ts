import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RejectedError } from '@packyard/contracts';
import { z } from 'zod';
import type { BuildContext, RunProgram } from '../build-in-scratch';
import { readForeignFile } from '../foreign-files';
import { assertFetchable } from './fetchable-spec';
import { NodejsInstallFailed } from './nodejs-builder';
import { WITHOUT_GIT } from './npm.builder';
import { archiveName, type LockedPackage } from './vendored-lockfile';

const AT_A_TIME = 40;
const Packed = z.array(z.looseObject({ filename: z.string().regex(/^[^/\0]+$/) }));

/**
 * Fetches the archive of each package as the registry offers it, and checks it against the lock, which the pack may have
 * written: npm gets to see nothing of the pack but its checked `.npmrc`, and may do no more than code of packages.
 * @returns absolute paths, in the order of the packages
 * @throws NodejsInstallFailed, and RejectedError ENVIRONMENT_FAILED when the registry offers something else
 */
export async function collectArchives(
  packages: readonly LockedPackage[],
  { contentFolder, folder, context }: { contentFolder: string; folder: string; context: BuildContext },
): Promise<string[]> {
  for (const { spec } of packages) assertFetchable(spec);
  const settings = await readForeignFile(join(contentFolder, '.npmrc')).catch(unlessMissing);
  const paths: string[] = [];
  for (let at = 0; at < packages.length; at += AT_A_TIME) {
    const some = packages.slice(at, at + AT_A_TIME);
    // A folder for each lot: what npm calls archives may be the same for two packages.
    const into = join(folder, String(at));
    await mkdir(into, { recursive: true });
    if (settings !== undefined) await writeFile(join(into, '.npmrc'), settings);
    const fetched = await fetchAll(some, into, context.run);
    for (const [index, locked] of some.entries()) {
      const path = join(folder, archiveName(locked));
      const archive = join(into, fetched[index] ?? '');
      if (!(await lstat(archive)).isFile()) throw new Error(`npm made no archive of ${locked.id}`);
      await rename(archive, path);
      await context.allowance.take(path);
      await verify(path, locked, context.allowance.signal);
      paths.push(path);
    }
  }
  return paths;
}

/** Names of the archives, in the order of the packages. */
async function fetchAll(packages: readonly LockedPackage[], into: string, run: RunProgram): Promise<string[]> {
  const specs = packages.map(({ spec }) => spec);
  const args = ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', into, '--', ...specs];
  const result = await run('npm', args, {
    phase: 'build',
    writes: [into],
    workingFolder: into,
    environment: { ...WITHOUT_GIT, npm_config_cache: join(into, 'cache') },
    onLine: () => `fetching ${packages.length} archives`,
    asText: () => undefined,
  });
  if (result.exitCode !== 0) throw new NodejsInstallFailed('npm', 'pack', result);
  const packed = Packed.parse(JSON.parse(result.stdout));
  return packed.map(({ filename }) => filename);
}

function unlessMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return undefined;
}

async function verify(path: string, { id, integrity }: LockedPackage, signal: AbortSignal): Promise<void> {
  const [, algorithm = '', hash] = /^(sha512|sha384|sha256|sha1)-(.+)$/.exec(integrity) ?? [];
  if (algorithm !== '') {
    const found = createHash(algorithm);
    await pipeline(createReadStream(path), found, { signal });
    if (found.digest('base64') === hash) return;
  }
  throw new RejectedError('ENVIRONMENT_FAILED', `The registry offers other content of ${id} than was installed.`, {
    hint: 'See whether npm_config_registry of the worker names the right registry; if the new content is meant, build the environment again with force_rebuild.',
  });
}
