import type { PackDescription } from './registry-entry';

type Mapping = Record<string, unknown>;

/** What an entry of Attune's format, or of the Exchange's, tells people. Whatever is not as it should be is left out. */
export function describeEntry(entry: Mapping): PackDescription {
  return withoutAbsent({
    label: textOf(entry['label']) ?? textOf(entry['name']),
    description: textOf(entry['description']),
    author: textOf(entry['author']),
    email: textOf(entry['email']),
    license: textOf(entry['license']),
    homepage: textOf(entry['homepage']),
    repository: textOf(entry['repository']) ?? textOf(entry['repo_url']),
    useCase: textOf(entry['use_case']),
    keywords: textsOf(entry['keywords']),
    runtimeDependencies: textsOf(entry['runtime_deps']),
    contents: contentsOf(entry['contents'] ?? entry['content']),
  });
}

/** Attune's registry lists components as objects, its command line writes their number, and the Exchange their names. */
function contentsOf(value: unknown): PackDescription['contents'] {
  if (!isMapping(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([kind, list]) => [kind, componentsOf(list)]));
}

function componentsOf(value: unknown): { name: string; description: string }[] {
  const items = isMapping(value) ? value['resources'] : value;
  return listOf(items).flatMap((item) => {
    const name = isMapping(item) ? textOf(item['name']) : textOf(item);
    if (name === undefined) return [];
    return [{ name, description: (isMapping(item) ? textOf(item['description']) : undefined) ?? '' }];
  });
}

function textsOf(value: unknown): string[] | undefined {
  const texts = listOf(value).filter((item) => typeof item === 'string');
  return texts.length === 0 ? undefined : texts;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutAbsent(description: { [Key in keyof PackDescription]: PackDescription[Key] | undefined }) {
  return Object.fromEntries(Object.entries(description).filter(([, value]) => value !== undefined)) as PackDescription;
}
