/** More of them nobody reads, and a file has room for a hundred thousand. */
const MAX_TOLD = 20;
const MAX_TOLD_LENGTH = 1000;

/** Sentences about a file: the first of them, and how many more there are. */
export class CappedMessages {
  private readonly told: string[] = [];
  private count = 0;

  /** What is not told is not made either: to find its place takes time, each time. */
  add(sentence: () => string): void {
    this.count += 1;
    if (this.told.length < MAX_TOLD) this.told.push(shortened(sentence()));
  }

  list(): string[] {
    const more = this.count - this.told.length;
    return more > 0 ? [...this.told, `and ${more} more`] : [...this.told];
  }
}

export function firstOf<Item = string>(items: readonly Item[], tell: (item: Item) => string = String): string[] {
  const remarks = new CappedMessages();
  for (const item of items) remarks.add(() => tell(item));
  return remarks.list();
}

function shortened(sentence: string): string {
  return sentence.length > MAX_TOLD_LENGTH ? `${sentence.slice(0, MAX_TOLD_LENGTH)}…` : sentence;
}
