import { charactersOf, type KnownState } from './wanted-set';

const MAX_STATES = 64;
/** Of JSON, as if no two states had anything in common: they mostly have nearly all. */
const MAX_CHARACTERS = 50_000_000;

/** What was wanted lately: nodes that have it need to be told only what changed since. */
export class RecentWantedStates {
  /** The one that was seen last comes last. */
  private readonly states = new Map<string, KnownState & { characters: number }>();
  private characters = 0;

  constructor(
    private readonly most: { states: number; characters: number } = {
      states: MAX_STATES,
      characters: MAX_CHARACTERS,
    },
  ) {}

  find(state: string): KnownState | undefined {
    return this.states.get(state);
  }

  /** The others that were not seen for longest are forgotten where they are too many. */
  see({ state, packs }: KnownState): void {
    this.forget(state);
    const characters = charactersOf(packs.values());
    this.states.set(state, { state, packs, characters });
    this.characters += characters;
    for (const other of [...this.states.keys()].slice(0, -1)) if (this.isTooMuch()) this.forget(other);
  }

  private isTooMuch(): boolean {
    return this.states.size > this.most.states || this.characters > this.most.characters;
  }

  private forget(state: string): void {
    this.characters -= this.states.get(state)?.characters ?? 0;
    this.states.delete(state);
  }
}
