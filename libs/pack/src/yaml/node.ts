import { firstOf } from '../capped-messages';

/** A place in a file, both from 1. */
export interface Position {
  line: number;
  column: number;
}

interface Written {
  place: Position;
  /** `!!int` or `!mine`, as it is written; absent when there is none. */
  tag?: string;
}

export interface ScalarNode extends Written {
  kind: 'scalar';
  /** Without its quotes, and before anybody asked whether it is a number. */
  text: string;
  /** Neither quoted nor a block: only these can be numbers, flags or nothing. */
  isPlain: boolean;
}

export interface SequenceNode extends Written {
  kind: 'sequence';
  items: YamlNode[];
}

export interface MappingNode extends Written {
  kind: 'mapping';
  entries: { key: YamlNode; value: YamlNode }[];
}

/** The syntax tree of a document. What an alias names is the same node again. */
export type YamlNode = ScalarNode | SequenceNode | MappingNode;

/** What is wrong in a file, in words that go on after the file's name. */
export interface YamlProblem {
  message: string;
  place: Position;
}

/** `is not valid YAML in line 1, column 8: what; in line 3, column 1: what else`. */
export function describeProblems(problems: readonly YamlProblem[]): string {
  const all = problems.map(({ message, place }) => `in ${describePosition(place)}: ${message}`);
  return `is not valid YAML ${firstOf(all).join('; ')}`;
}

export function describePosition({ line, column }: Position): string {
  return `line ${line}, column ${column}`;
}
