import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { WANTED_CHANGES_TYPE, wantedText } from '@packyard/contracts';
import type { WantedState } from '@packyard/schema';

const compress = promisify(gzip);

/** Packs by name, each as JSON. */
export type PackTexts = ReadonlyMap<string, string>;

/** A state that nodes may have, and what it consists of. */
export interface KnownState {
  state: string;
  packs: PackTexts;
}

export interface WantedBody {
  /** Of what is in it, which is JSON. */
  type: string;
  /** Compressed by gzip. */
  bytes: Buffer;
}

/** What is wanted at one moment, ready to be told. Each answer is made once, when the first node needs it, for however many. */
export class WantedSet implements KnownState {
  readonly generation: number;
  /** The number alone does not name it: a database that was restored makes the same numbers anew. */
  readonly state: string;
  readonly packs: PackTexts;
  private readonly digest: string;
  private whole: Promise<WantedBody> | undefined;
  /** By the state that they are to be applied to. */
  private readonly changes = new Map<string, Promise<WantedBody>>();

  /** `former`: what is as it was there takes no memory of its own. */
  constructor(wanted: WantedState, former?: PackTexts) {
    this.generation = wanted.generation;
    this.packs = new Map(wanted.packs.map((pack) => [pack.ref, kept(JSON.stringify(pack), former?.get(pack.ref))]));
    const hash = sha256(`[${this.generation},[${[...this.packs.values()].join(',')}]]`);
    this.state = `${this.generation}-${hash.slice(0, 16)}`;
    this.digest = `sha256:${sha256(wantedText(wanted))}`;
  }

  all(): Promise<WantedBody> {
    const { state, generation } = this;
    return (this.whole ??= bodyOf('application/json', { state, generation }, { packs: [...this.packs.values()] }));
  }

  /** What makes the base into this, unless all of it is shorter. */
  changesSince(base: KnownState): Promise<WantedBody> {
    const known = this.changes.get(base.state);
    if (known !== undefined) return known;
    const { state, generation, digest } = this;
    const changed = [...this.packs].filter(([ref, text]) => base.packs.get(ref) !== text).map(([, text]) => text);
    const removed = [...base.packs.keys()].filter((ref) => !this.packs.has(ref));
    const isShorter = charactersOf(changed) + charactersOf(removed) < charactersOf(this.packs.values());
    const facts = { base: base.state, state, generation, removed, digest };
    const made = isShorter ? bodyOf(WANTED_CHANGES_TYPE, facts, { changed }) : this.all();
    this.changes.set(base.state, made);
    return made;
  }
}

export function charactersOf(texts: Iterable<string>): number {
  let sum = 0;
  for (const { length } of texts) sum += length;
  return sum;
}

/** Equal texts that are one object are also compared at once. */
function kept(text: string, former: string | undefined): string {
  return text === former ? former : text;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** `lists`: their items are JSON already. */
async function bodyOf(type: string, facts: object, lists: Record<string, string[]>): Promise<WantedBody> {
  const written = Object.entries(lists).map(([name, items]) => `,"${name}":[${items.join(',')}]`);
  const text = `{"data":${JSON.stringify(facts).slice(0, -1)}${written.join('')}}}`;
  return { type, bytes: await compress(text) };
}
