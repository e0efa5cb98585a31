import { RejectedError } from '@packyard/contracts';
import { isRepository } from './assert-no-repositories';

const PUBLISHED = /^(?:@[a-z\d~_-][\w.~-]*\/)?[a-z\d~_-][\w.~-]*@\d+\.\d+\.\d+(?:[-+][\w.+-]*)?$/i;
/** The second is how repositories are offered as archives. */
const ARCHIVE_PATHS = [/\.(?:tgz|tar\.gz|tar)$/i, /\/tar\.gz\//i];

/**
 * A package that is fetched by looking into an archive, and by nothing else: for folders and repositories npm runs what
 * they say. A lock that names others was written by the pack.
 * @throws RejectedError ENVIRONMENT_FAILED
 */
export function assertFetchable(spec: string): void {
  if (PUBLISHED.test(spec) || isArchiveUrl(spec)) return;
  const shown = spec.replace(/\/\/[^/@]*@/, '//***@').slice(0, 200);
  throw new RejectedError(
    'ENVIRONMENT_FAILED',
    `The lock of the pack names '${shown}', which is no archive of a package.`,
    {
      hint: 'Name a published version, or the https:// URL of a .tgz; folders of the pack are exported with it.',
    },
  );
}

function isArchiveUrl(spec: string): boolean {
  const url = URL.parse(spec);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || isRepository(spec)) return false;
  return ARCHIVE_PATHS.some((pattern) => pattern.test(url.pathname));
}
