import { createHash } from 'node:crypto';
import type { EnvironmentRequest } from '@packyard/contracts';
import { BUILD_TOOLS } from '@packyard/contracts';

export type Draft = Omit<EnvironmentRequest, 'fingerprint'>;
type Input = EnvironmentRequest['inputs'][number];

/** Settings of the service that decide what a build may do. */
export type BuildPolicy = Readonly<Record<string, string | boolean>>;

/**
 * Over everything that a build reads or that steers it, with keys in a fixed order: its files, which interpreters will
 * do, the platform, the policy, the releases of the tools that Packyard brings, and the packages or the lock that
 * came with a request.
 */
export function fingerprintOf(draft: Draft, policy: BuildPolicy): string {
  const { runtime, versionRange, packageFile, lockFile, inputs, vendored, locked } = draft;
  const sorted = inputs.map(({ path, sha256 }) => [path, sha256]).sort();
  const surroundings = [process.platform, process.arch, Object.entries(policy).sort(), Object.entries(BUILD_TOOLS)];
  const facts = [runtime, versionRange, packageFile, lockFile ?? null, sorted, surroundings];
  // Who brings packages along brings them to their own packs only.
  if (vendored !== undefined) facts.push(vendored);
  if (locked !== undefined) facts.push(`locked ${locked}`);
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

export function inputOf(path: string, bytes: Buffer): Input {
  return { path, sha256: createHash('sha256').update(bytes).digest('hex') };
}
