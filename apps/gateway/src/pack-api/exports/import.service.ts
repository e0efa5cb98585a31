import { randomUUID } from 'node:crypto';
import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import {
  type Actor,
  type ExecutionId,
  type ExecutionView,
  type ExportManifest,
  type ParsedSource,
  RejectedError,
} from '@packyard/contracts';
import { UploadedFiles, ReplicatedVendored } from '@packyard/content';
import { ExportReader } from '@packyard/exports';
import { HomeLayout, removeTree, machinePlatform } from '@packyard/store';
import type { AuthorizedRequest } from '../../access/access.guard';
import { ExecutionViews } from '../executions/execution-views';
import { ExecutionWaiter } from '../executions/execution-waiter';
import { SubmitService } from '../executions/submit.service';
import { isTrue, type ReceivedFile, UploadService } from '../pack-actions/upload.service';

export class ImportLimits {
  constructor(readonly maxBytes: number) {}
}

const FLAGS = ['force', 'skip_tests', 'skip_dependencies'] as const;

/** Takes an export in: checked as a whole first, then installed from what it brought alone. */
@Injectable()
export class ImportService {
  private readonly logger = new Logger(ImportService.name);
  private readonly reader = new ExportReader();

  constructor(
    private readonly uploads: UploadService,
    private readonly submissions: SubmitService,
    private readonly executions: ExecutionViews,
    private readonly waiter: ExecutionWaiter,
    private readonly vendored: ReplicatedVendored,
    private readonly given: UploadedFiles,
    private readonly layout: HomeLayout,
    private readonly limits: ImportLimits,
  ) {}

  /** @throws RejectedError PARAMETERS_INVALID, ARCHIVE_INVALID, CHECKSUM_MISMATCH, LIMIT_EXCEEDED or VERSION_INCOMPATIBLE */
  async run(request: AuthorizedRequest): Promise<ExecutionView> {
    const { maxBytes } = this.limits;
    const received = await this.uploads.receiveFile(request, {
      part: 'export',
      maxBytes,
      tooLarge: () => tooLarge(maxBytes),
    });
    const folder = join(this.layout.uploads, `import-${randomUUID()}`);
    try {
      const manifest = await this.unpack(received, folder);
      assertFits(manifest);
      await this.keepVendored(manifest, folder);
      const sources = await this.sources(manifest, folder);
      // Looking through a large file takes minutes.
      const { actor } = await request.authorizeAgain();
      const { id, created } = await this.submit(sources, received, actor);
      void this.removeAtEnd(id, folder);
      return created ?? (await this.executions.view(await this.executions.find(String(id))));
    } catch (error) {
      await removeTree(folder);
      throw error;
    } finally {
      await removeTree(received.file);
    }
  }

  private async unpack({ file }: ReceivedFile, destination: string): Promise<ExportManifest> {
    await mkdir(destination, { recursive: true });
    const { maxBytes } = this.limits;
    const signal = new AbortController().signal;
    return this.reader.unpack({ file, destination, maxBytes }, (await stat(file)).size, signal);
  }

  private async keepVendored({ vendored }: ExportManifest, folder: string): Promise<void> {
    for (const packages of Object.values(vendored)) {
      const lockFile = join(folder, packages.lock);
      await this.vendored.put(packages, { lockFile, pathOf: ({ sha256 }) => join(folder, sha256) });
    }
  }

  /** Under names that are shown as where the packs came from. */
  private async sources({ packs }: ExportManifest, folder: string): Promise<ParsedSource[]> {
    await mkdir(join(folder, 'packs'));
    const sources: ParsedSource[] = [];
    for (const { ref, version, content, vendored } of packs) {
      const upload = `${ref}-${version}.tar`;
      const path = join(folder, 'packs', upload);
      await rename(join(folder, content), path);
      const shared = await this.given.share(path);
      sources.push({ source: { kind: 'local', path, upload, checksum: `sha256:${content}`, vendored, ...shared } });
    }
    return sources;
  }

  private submit(sources: ParsedSource[], { fields }: ReceivedFile, requestedBy: Actor) {
    const flags = FLAGS.map((name) => [name, isTrue(fields[name])] as const);
    const enable = fields['enable'] === undefined ? {} : { enable: isTrue(fields['enable']) };
    const packs = sources.map(({ source }) => (source.kind === 'local' ? source.path : ''));
    const parameters = { packs, ...Object.fromEntries(flags), ...enable };
    return this.submissions.submit({ action: 'core.install_packs', parameters, sources, requestedBy });
  }

  /** What a process that ends before leaves there goes with other uploads. */
  private async removeAtEnd(id: ExecutionId, folder: string): Promise<void> {
    try {
      await this.waiter.waitFor(id);
      await removeTree(folder);
    } catch (error) {
      this.logger.warn(`What execution ${id} imported stays in ${folder} for now: ${String(error)}`);
    }
  }
}

/** What was compiled for another platform would fail later, or not at all until it is used. */
function assertFits({ vendored }: ExportManifest): void {
  const here = machinePlatform();
  const other = Object.values(vendored).find(({ platform }) => platform !== here);
  if (other === undefined) return;
  throw new RejectedError(
    'VERSION_INCOMPATIBLE',
    `The export was made on ${other.platform}, and this service runs on ${here}.`,
    { hint: 'Export the packs from a service on the same platform.' },
  );
}

function tooLarge(maxBytes: number): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `The export has more than ${maxBytes} bytes.`, {
    hint: 'If it is trusted, raise PACKYARD_MAX_IMPORT_BYTES; or export its packs into several files.',
  });
}
