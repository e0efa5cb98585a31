import { DESCRIPTION, END_ENTRY, HOME_ENTRY, LEFT_OUT, TABLES_ENTRY } from './backup-description';

interface Entry {
  type: string;
  path: string;
  linkpath?: string | undefined;
}

const TOP = new Map([
  [DESCRIPTION, 'File'],
  [TABLES_ENTRY, 'Directory'],
  [HOME_ENTRY, 'Directory'],
  [END_ENTRY, 'File'],
]);

/** Finds what an archive would write elsewhere than below the folder that it is unpacked in. */
export class EntryCheck {
  private readonly links = new Set<string>();
  private readonly files = new Set<string>();
  private readonly names = new Set<string>();
  /** The first such entry. */
  outside: string | undefined;

  /** Gets all entries, in their order. Where a link leads does not matter, as long as nothing goes through it. */
  look({ type, path, linkpath = '' }: Entry): void {
    const name = nameOf(path);
    // A second name of a link would be one that nothing here knows of.
    const isKnown = type !== 'Link' || (this.isInside(linkpath) && this.files.has(nameOf(linkpath)));
    const isInPlace = name.includes('/') || TOP.get(name) === type;
    // What comes twice would take the place of what was looked at: of a file, by a link.
    const isSecond = this.names.has(name);
    if (!this.isInside(path) || !isKnown || !isInPlace || isSecond) this.outside ??= path;
    this.names.add(name);
    if (type === 'SymbolicLink') this.links.add(name);
    else if (type !== 'Directory') this.files.add(name);
  }

  private isInside(path: string): boolean {
    const parts = partsOf(path);
    // What no backup takes, such as the files of PostgreSQL, nobody restores either.
    if (parts[0] === HOME_ENTRY && LEFT_OUT.some((pattern) => pattern.test(parts[1] ?? ''))) return false;
    if (path.startsWith('/') || parts.includes('..') || !TOP.has(parts[0] ?? '')) return false;
    return parts.every((_part, index) => index === 0 || !this.links.has(parts.slice(0, index).join('/')));
  }
}

function nameOf(path: string): string {
  return partsOf(path).join('/');
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}
