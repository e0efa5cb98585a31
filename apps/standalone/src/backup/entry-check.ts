import { DESCRIPTION, END, HOME, TABLES } from './backup-description';

interface Entry {
  type: string;
  path: string;
  linkpath?: string | undefined;
}

const TOP: readonly string[] = [DESCRIPTION, TABLES, HOME, END];

/** Finds what an archive would write elsewhere than below the folder that it is unpacked in. */
export class EntryCheck {
  private readonly links = new Set<string>();
  /** The first such entry. */
  outside: string | undefined;

  /** Gets all entries, in their order. Where a link leads does not matter, as long as nothing goes through it. */
  look({ type, path, linkpath = '' }: Entry): void {
    const isInside = this.isInside(path) && (type !== 'Link' || this.isInside(linkpath));
    if (!isInside) this.outside ??= path;
    if (type === 'SymbolicLink') this.links.add(partsOf(path).join('/'));
  }

  private isInside(path: string): boolean {
    const parts = partsOf(path);
    if (path.startsWith('/') || parts.includes('..') || !TOP.includes(parts[0] ?? '')) return false;
    return parts.every((_part, index) => index === 0 || !this.links.has(parts.slice(0, index).join('/')));
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}
