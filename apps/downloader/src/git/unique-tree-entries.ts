import { unsafePath } from '@packyard/pack';
import { leadsAway } from './path-in-tree';

const MAX_NAME_BYTES = 255;

/**
 * Looks whether the entries of a tree, listed folder by folder, are such that each has a place of its own: whoever writes
 * objects by hand can give one name to a link and to a folder, and names with slashes. It only remembers the folders that the
 * last entry lies in.
 */
export class UniqueTreeEntries {
  private readonly open = [{ path: '', names: new Map<string, string>() }];

  /** @throws RejectedError ARCHIVE_UNSAFE_PATH */
  add(path: string, isFolder: boolean): void {
    const slash = path.lastIndexOf('/');
    const [folder, name] = [slash === -1 ? '' : path.slice(0, slash), path.slice(slash + 1)];
    if (leadsAway(path)) throw unsafePath(path, 'it leads out of the pack');
    if (Buffer.byteLength(name) > MAX_NAME_BYTES)
      throw unsafePath(path.slice(0, MAX_NAME_BYTES), `it has a name of more than ${MAX_NAME_BYTES} bytes`);
    while (this.open.length > 1 && this.open.at(-1)?.path !== folder) this.open.pop();
    const parent = this.open.at(-1);
    if (parent?.path !== folder) throw unsafePath(path, 'what it lies in is no folder of the repository');
    const folded = name.normalize('NFC').toLowerCase();
    const twin = parent.names.get(folded);
    if (twin === name) throw unsafePath(path, 'the repository contains it twice');
    if (twin !== undefined) throw unsafePath(path, `it differs from '${twin}' only in case or Unicode form`);
    parent.names.set(folded, name);
    if (isFolder) this.open.push({ path, names: new Map() });
  }
}
