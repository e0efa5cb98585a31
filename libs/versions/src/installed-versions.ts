import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RejectedError, didYouMean } from '@packyard/contracts';
import { compareVersions, Manifest, parseVersion } from '@packyard/pack';
import { InstalledPageRepository, type InstalledVersion, PackRepository, type Transaction } from '@packyard/schema';
import { incompatibilityOf, SupportedPlatforms } from './supported-platforms';

const MAX_SHOWN = 20;

export interface VersionWithStatus extends InstalledVersion {
  status: 'Enabled' | 'Disabled' | 'Incompatible';
  /** Why it is incompatible. */
  incompatibility: string | undefined;
}

/** Installed versions, and whether this server can enable them. */
@Injectable()
export class InstalledVersions {
  constructor(
    private readonly packs: PackRepository,
    private readonly pages: InstalledPageRepository,
    private readonly supported: SupportedPlatforms,
  ) {}

  /** By name and in the order of versions; with `ref`, of one pack. */
  async list(ref?: string, transaction?: Transaction): Promise<VersionWithStatus[]> {
    const installed = await this.packs.listInstalled(ref, transaction);
    const known = installed.map((version) => this.withStatus(version));
    return known.sort((a, b) => compareText(a.ref, b.ref) || compareVersions(a.version, b.version));
  }

  /**
   * In the order of versions.
   * @throws RejectedError PACK_NOT_FOUND
   */
  async versionsOf(ref: string, transaction?: Transaction): Promise<VersionWithStatus[]> {
    const versions = await this.list(ref, transaction);
    if (versions.length > 0) return versions;
    throw new RejectedError('PACK_NOT_FOUND', `Pack '${ref.slice(0, 100)}' not found`, {
      hint: 'List the packs to see which are installed.',
      unknown: { kind: 'pack', name: ref },
    });
  }

  /** Another text whenever `versionsOf` answers something else, for much less than that takes. */
  async stateOf(ref: string): Promise<string> {
    const { bundleFormats, versions } = this.supported;
    const state = [await this.pages.stateOfVersions(ref), bundleFormats, versions];
    return createHash('sha256').update(JSON.stringify(state)).digest('hex').slice(0, 32);
  }

  /** @throws RejectedError PACK_NOT_FOUND or VERSION_NOT_FOUND */
  async find(ref: string, version: string, transaction?: Transaction): Promise<VersionWithStatus> {
    const found = await this.packs.findInstalled(ref, version, transaction);
    return found === undefined ? pick(await this.versionsOf(ref, transaction), version) : this.withStatus(found);
  }

  /** Nothing when no version is. */
  async enabledOf(ref: string, transaction?: Transaction): Promise<VersionWithStatus | undefined> {
    const found = await this.packs.findEnabled(ref, transaction);
    return found === undefined ? undefined : this.withStatus(found);
  }

  private withStatus(version: InstalledVersion): VersionWithStatus {
    const incompatibility = incompatibilityOf(Manifest.parse(version.manifest), this.supported);
    if (version.isEnabled) return { ...version, incompatibility, status: 'Enabled' };
    return { ...version, incompatibility, status: incompatibility === undefined ? 'Disabled' : 'Incompatible' };
  }
}

/** @throws RejectedError VERSION_NOT_FOUND */
export function pick(versions: readonly VersionWithStatus[], version: string): VersionWithStatus {
  const found = versions.find((candidate) => candidate.version === version);
  if (found !== undefined) return found;
  const ref = versions[0]?.ref ?? '';
  const names = versions.map((known) => known.version);
  const installed = `Installed are ${shown(versions)}.`;
  throw new RejectedError('VERSION_NOT_FOUND', `No version ${version.slice(0, 100)} found for ${ref}`, {
    // Of other numbers none is nearer than another; this one is only written differently: v1.0.0, 1.0.
    hint: didYouMean(
      version,
      names.filter((name) => name === parseVersion(version)?.version),
      installed,
    ),
  });
}

function shown(versions: readonly VersionWithStatus[]): string {
  const names = versions.map((known) => known.version);
  return names.length <= MAX_SHOWN ? names.join(', ') : `${names.slice(-MAX_SHOWN).join(', ')} and older ones`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
