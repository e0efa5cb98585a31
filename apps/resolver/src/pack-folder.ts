import { join } from 'node:path';
import type { ExecutionPackEntity } from '@packyard/schema';

/** Where the pack lies in the folder that the request names: that folder, or one below it. */
export function folderInSource({ source, downloadResult, sourceText }: ExecutionPackEntity): string {
  // What was downloaded before an upgrade tells it by its staged folder alone.
  const below = downloadResult?.subPath ?? /\/content\/(.*)$/.exec(downloadResult?.stagedPath ?? '')?.[1];
  return join(source.kind === 'local' ? source.path : sourceText, below ?? '');
}
