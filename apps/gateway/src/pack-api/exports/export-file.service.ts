import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { HomeContent, ReplicatedVendored } from '@packyard/content';
import { PackRef, type Principal, RejectedError, UnavailableError } from '@packyard/contracts';
import { type ExportedPack, type OpenedExport, openExport } from '@packyard/exports';
import { type ExecutionPackEntity, ExecutionPackRepository, PackRepository } from '@packyard/schema';
import { HomeLayout } from '@packyard/store';
import { ExecutionViews } from '../executions/execution-views';

// Each takes the room of its packs until it was read.
const MAX_OPEN = 8;

/** The file of what an execution of `core.export_packs` has collected. */
@Injectable()
export class ExportFileService {
  private openNow = 0;

  constructor(
    private readonly executions: ExecutionViews,
    private readonly executionPacks: ExecutionPackRepository,
    private readonly packs: PackRepository,
    private readonly homeContent: HomeContent,
    private readonly vendored: ReplicatedVendored,
    private readonly layout: HomeLayout,
  ) {}

  /**
   * The file is made anew for each that asks, and for few at a time.
   * @throws RejectedError EXECUTION_NOT_FOUND, or the code of the first pack that was not exported; UnavailableError NOT_READY
   * @throws AbortError once the signal is aborted
   */
  async open(id: string, requester: Principal | undefined, signal: AbortSignal): Promise<OpenedExport> {
    if (this.openNow >= MAX_OPEN) throw busy();
    this.openNow += 1;
    let isOpen = true;
    const release = () => {
      if (isOpen) this.openNow -= 1;
      isOpen = false;
    };
    try {
      const { stream, close } = await this.prepare(id, requester, signal);
      return { stream, close: () => close().finally(release) };
    } catch (error) {
      release();
      throw error;
    }
  }

  private async prepare(id: string, requester: Principal | undefined, signal: AbortSignal): Promise<OpenedExport> {
    const execution = await this.executions.find(id, requester);
    if (execution.action !== 'core.export_packs')
      throw notThere(id, 'is no export', 'Export packs with packyard export.');
    if (execution.finishedAt === null) {
      throw new UnavailableError('NOT_READY', `Execution ${execution.id} has not ended.`, {
        hint: 'Ask again when it has.',
      });
    }
    const rows = await this.executionPacks.listOf(execution.id);
    const packs: ExportedPack[] = [];
    for (const row of rows) packs.push(await this.exported(row, id));
    return openExport(packs, join(this.layout.uploads, `export-${randomUUID()}`), signal);
  }

  private async exported(row: ExecutionPackEntity, id: string): Promise<ExportedPack> {
    if (row.status !== 'completed') throw notExported(row);
    const installed = await this.packs.findInstalled(row.ref ?? '', row.version ?? '');
    if (installed === undefined) throw kept(id, `${row.ref ?? ''} ${row.version ?? ''} is not installed any more`);
    const vendored = await Promise.all(
      (row.actionResult?.exported ?? []).map(async ({ vendored: name, runtime }) => {
        const found = await this.vendored.find(runtime, name);
        if (found === undefined) throw kept(id, 'what it collected has been removed');
        return { id: name, ...found };
      }),
    );
    const folder = await this.homeContent.ensurePack(installed);
    const { ref, version, digest } = installed;
    return { ref: PackRef.parse(ref), version, digest, folder, vendored };
  }
}

function busy(): UnavailableError {
  return new UnavailableError('NOT_READY', `${MAX_OPEN} files of exports are being fetched already.`, {
    hint: 'Ask again when one of them has been.',
  });
}

function notExported({ ref, sourceText, error }: ExecutionPackEntity): RejectedError {
  const why = error?.message ?? 'it was cancelled';
  return new RejectedError('DEPENDENCY_FAILED', `${ref ?? sourceText} was not exported, so there is no file: ${why}`, {
    hint: error?.hint ?? 'Export the other packs without it.',
  });
}

function kept(id: string, why: string): RejectedError {
  return notThere(id, `has no file any more: ${why}`, 'Export the packs again.');
}

function notThere(id: string, why: string, hint: string): RejectedError {
  return new RejectedError('EXECUTION_NOT_FOUND', `Execution ${id} ${why}.`, { hint });
}
