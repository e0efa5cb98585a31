import { relative } from 'node:path';

/** What node-tar hangs to its errors, or the disk to its own. */
interface Details {
  code?: string;
  syscall?: string;
  path?: string;
  entry?: { path?: string };
  header?: { path?: string };
  member?: string;
}

const MAX_SHOWN = 200;
const BY_CODE: Readonly<Record<string, string>> = {
  EEXIST: 'something of this name is there already',
  ENOTDIR: 'it lies in what is no folder',
  EISDIR: 'a folder of this name is there already',
  ENOTEMPTY: 'a folder of this name is there already',
  ENAMETOOLONG: 'its name is too long for this disk',
  ELOOP: 'links lead round in a circle',
};

/** Which entry of an archive could not be read or written, and why: nothing of where it was to be written to, or in the disk's words. */
export function describeUnpackError(error: Error, destination: string): string {
  const details = error as Error & Details;
  const own = details.message.replace(/^TAR_[A-Z_]+: /, '').replaceAll(`${destination}/`, '');
  const isOfTheDisk = details.syscall !== undefined;
  const what = isOfTheDisk ? (BY_CODE[details.code ?? ''] ?? 'this disk can not take it') : own;
  // Where a header is damaged, so is the name in it.
  const member = own === 'checksum failure' ? undefined : memberIn(details, destination);
  return member === undefined ? what : `'${member}' can't be unpacked: ${what}`;
}

function memberIn({ member, entry, header, path }: Details, destination: string): string | undefined {
  const inside = path === undefined ? undefined : relative(destination, path);
  const written = inside === '' || inside?.startsWith('..') === true ? undefined : inside;
  const name = member ?? entry?.path ?? header?.path ?? written;
  return name === undefined || name === '' ? undefined : JSON.stringify(name.slice(0, MAX_SHOWN)).slice(1, -1);
}
