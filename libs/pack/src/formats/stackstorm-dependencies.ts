import {
  describeSource,
  isLowerCaseRef,
  maskText,
  nameInSource,
  parseSource,
  RejectedError,
} from '@packyard/contracts';
import type { Dependency } from '../manifest';
import { isRange } from '../range';
import type { YamlMapping } from '../yaml/mapping';
import { type DependencyItem, dependencyItems } from './dependency-items';
import { splitDependency } from './split-dependency';

const REMEDY = 'write name, name=1.2.0, name>=1.0 or the URL of a repository, with =branch or =tag behind it';

/** As StackStorm has it, or what people also write. A dependency that is a place is fetched from there. */
export function readStackStormDependencies(mapping: YamlMapping): { found: Dependency[]; problems: string[] } {
  const found: Dependency[] = [];
  const problems: string[] = [];
  for (const { item, shown, place } of dependencyItems(mapping, 'dependencies')) {
    const read = item === undefined ? 'it is neither a text nor {name, version}' : dependencyOf(joined(item));
    if (typeof read !== 'string') found.push(read);
    else problems.push(maskText(`the dependency ${shown} can't be read: ${read}; ${REMEDY}${place}`));
  }
  return { found, problems };
}

function joined(item: DependencyItem): string {
  if ('text' in item) return item.text;
  const { name, version } = item;
  return /^(\d|v\d)/.test(version) ? `${name}=${version}` : `${name}${version === '*' ? '' : version}`;
}

function dependencyOf(text: string): Dependency | string {
  const isPlace = /^[a-z][a-z0-9+.-]*:\/\/|^[\w.-]+@[\w.-]+:|^[\w.-]+\/[\w.-]+(=|$)/i.test(text);
  return isPlace ? placedDependency(text) : namedDependency(text);
}

function namedDependency(text: string): Dependency | string {
  const { ref, rest } = splitDependency(text) ?? { ref: '', rest: '' };
  if (!isLowerCaseRef(ref)) return `'${ref}' is no name of a pack`;
  const version = rest.replace(/^=+\s*/, '').replace(/^v(?=\d)/, '');
  const range = version === '' ? '*' : version;
  return isRange(range) ? { ref, range } : `'${range}' is no version, and branches can only be asked for of a URL`;
}

/** As in StackStorm, what stands behind the first `=` is a branch, tag or commit. */
function placedDependency(text: string): Dependency | string {
  const [, place = text, wanted = ''] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  const isArchive = /\.(tar\.\w+|tgz|tar|zip)$/i.test(place);
  const asGit = /^https?:\/\//i.test(place) && !isArchive ? `git+${place}` : place;
  try {
    const { source, secretUrl } = parseSource(wanted === '' ? asGit : `${asGit}#${wanted}`);
    if (secretUrl !== undefined) return 'its URL holds credentials or a query, which everybody could read here';
    const ref = nameInSource(source).replace(/^stackstorm[-_]/, '');
    if (!isLowerCaseRef(ref)) return `the place calls the pack '${ref}', which is no name of a pack`;
    return {
      ref,
      range: '*',
      place:
        source.kind === 'git' && source.url.startsWith('http')
          ? `git+${describeSource(source)}`
          : describeSource(source),
    };
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    return error.message.replace(/\.$/, '');
  }
}
