import { type Event, EVENT_ID, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import type { MappingNode, ScalarNode, SequenceNode, YamlNode, YamlProblem } from './node';
import type { Parsed } from './parse-tolerantly';
import { PositionFinder } from './position-finder';

export interface ComposedDocument {
  /** Undefined when there is nothing in it. */
  root: YamlNode | undefined;
  problems: YamlProblem[];
}

/** Makes a tree of each document. Aliases become the very nodes that they name. */
export function compose(parsed: Parsed): ComposedDocument[] {
  const composer = new Composer(parsed);
  for (const event of parsed.events) composer.take(event);
  return composer.documents;
}

type Frame = (SequenceNode | MappingNode) & { key?: YamlNode | undefined };

class Composer {
  readonly documents: ComposedDocument[] = [];
  private readonly places: PositionFinder;
  private anchors = new Map<string, YamlNode>();
  private prefixes = new Map<string, string>();
  private frames: Frame[] = [];
  /** Of the last node that has a place of its own: what is empty has none. */
  private offset = 0;

  constructor(private readonly parsed: Parsed) {
    this.places = new PositionFinder(parsed.text, parsed.shifts);
  }

  take(event: Event): void {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        this.documents.push({ root: undefined, problems: [] });
        this.anchors = new Map();
        this.prefixes = new Map(
          event.directives.flatMap((directive) =>
            directive.kind === 'tag' ? [[directive.handle, directive.prefix] as const] : [],
          ),
        );
        return;
      case EVENT_ID.SCALAR:
        this.add(this.named(event, this.scalarOf(event)));
        return;
      case EVENT_ID.SEQUENCE:
        this.open(this.named(event, { kind: 'sequence', items: [], ...this.writtenAt(event, event.start) }));
        return;
      case EVENT_ID.MAPPING:
        this.open(this.named(event, { kind: 'mapping', entries: [], ...this.writtenAt(event, event.start) }));
        return;
      case EVENT_ID.ALIAS:
        this.addAlias(this.parsed.text.slice(event.anchorStart, event.anchorEnd), event.anchorStart);
        return;
      case EVENT_ID.POP:
        this.frames.pop();
    }
  }

  private scalarOf(event: ScalarEvent): ScalarNode {
    const { text } = this.parsed;
    const isBlock = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
    const value = getScalarValue(text, event);
    // Where the file ends without a line's end, the block has none either, for libyaml.
    const endsInLine = isBlock && event.valueEnd >= text.length && !/[\r\n]$/.test(text);
    return {
      kind: 'scalar',
      text: endsInLine ? value.replace(/\n$/, '') : value,
      isPlain: event.style === SCALAR_STYLE.PLAIN,
      ...this.writtenAt(event, isQuoted(event) ? event.valueStart - 1 : event.valueStart),
    };
  }

  private writtenAt({ tagStart, tagEnd }: { tagStart: number; tagEnd: number }, start: number) {
    const known = [start, tagStart].filter((offset) => offset >= 0);
    if (known.length > 0) this.offset = Math.min(...known);
    const place = this.places.positionOf(this.offset);
    return tagStart < 0 ? { place } : { place, tag: this.fullTag(this.parsed.text.slice(tagStart, tagEnd)) };
  }

  /** `!!int` for every way of writing that tag; others as they are written, but for what `%TAG` says. */
  private fullTag(written: string): string {
    const [, handle = '', suffix = ''] = /^(!(?:[\w-]*!)?)(.*)$/.exec(written) ?? [];
    const prefix = this.prefixes.get(handle) ?? (handle === '!!' ? STANDARD : undefined);
    const full = /^!<(.*)>$/.exec(written)?.[1] ?? (prefix === undefined ? written : `${prefix}${suffix}`);
    return full.startsWith(STANDARD) ? `!!${full.slice(STANDARD.length)}` : full;
  }

  private named<Node extends YamlNode>(event: { anchorStart: number; anchorEnd: number }, node: Node): Node {
    if (event.anchorStart >= 0) this.anchors.set(this.parsed.text.slice(event.anchorStart, event.anchorEnd), node);
    return node;
  }

  private open(node: SequenceNode | MappingNode): void {
    this.add(node);
    this.frames.push(node);
  }

  private addAlias(name: string, offset: number): void {
    const node = this.anchors.get(name);
    if (node !== undefined) {
      this.add(node);
      return;
    }
    const place = this.places.positionOf(offset - 1);
    this.documents.at(-1)?.problems.push({ message: `the alias *${name} names nothing that comes before it`, place });
    this.add({ kind: 'scalar', text: '', isPlain: true, place });
  }

  private add(node: YamlNode): void {
    const frame = this.frames.at(-1);
    const document = this.documents.at(-1);
    if (frame === undefined) {
      if (document !== undefined) document.root = node;
    } else if (frame.kind === 'sequence') {
      frame.items.push(node);
    } else if (frame.key === undefined) {
      frame.key = node;
    } else {
      frame.entries.push({ key: frame.key, value: node });
      delete frame.key;
    }
  }
}

const STANDARD = 'tag:yaml.org,2002:';

function isQuoted({ style }: ScalarEvent): boolean {
  return style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;
}
