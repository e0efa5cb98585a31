import { unsafePath } from '@packyard/pack';

/** What the disks have of one name. */
const MAX_NAME_BYTES = 255;

/** What an archive has put where so far: nothing is written of one that no disk can hold, or that writes through a link. */
export class ArchiveNames {
  private readonly folders = new Set<string>();
  /** Files and links. */
  private readonly others = new Set<string>();

  /** @throws RejectedError ARCHIVE_UNSAFE_PATH */
  add(path: string, isFolder: boolean): void {
    if (path.split('/').some((name) => Buffer.byteLength(name) > MAX_NAME_BYTES)) {
      throw unsafePath(path, `a name in it has more than ${MAX_NAME_BYTES} bytes`);
    }
    if (!isFolder && this.others.has(path)) throw unsafePath(path, 'the archive contains it twice');
    if ((isFolder ? this.others : this.folders).has(path)) {
      throw unsafePath(path, 'the archive has a folder and something else of this name');
    }
    (isFolder ? this.folders : this.others).add(path);
    this.addFoldersOf(path);
  }

  private addFoldersOf(path: string): void {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (this.others.has(folder)) throw unsafePath(path, `it lies in '${folder}', which is no folder in the archive`);
      if (this.folders.has(folder)) return;
      this.folders.add(folder);
    }
  }
}
