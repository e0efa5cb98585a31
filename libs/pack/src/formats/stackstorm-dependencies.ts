import { describeSource, isLowerCaseRef, nameInSource, parseSource, RejectedError } from '@packyard/contracts';
import type { Dependency } from '../manifest';
import { isRange } from '../range';
import { isMapping, type YamlMapping } from '../yaml/mapping';
import { placeText, writtenText } from '../yaml/written';

const REMEDY = 'write name, name=1.2.0, name>=1.0 or the URL of a repository, with =branch or =tag behind it';

/**
 * A list of texts as StackStorm has it, or what people also write: one text, or a mapping of names to versions. A dependency
 * that is a place is fetched from there.
 */
export function readStackStormDependencies(mapping: YamlMapping): { found: Dependency[]; problems: string[] } {
  const value = mapping['dependencies'];
  const found: Dependency[] = [];
  const problems: string[] = [];
  for (const { text, place } of itemsOf(mapping, value)) {
    const read = text === undefined ? 'it is neither a text nor {name, version}' : dependencyOf(text.trim());
    if (typeof read !== 'string') found.push(read);
    else problems.push(`the dependency ${JSON.stringify(text ?? value)} can't be read: ${read}; ${REMEDY}${place}`);
  }
  return { found, problems };
}

function itemsOf(mapping: YamlMapping, value: unknown): { text: string | undefined; place: string }[] {
  const place = placeText(mapping, 'dependencies');
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) {
    return (value as unknown[]).map((item, index) => ({
      text: isMapping(item) ? textOfMapping(item) : (writtenText(value, index) ?? textOfScalar(item)),
      place: placeText(mapping, 'dependencies', index),
    }));
  }
  if (isMapping(value))
    return Object.keys(value).map((name) => ({ text: joined(name, versionIn(value, name)), place }));
  return [{ text: writtenText(mapping, 'dependencies') ?? textOfScalar(value), place }];
}

/** `{name: foo, version: ">=1"}`. */
function textOfMapping(item: YamlMapping): string | undefined {
  const name = versionIn(item, 'name') || versionIn(item, 'ref') || versionIn(item, 'pack');
  return name === '' ? undefined : joined(name, versionIn(item, 'version'));
}

function versionIn(mapping: YamlMapping, key: string): string {
  if (mapping[key] === null || mapping[key] === undefined) return '';
  return writtenText(mapping, key) ?? textOfScalar(mapping[key]) ?? '';
}

function joined(name: string, version: string): string {
  return /^(\d|v\d)/.test(version) ? `${name}=${version}` : `${name}${version === '*' ? '' : version}`;
}

function textOfScalar(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

function dependencyOf(text: string): Dependency | string {
  const isPlace = /^[a-z][a-z0-9+.-]*:\/\/|^[\w.-]+@[\w.-]+:|^[\w.-]+\/[\w.-]+(=|$)/i.test(text);
  return isPlace ? placedDependency(text) : namedDependency(text);
}

function namedDependency(text: string): Dependency | string {
  const [, ref = '', rest = ''] = /^([^\s@<>=^~!*]+)\s*@?\s*(.*)$/.exec(text) ?? [];
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
