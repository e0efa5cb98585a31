import { isDeepStrictEqual } from 'node:util';
import { lstat } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import type { ExecutionOptions, PlannedPack } from '@packyard/contracts';
import { compareVersions, type Pack, readPack, walkTree } from '@packyard/pack';
import {
  type ComponentDifference,
  ComponentRepository,
  VersionDeclarationRepository,
  GenerationRepository,
  type InstalledVersion,
  PackRepository,
} from '@packyard/schema';
import { StagingArea } from '@packyard/store';
import { componentChanges, versionExists } from '@packyard/versions';
import { EnvironmentChooser } from '../environment-chooser';
import type { WaitingPack } from '../resolution-round';

export interface Preview {
  planned: PlannedPack;
  warnings: string[];
}

/** What installing would do with a pack, compared with what is enabled now. */
@Injectable()
export class PackPreview {
  constructor(
    private readonly environments: EnvironmentChooser,
    private readonly packs: PackRepository,
    private readonly components: ComponentRepository,
    private readonly declarations: VersionDeclarationRepository,
    private readonly generations: GenerationRepository,
    private readonly staging: StagingArea,
  ) {}

  /** @throws RejectedError VERSION_EXISTS when installing would be refused for that, and what readPack throws */
  async of(pack: WaitingPack, options: ExecutionOptions): Promise<Preview> {
    const { ref, version, format } = pack.manifest;
    const { downloadResult } = pack.row;
    if (downloadResult === null) throw new Error(`Pack ${pack.row.id} is to be resolved but was never downloaded`);
    // First: what changes while the rest is read is found out when the plan is applied.
    const base = await this.generations.current();
    const [enabled, installed] = await Promise.all([
      this.packs.findEnabled(ref),
      this.packs.findInstalled(ref, version),
    ]);
    const isOther = installed !== undefined && installed.digest !== downloadResult.digest;
    if (isOther && !options.force)
      throw versionExists(pack.manifest, { ...installed, installedAt: installed.installedAt.toISOString() });
    const root = this.staging.absolutePath(downloadResult.stagedPath);
    const parsed = await readPack(root, {
      skipComponents: options.skipValidation,
      repairManifest: options.skipValidation,
      suggestedNames: [ref],
    });
    const { environments, warnings } = await this.environments.preview(pack, options);
    const change = changeOf({ version, digest: downloadResult.digest }, enabled, installed);
    return {
      planned: {
        pack_ref: ref,
        pack_version: version,
        digest: downloadResult.digest,
        size_bytes: await sizeOf(root),
        change,
        enabled_version: enabled?.version ?? null,
        is_enabled_then: options.enable ?? (format !== 'gort' || enabled?.version === version),
        environments,
        ...(await this.differences(parsed, enabled)),
        base_generation: base.id,
      },
      warnings,
    };
  }

  private async differences(
    parsed: Pack,
    enabled: InstalledVersion | undefined,
  ): Promise<Pick<PlannedPack, 'components' | 'permissions'>> {
    const [former, held] =
      enabled === undefined
        ? [[], []]
        : await Promise.all([
            this.components.listOf(enabled.packVersionId),
            this.declarations.permissionsOf(enabled.packVersionId),
          ]);
    return {
      components: componentChanges(compare(former, parsed.components)),
      permissions: {
        added: parsed.permissions.filter((name) => !held.includes(name)),
        removed: held.filter((name) => !parsed.permissions.includes(name)),
      },
    };
  }
}

interface Defined {
  kind: string;
  ref: string;
  definition: unknown;
}

/** By kind and name, as two installed versions are compared. */
function compare(former: readonly Defined[], next: readonly Defined[]): ComponentDifference[] {
  const keyOf = ({ kind, ref }: Defined) => `${kind} ${ref}`;
  const [before, after] = [former, next].map((all) => new Map(all.map((one) => [keyOf(one), one])));
  const keys = [...new Set([...(before ?? []), ...(after ?? [])].map(([key]) => key))].sort();
  return keys.flatMap((key): ComponentDifference[] => {
    const [one, other] = [before?.get(key), after?.get(key)];
    const { kind, ref } = one ?? other ?? { kind: '', ref: '' };
    if (one === undefined) return [{ kind, ref, change: 'added', former: null, next: null }];
    if (other === undefined) return [{ kind, ref, change: 'removed', former: null, next: null }];
    const [was, is] = [one.definition, stored(other.definition)];
    return isDeepStrictEqual(was, is) ? [] : [{ kind, ref, change: 'changed', former: was, next: is }];
  });
}

/** As it reads once it was in the database. */
function stored(definition: unknown): unknown {
  return JSON.parse(JSON.stringify(definition ?? null));
}

function changeOf(
  next: { version: string; digest: string },
  enabled: InstalledVersion | undefined,
  installed: InstalledVersion | undefined,
): PlannedPack['change'] {
  if (enabled?.version === next.version) return enabled.digest === next.digest ? 'none' : 'replace';
  if (enabled === undefined) return installed?.digest === next.digest ? 'enable' : 'install';
  return compareVersions(next.version, enabled.version) > 0 ? 'upgrade' : 'downgrade';
}

async function sizeOf(root: string): Promise<number> {
  let bytes = 0;
  for await (const { absolutePath, entry } of walkTree(root))
    if (entry.isFile()) bytes += (await lstat(absolutePath)).size;
  return bytes;
}
