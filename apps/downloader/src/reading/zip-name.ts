import { assertIsUtf8 } from '@packyard/pack';
import { type Entry, getFileNameLowLevel } from 'yauzl';

const ABOUT_UTF8 = 0x800;
// Where an archive was made: MS-DOS, which .NET says too, and Windows.
const WITH_BACKSLASHES = [0, 10, 11];

/**
 * What an entry is called. Many programs write UTF-8 without saying so; what is neither is of a code page that the archive
 * does not name, and guessing would rename it.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH for a name that is no UTF-8
 */
export function nameOf(entry: Entry): string {
  const flags = entry.generalPurposeBitFlag | ABOUT_UTF8;
  const written = getFileNameLowLevel(flags, entry.fileNameRaw, entry.extraFields, true);
  assertIsUtf8(written);
  return isOfWindows(entry, written) ? written.replaceAll('\\', '/') : written;
}

/** Old .NET and PowerShell part folders with backslashes, which no file there can have in its name. */
function isOfWindows({ versionMadeBy }: Entry, name: string): boolean {
  return WITH_BACKSLASHES.includes(versionMadeBy >>> 8) && !name.includes('/');
}
