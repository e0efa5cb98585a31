import type { BuildContext } from '../build-in-scratch';
import { compareVersions } from '@packyard/pack';
import { z } from 'zod';
import { NodejsInstallFailed } from './nodejs-builder';
import { PNPM_ALONE, pnpmSettings } from './pnpm-tool';

/** More than any registry has, and few enough to compare. */
const MAX_VERSIONS = 20_000;
const RELEASE = /^\d{1,9}\.\d{1,9}\.\d{1,9}$/;
const Versions = z.union([z.string(), z.array(z.string()).max(MAX_VERSIONS)]);
const Integrity = z.looseObject({ 'dist.integrity': z.string().regex(/^sha512-[\w+/]{86}==$/) });

export interface OfferInput {
  /** Of pnpm. */
  program: string;
  /** Of the package that holds Node.js. */
  name: string;
  /** Empty: no file of a pack says which registry is asked. */
  folder: string;
}

/**
 * What the registry of the service offers of a package: releases, the oldest first.
 * @throws NodejsInstallFailed
 */
export async function offeredReleases(input: OfferInput, context: BuildContext): Promise<string[]> {
  const found = Versions.safeParse(await view([input.name, 'versions'], input, context));
  const versions = found.success ? [found.data].flat() : [];
  return versions.filter((version) => RELEASE.test(version)).sort(compareVersions);
}

/**
 * The SHA-512 that the registry names for a release; nothing when it names none.
 * @throws NodejsInstallFailed
 */
export async function integrityOf(
  version: string,
  input: OfferInput,
  context: BuildContext,
): Promise<string | undefined> {
  const found = Integrity.safeParse(
    await view([`${input.name}@${version}`, 'version', 'dist.integrity'], input, context),
  );
  return found.success ? found.data['dist.integrity'] : undefined;
}

async function view(
  asked: readonly string[],
  { program, folder }: OfferInput,
  { run, environment }: BuildContext,
): Promise<unknown> {
  const result = await run(program, ['view', ...asked, '--json'], {
    phase: 'fetch',
    workingFolder: folder,
    isQuiet: true,
    environment: { ...pnpmSettings(environment), ...PNPM_ALONE },
  });
  if (result.exitCode !== 0) throw new NodejsInstallFailed('pnpm', 'view', result);
  try {
    return JSON.parse(result.stdout);
  } catch {
    return undefined;
  }
}
