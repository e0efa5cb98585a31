import type { EnvironmentRequest, LockedEnvironments, RuntimeName } from '@packyard/contracts';
import type { Manifest } from '../manifest';
import { type BuildPolicy, type Draft, fingerprintOf } from './fingerprint';
import { nodejsRequest } from './nodejs-request';
import { pythonRequest } from './python-request';
import { TopFiles } from './read-if-any';

export interface EnvironmentOptions {
  /** Exactly this version, instead of any that the pack accepts. */
  pythonVersion?: string | undefined;
  nodejsVersion?: string | undefined;
  skipPython: boolean;
  skipNodejs: boolean;
  /** Of a pack that was imported, all that its environments may be built from: without any, it gets none. */
  vendored?: readonly { id: string; runtime: RuntimeName; runtimeVersion: string }[] | undefined;
  /** What a lock says: these environments and no others, each of exactly its packages. */
  locked?: LockedEnvironments | undefined;
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
  const files = new TopFiles(root);
  const asked = [
    ...(options.skipPython
      ? []
      : [await pythonRequest(files, versionRange(options.pythonVersion, manifest.pythonRange))]),
    ...(options.skipNodejs
      ? []
      : [
          await nodejsRequest(files, {
            range: versionRange(options.nodejsVersion, manifest.nodejsRange),
            isAsked: options.nodejsVersion !== undefined,
          }),
        ]),
  ];
  const drafts = asked.map(({ draft }) => draft).filter((draft) => draft !== undefined);
  const { kept, left } = chosen(drafts, options);
  return {
    requests: kept.map((draft) => ({ ...draft, fingerprint: fingerprintOf(draft, options.policy ?? {}) })),
    warnings: [...asked.flatMap(({ warnings }) => warnings), ...left],
  };
}

function chosen(drafts: readonly Draft[], { vendored, locked }: EnvironmentOptions) {
  if (vendored !== undefined) return taken(drafts, vendored);
  return { kept: locked === undefined ? drafts : lockedDrafts(drafts, locked), left: [] };
}

/** What was resolved for one minor version of Python may be wrong for another. */
function lockedDrafts(drafts: readonly Draft[], locked: LockedEnvironments): Draft[] {
  return drafts.flatMap((draft) => {
    const found = locked[draft.runtime];
    if (found === undefined) return [];
    const minor = found.version.split('.').slice(0, 2).join('.');
    return [
      { ...draft, versionRange: draft.runtime === 'python' ? `~${minor}` : draft.versionRange, locked: found.lock },
    ];
  });
}

/** Wheels fit one minor version of Python. */
function taken(drafts: readonly Draft[], vendored: NonNullable<EnvironmentOptions['vendored']>) {
  const kept = drafts.flatMap((draft) => {
    const found = vendored.find(({ runtime }) => runtime === draft.runtime);
    if (found === undefined) return [];
    const minor = found.runtimeVersion.split('.').slice(0, 2).join('.');
    const versionRange = draft.runtime === 'python' ? `~${minor}` : draft.versionRange;
    return [{ ...draft, versionRange, vendored: found.id }];
  });
  const left = drafts
    .filter(({ runtime }) => !kept.some((draft) => draft.runtime === runtime))
    .map(({ runtime }) => `No ${runtime} environment is built: it had none where it was exported.`);
  return { kept, left };
}

/** A version that was asked for is meant exactly, as far as it was written: 3.11 is any 3.11.x. */
function versionRange(asked: string | undefined, accepted: string): string {
  if (asked === undefined) return accepted;
  return asked.split('.').length === 3 ? `=${asked}` : `~${asked}`;
}
