import type { RemoteRef } from './remote-ref';

const NAMES_KEPT = 10;
// A server may call them by as much as fits into a packet.
const MAX_SHOWN_LENGTH = 100;
const SHA1_LENGTH = 40;
const PEELED = '^{}';
const FULL_NAME = /^([0-9a-f]{40}|[0-9a-f]{64})$/i;
const WITH_KIND = /^(heads|tags)\//;

/** What is kept of all that a repository has, once it is known what is wanted of it. */
export interface RefChoice {
  isEmpty: boolean;
  /** How many hexadecimal digits its ids have. */
  idLength: number;
  found?: RemoteRef;
  /** The last of its branches and tags, as people call them. */
  names: readonly string[];
  hasMoreNames: boolean;
}

/** Whether it promises what it names to the byte: then it is never a branch or tag, whatever those are called. */
export function isFullName(refSpec: string): boolean {
  return FULL_NAME.test(refSpec);
}

/** Told all that a repository has, one after the other, it finds what is wanted, and keeps little else. */
export class RefChooser {
  private readonly wanted: readonly string[];
  private readonly ids = new Map<string, string>();
  private readonly commits = new Map<string, string>();
  private idLength: number | undefined;
  private names: string[] = [];
  private count = 0;

  constructor(refSpec: string | undefined) {
    this.wanted = namesOf(refSpec);
  }

  /** `name^{}` names the commit of a tag that has a text of its own. */
  add(id: string, name: string): void {
    if (name.endsWith(PEELED)) {
      const tag = name.slice(0, -PEELED.length);
      if (this.wanted.includes(tag)) this.commits.set(tag, id);
      return;
    }
    this.idLength ??= id.length;
    if (this.wanted.includes(name) && !this.ids.has(name)) this.ids.set(name, id);
    const called = name.replace(/^refs\/(heads|tags)\//, '');
    if (called.startsWith('refs/') || called === 'HEAD') return;
    this.count += 1;
    this.names.push(called);
    if (this.names.length > NAMES_KEPT) this.names.shift();
  }

  choice(): RefChoice {
    const name = this.wanted.find((each) => this.ids.has(each));
    const id = owned(this.ids.get(name ?? '') ?? '');
    return {
      isEmpty: this.idLength === undefined,
      idLength: this.idLength ?? SHA1_LENGTH,
      ...(name === undefined ? {} : { found: { id, name, commit: owned(this.commits.get(name) ?? id) } }),
      names: this.names.map(shown),
      hasMoreNames: this.count > NAMES_KEPT,
    };
  }
}

/** A branch comes before a tag; then what git itself would find by `tags/v1`, and `v1.0.0` for `1.0.0`. */
function namesOf(refSpec: string | undefined): string[] {
  if (refSpec === undefined) return ['HEAD'];
  if (isFullName(refSpec)) return [];
  const withKind = WITH_KIND.test(refSpec) ? [`refs/${refSpec}`] : [];
  return [`refs/heads/${refSpec}`, `refs/tags/${refSpec}`, refSpec, ...withKind, `refs/tags/v${refSpec}`];
}

function shown(name: string): string {
  return owned(name.length > MAX_SHOWN_LENGTH ? `${name.slice(0, MAX_SHOWN_LENGTH)}…` : name);
}

/** A part of a text keeps all of it in memory. */
function owned(text: string): string {
  return Buffer.from(text).toString();
}
