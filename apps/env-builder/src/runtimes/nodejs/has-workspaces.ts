import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildInput } from '../runtime';

/** npm's workspaces are left to npm. An unreadable file has none. */
export async function hasWorkspaces({ contentFolder, request }: BuildInput): Promise<boolean> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(contentFolder, request.packageFile), 'utf8'));
    return typeof manifest === 'object' && manifest !== null && 'workspaces' in manifest;
  } catch {
    return false;
  }
}
