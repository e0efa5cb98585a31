import { RejectedError } from '@packyard/contracts';

/** What a name holds in the place of bytes that are no UTF-8, once it was read as that. */
const NOT_READABLE = '\ufffd';
const MAX_NAMED_LENGTH = 4096;

export function unsafePath(path: string, reason: string): RejectedError {
  return new RejectedError(
    'ARCHIVE_UNSAFE_PATH',
    `The pack contains the path '${printable(path)}', which is not safe: ${reason}.`,
    {
      hint: 'Remove it from the pack and publish the pack again.',
    },
  );
}

/**
 * Before anything else looks at a path of an archive, or at what a link in it names: no disk has longer ones.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH
 */
export function assertNotEndless(path: string): void {
  if (path.length > MAX_NAMED_LENGTH) throw unsafePath(path, `it has more than ${MAX_NAMED_LENGTH} characters`);
}

/**
 * A name that is no UTF-8 can't be written as it is: it would become another one, or not be found again.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH
 */
export function assertIsUtf8(path: string): void {
  if (!path.includes(NOT_READABLE)) return;
  throw new RejectedError(
    'ARCHIVE_UNSAFE_PATH',
    `The pack contains the path '${printable(path)}', whose name is not UTF-8: ${NOT_READABLE} stands for what can't be read.`,
    { hint: 'Rename it, for example with convmv -f latin1 -t utf8 --notest, and publish the pack again.' },
  );
}

function printable(path: string): string {
  return JSON.stringify(path.slice(0, 200)).slice(1, -1);
}
