import { YAMLException } from 'js-yaml';
import type { YamlProblem } from './node';
import { parseTolerantly } from './parse-tolerantly';

const MAX_PROBLEMS = 5;

/**
 * The error at which the parser stopped, and those of the entries of the top level that begin after it, each of which is
 * parsed for itself.
 */
export function syntaxProblems(text: string, first: YAMLException): YamlProblem[] {
  const problems = [problemOf(first, 0)];
  const lines = text.split('\n');
  const starts = lines.flatMap((line, number) => (isEntry(line) ? [number] : []));
  for (const [index, start] of starts.entries()) {
    if (problems.length === MAX_PROBLEMS) break;
    if (first.mark === undefined || start <= first.mark.line) continue;
    const error = errorOf(`${lines.slice(start, starts[index + 1]).join('\n')}\n`);
    if (error !== undefined) problems.push(problemOf(error, start));
  }
  return problems;
}

function isEntry(line: string): boolean {
  return /^[\w"'-]/.test(line) && !/^---(\s|$)/.test(line);
}

function errorOf(text: string): YAMLException | undefined {
  try {
    parseTolerantly(text);
    return undefined;
  } catch (error) {
    if (error instanceof YAMLException) return error;
    throw error;
  }
}

function problemOf({ reason, mark }: YAMLException, linesBefore: number): YamlProblem {
  return { message: reason, place: { line: linesBefore + (mark?.line ?? 0) + 1, column: (mark?.column ?? 0) + 1 } };
}
