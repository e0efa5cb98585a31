import type { EnvironmentRequest } from '@packyard/contracts';
import type { Manifest } from '../manifest';
import { type BuildPolicy, fingerprintOf } from './fingerprint';
import { nodejsRequest } from './nodejs-request';
import { pythonRequest } from './python-request';

export interface EnvironmentOptions {
  /** Exactly this version, instead of any that the pack accepts. */
  pythonVersion?: string | undefined;
  nodejsVersion?: string | undefined;
  skipPython: boolean;
  skipNodejs: boolean;
  /** Absent: as it is by default. */
  policy?: BuildPolicy;
}

export interface EnvironmentRequests {
  requests: EnvironmentRequest[];
  /** What the pack has that no environment is built from, and why. */
  warnings: string[];
}

/** Which environments a pack asks for: none, one for Python, one for Node.js, or both. */
export async function environmentRequests(
  root: string,
  manifest: Manifest,
  options: EnvironmentOptions,
): Promise<EnvironmentRequests> {
  const asked = [
    ...(options.skipPython
      ? []
      : [await pythonRequest(root, versionRange(options.pythonVersion, manifest.pythonRange))]),
    ...(options.skipNodejs
      ? []
      : [
          await nodejsRequest(root, {
            range: versionRange(options.nodejsVersion, manifest.nodejsRange),
            isAsked: options.nodejsVersion !== undefined,
          }),
        ]),
  ];
  const drafts = asked.map(({ draft }) => draft).filter((draft) => draft !== undefined);
  return {
    requests: drafts.map((draft) => ({ ...draft, fingerprint: fingerprintOf(draft, options.policy ?? {}) })),
    warnings: asked.flatMap(({ warnings }) => warnings),
  };
}

/** A version that was asked for is meant exactly, as far as it was written: 3.11 is any 3.11.x. */
function versionRange(asked: string | undefined, accepted: string): string {
  if (asked === undefined) return accepted;
  return asked.split('.').length === 3 ? `=${asked}` : `~${asked}`;
}
