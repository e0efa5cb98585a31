import { Injectable } from '@nestjs/common';
import { afterStage, type ErrorReport, type ExecutionOptions } from '@packyard/contracts';
import type { UnstoredResult } from '@packyard/pipeline';
import {
  type ClaimedTask,
  type ExecutionPackEntity,
  ExecutionPackRepository,
  PackProgressRepository,
  ExportRepository,
  type InstalledVersion,
  PackRepository,
  type PackResolution,
} from '@packyard/schema';

interface Found {
  row: ExecutionPackEntity;
  version: InstalledVersion;
}

/** Which installed versions `core.export_packs` takes along, and what has to be collected for them. */
@Injectable()
export class ExportResolver {
  constructor(
    private readonly executionPacks: ExecutionPackRepository,
    private readonly packProgress: PackProgressRepository,
    private readonly packs: PackRepository,
    private readonly exports: ExportRepository,
  ) {}

  async resolve(task: ClaimedTask, options: ExecutionOptions): Promise<UnstoredResult> {
    const rows = (await this.executionPacks.listOf(task.executionId)).filter(
      ({ stage, status }) => stage === 'resolve' && (status === 'pending' || status === 'running'),
    );
    const asked = await Promise.all(rows.map(async (row) => ({ row, version: await this.versionOf(row) })));
    const found = asked.filter((one): one is Found => one.version !== undefined);
    const taken = onePerRef(found);
    const needed = options.skipDependencies ? [] : await this.needed(taken);
    const resolutions: PackResolution[] = [];
    for (const { row, version } of taken) resolutions.push(await this.resolutionOf(row, version, options));
    return {
      store: async ({ transaction }) => {
        await this.packProgress.lockAll(transaction, task.executionId);
        for (const { row, version } of asked) {
          const error = version === undefined ? notInstalled(row) : twice(row, found, taken);
          const move = { stage: 'resolve', status: 'failed' } as const;
          if (error !== undefined) await this.packProgress.move(transaction, row.id, { ...move, error });
        }
        for (const { row, version } of taken) await this.exports.setVersion(transaction, row.id, version);
        for (const pack of needed) await this.exports.addNeeded(transaction, task.executionId, pack);
        // What was added is resolved with them, in the next round.
        if (needed.length === 0) await this.packProgress.storeResolutions(transaction, resolutions);
      },
    };
  }

  private versionOf({ source }: ExecutionPackEntity): Promise<InstalledVersion | undefined> {
    if (source.kind !== 'registry') throw new Error('Only installed packs are exported');
    const { ref, range } = source;
    return range === '*' ? this.packs.findEnabled(ref) : this.packs.findInstalled(ref, range);
  }

  /** Enabled packs that these need, and that are not among them; those that a platform provides are not installed. */
  private async needed(taken: readonly Found[]): Promise<{ ref: string; by: string }[]> {
    const known = await this.packs.listVersionsForResolving();
    const enabled = new Set(known.filter(({ isEnabled }) => isEnabled).map(({ ref }) => ref));
    const refs = new Set(taken.map(({ version }) => version.ref));
    const found = new Map<string, string>();
    const left = taken.map(({ version }) => version);
    const dependenciesOf = ({ ref, version }: { ref: string; version: string }) =>
      known.find((one) => one.ref === ref && one.version === version)?.dependencies ?? [];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      for (const { ref } of dependenciesOf(next)) {
        if (refs.has(ref) || !enabled.has(ref)) continue;
        refs.add(ref);
        found.set(ref, next.ref);
        const version = await this.packs.findEnabled(ref);
        if (version !== undefined) left.push(version);
      }
    }
    return [...found].map(([ref, by]) => ({ ref, by }));
  }

  private async resolutionOf(
    row: ExecutionPackEntity,
    version: InstalledVersion,
    { action }: ExecutionOptions,
  ): Promise<PackResolution> {
    const environments = await this.exports.environmentsOf(version.packVersionId);
    const chosenBecause = row.chosenBecause ?? 'asked for';
    return { id: row.id, dependsOn: [], environments, chosenBecause, ...afterStage(action, 'resolve') };
  }
}

/** An import installs one version of each pack. */
function onePerRef(found: readonly Found[]): Found[] {
  return [...new Map(found.toReversed().map((one) => [one.version.ref, one])).values()].reverse();
}

function notInstalled({ source, sourceText }: ExecutionPackEntity): ErrorReport {
  const isVersion = source.kind === 'registry' && source.range !== '*';
  return {
    code: isVersion ? 'VERSION_NOT_FOUND' : 'PACK_NOT_FOUND',
    message: `${sourceText} is not installed${isVersion ? '' : ' and enabled'}.`,
    hint: 'Only installed packs can be exported; packyard pack versions shows which there are.',
  };
}

function twice(row: ExecutionPackEntity, found: readonly Found[], taken: readonly Found[]): ErrorReport | undefined {
  if (taken.some((one) => one.row.id === row.id)) return undefined;
  const ref = found.find((one) => one.row.id === row.id)?.version.ref ?? '';
  const other = taken.find(({ version }) => version.ref === ref)?.version.version ?? '';
  return {
    code: 'VERSION_EXISTS',
    message: `${row.sourceText}: ${ref} ${other} is exported already, and an export holds one version of each pack.`,
    hint: 'Export the other version into a file of its own.',
  };
}
