import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that this program was installed to, which holds its package.json: code that runs as the service. */
export function installationFolder(from = __dirname): string {
  const parent = dirname(from);
  return existsSync(join(from, 'package.json')) || parent === from ? from : installationFolder(parent);
}
