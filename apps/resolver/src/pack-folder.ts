import { join } from 'node:path';
import type { ExecutionPackEntity } from '@packyard/schema';

/** Where the pack lies in the folder that the request names: that folder, or one below it. */
export function folderInSource({ source, downloaded, sourceText }: ExecutionPackEntity): string {
  return join(source.kind === 'local' ? source.path : sourceText, downloaded?.subPath ?? '');
}
