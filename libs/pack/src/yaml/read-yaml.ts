import { YAMLException } from 'js-yaml';
import { compose, type ComposedDocument } from './compose';
import { contentProblem } from './content-problem';
import type { YamlNode, YamlProblem } from './node';
import { parseTolerantly } from './parse-tolerantly';
import type { YamlVersion } from './scalars';
import { syntaxProblems } from './syntax-problems';
import { toValue } from './to-value';

export interface YamlDocument {
  root: YamlNode | undefined;
  /** What it means in a version of YAML. */
  value: (version: YamlVersion) => { value: unknown; warnings: YamlProblem[] } | { problems: YamlProblem[] };
}

export interface ReadYamlOptions {
  /** Of several documents in one file, take the first one, as Gort does; others refuse such a file. */
  firstOnly?: boolean;
}

/** Parses a text once; what it means can be asked in more than one version of YAML. Finds several problems at once. */
export function readYaml(
  text: string,
  { firstOnly = false }: ReadYamlOptions = {},
): YamlDocument | { problems: YamlProblem[] } {
  const documents = parse(text);
  if ('problems' in documents) return documents;
  const [first, second] = documents;
  if (second?.root !== undefined && !firstOnly) {
    return {
      problems: [{ message: 'a second document begins, but one is all that is read', place: second.root.place }],
    };
  }
  return { root: first?.root, value: (version) => valueOf(first, version) };
}

function parse(text: string): ComposedDocument[] | { problems: YamlProblem[] } {
  try {
    return compose(parseTolerantly(text));
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { problems: syntaxProblems(text, error) };
  }
}

function valueOf(document: ComposedDocument | undefined, version: YamlVersion): ReturnType<YamlDocument['value']> {
  if (document?.root === undefined) return { value: null, warnings: [] };
  const { value, problems, warnings } = toValue(document.root, version);
  const all = [...document.problems, ...problems];
  if (all.length > 0) return { problems: all };
  const content = contentProblem(value);
  if (content !== undefined) return { problems: [{ message: content, place: document.root.place }] };
  return { value, warnings };
}
