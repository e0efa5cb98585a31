import type { ExecutionOptions, RegistrySource } from '@packyard/contracts';
import { type Dependency, Manifest } from '@packyard/pack';
import type { ExecutionPackEntity, VersionForResolving } from '@packyard/schema';
import type { Candidate, Rejection, Root } from './solver/problem';

/** A pack that has been downloaded and waits to be resolved. */
export interface WaitingPack {
  row: ExecutionPackEntity;
  manifest: Manifest;
}

/** All that one resolving looks at. */
export interface ResolutionRound {
  options: ExecutionOptions;
  waiting: WaitingPack[];
  roots: Root[];
  enabled: Candidate[];
  /** Installed and not enabled, each with its place in the store. */
  installed: (Candidate & { storagePath: string; content: string | null })[];
  /** Packs that can't take part at all. */
  rejected: Rejection[];
  unavailable: Map<string, string>;
  /** Versions that this execution has fetched from a registry before, as `ref@version`: asking again would not help. */
  fetchedVersions: Set<string>;
  /** What versions turned out to need when they were there, by `ref@version`. */
  learntDependencies: Map<string, readonly Dependency[]>;
}

export function waitingPacks(rows: readonly ExecutionPackEntity[]): WaitingPack[] {
  return rows.filter(isWaiting).map((row) => ({ row, manifest: Manifest.parse(row.manifest) }));
}

/** Their refs, when none of them needs or excludes another pack. */
export function refsIfIndependent(waiting: readonly WaitingPack[]): string[] | undefined {
  const manifests = waiting.map(({ manifest }) => manifest);
  const areAlone = manifests.every(
    ({ dependencies, conflicts }) => dependencies.length === 0 && conflicts.length === 0,
  );
  return areAlone ? manifests.map(({ ref }) => ref) : undefined;
}

export function roundOf(
  options: ExecutionOptions,
  { rows, downloaded }: { rows: readonly ExecutionPackEntity[]; downloaded: readonly WaitingPack[] },
  installedVersions: readonly VersionForResolving[],
): ResolutionRound {
  const isDuplicate = (pack: WaitingPack, index: number) =>
    downloaded.findIndex(({ manifest }) => manifest.ref === pack.manifest.ref) < index;
  const duplicates = mayEnable(options) ? downloaded.filter(isDuplicate) : [];
  const waiting = downloaded.filter((pack) => !duplicates.includes(pack));
  const failed = rows.filter((row) => row.status === 'failed');
  return {
    options,
    waiting,
    roots: waiting
      .filter(({ row }) => row.origin === 'request')
      .map(({ row, manifest }) => ({
        id: row.id,
        ref: manifest.ref,
        range: row.source.kind === 'registry' ? row.source.range : '*',
        isFixed: row.source.kind !== 'registry',
      })),
    ...installedCandidates(ignoresInstalled(options) ? [] : installedVersions),
    rejected: duplicates.map((duplicate) => submittedTwice(duplicate, downloaded)),
    unavailable: new Map(failed.map((row) => [nameOf(row), row.error?.message ?? 'its download failed.'])),
    learntDependencies: new Map(
      rows.flatMap(({ source }) =>
        source.kind === 'registry'
          ? (source.tried ?? []).map(({ version, dependencies }) => [`${source.ref}@${version}`, dependencies] as const)
          : [],
      ),
    ),
    fetchedVersions: new Set(
      rows.flatMap(({ source }) => (source.kind === 'registry' ? [`${source.ref}@${source.pinnedVersion ?? ''}`] : [])),
    ),
  };
}

function isWaiting({ stage, status }: ExecutionPackEntity): boolean {
  return stage === 'resolve' && (status === 'pending' || status === 'running');
}

/** A bundle is not enabled by being needed. */
function installedCandidates(
  installedVersions: readonly VersionForResolving[],
): Pick<ResolutionRound, 'enabled' | 'installed'> {
  return {
    enabled: installedVersions
      .filter(({ isEnabled }) => isEnabled)
      .map((version) => ({ ...version, availability: 'enabled' as const })),
    installed: installedVersions
      .filter(({ isEnabled, format }) => !isEnabled && format !== 'gort')
      .map((version) => ({ ...version, availability: 'installed' as const })),
  };
}

/** An install by force disregards what enabled packs require. */
function ignoresInstalled({ action, force }: ExecutionOptions): boolean {
  return action === 'core.install_packs' && force;
}

/** Only one version of a pack can be enabled; looking at two, or building for two, is fine. */
function mayEnable({ action }: ExecutionOptions): boolean {
  return action === 'core.install_packs' || action === 'core.register_packs';
}

export function downloadedCandidate({ row, manifest }: WaitingPack): Candidate {
  const { ref, version, dependencies, conflicts } = manifest;
  return { ref, version, availability: 'downloaded', dependencies, conflicts, executionPackId: row.id };
}

function nameOf({ ref, source, sourceText }: ExecutionPackEntity): string {
  return ref ?? (source as Partial<RegistrySource>).ref ?? sourceText;
}

function submittedTwice({ row, manifest }: WaitingPack, downloaded: readonly WaitingPack[]): Rejection {
  const first = downloaded.find((pack) => pack.manifest.ref === manifest.ref);
  return {
    id: row.id,
    code: 'DEPENDENCY_CONFLICT',
    message: `The request names the pack ${manifest.ref} twice: ${first?.row.sourceText ?? ''} and ${row.sourceText}.`,
    hint: 'Only one version of a pack can be enabled: submit one of the two.',
  };
}
