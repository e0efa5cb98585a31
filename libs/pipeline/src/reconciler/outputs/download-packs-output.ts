import { type DownloadedPackOutput, type DownloadPacksOutput, describedAsSubmitted } from '@packyard/contracts';
import type { ExecutionPackEntity } from '@packyard/schema';
import { completedOf, type EndedExecution, errorText, failedOf } from './ended-execution';

export function downloadPacksOutput(ended: EndedExecution): DownloadPacksOutput {
  const downloaded = completedOf(ended);
  const failed = failedOf(ended);
  return {
    downloaded_packs: downloaded.map((pack) => downloadedPack(pack, ended)),
    failed_packs: failed.map((pack) => ({ source: sourceOf(pack, ended), error: errorText(pack) })),
    total_count: ended.packs.length,
    success_count: downloaded.length,
    failure_count: failed.length,
  };
}

function downloadedPack(pack: ExecutionPackEntity, ended: EndedExecution): DownloadedPackOutput {
  const { downloadResult, actionResult, ref, version } = pack;
  if (downloadResult === null || actionResult?.deliveredPath === undefined) {
    throw new Error(`Pack ${pack.id} is completed but was never delivered`);
  }
  return {
    source: sourceOf(pack, ended),
    source_type: downloadResult.sourceType as DownloadedPackOutput['source_type'],
    pack_path: actionResult.deliveredPath,
    pack_ref: ref ?? 'unknown',
    pack_version: version ?? '0.0.0',
    git_commit: downloadResult.gitCommit ?? null,
    checksum: downloadResult.checksum ?? downloadResult.digest,
  };
}

/** As the request names it, so that its sender finds it again. */
function sourceOf({ sourceText }: ExecutionPackEntity, { execution }: EndedExecution): string {
  return describedAsSubmitted(sourceText, execution.parameters);
}
