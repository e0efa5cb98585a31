import { maskText } from '@packyard/contracts';
import type { Dependency } from '../manifest';
import { isEmptyRange, isRange } from '../range';
import type { YamlMapping } from '../yaml/mapping';
import { type DependencyItem, dependencyItems } from './dependency-items';
import { refProblem } from './manifest-fields';
import { splitDependency } from './split-dependency';

const REMEDY = 'write name, name@1.2.0, name@>=1.0 or {ref: name, version: ">=1.0"}';

/** `core`, `core@>=1.0.0`, `http ^1.0`, or `{ref, version}`; of the field `dependencies` or `conflicts`. */
export function readAttuneDependencies(
  mapping: YamlMapping,
  field: 'dependencies' | 'conflicts',
): { found: Dependency[]; problems: string[] } {
  const found: Dependency[] = [];
  const problems: string[] = [];
  for (const { item, shown, place } of dependencyItems(mapping, field)) {
    const read = item === undefined || isPlace(item) ? undefined : dependencyOf(item);
    const wrong =
      read === undefined ? ['it is no name of a pack'] : [...refProblem(read.ref), ...rangeProblem(read.range)];
    if (read !== undefined && wrong.length === 0) found.push(read);
    else problems.push(maskText(`the dependency ${shown} can't be read: ${wrong.join(', ')}; ${REMEDY}${place}`));
  }
  return { found, problems };
}

/** Whose parts must not be repeated one by one: they may hold a token. */
function isPlace(item: DependencyItem): boolean {
  return ('text' in item ? item.text : item.name).includes('://');
}

function dependencyOf(item: DependencyItem): Dependency {
  if ('name' in item) return { ref: item.name, range: item.version === '' ? '*' : item.version };
  const { ref, rest: range } = splitDependency(item.text) ?? { ref: item.text, rest: '' };
  return { ref, range: range === '' ? '*' : range };
}

function rangeProblem(range: string): string[] {
  if (!isRange(range)) return [`'${range}' is no version range`];
  return isEmptyRange(range) ? [`no version can satisfy '${range}'`] : [];
}
