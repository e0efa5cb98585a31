import { type Pack, readManifestFields } from '@packyard/pack';
import { describeEntry } from './describe-entry';
import type { IndexedPack } from './index-document';

/** What an index lists of a pack's content, and the kind of component behind each list. */
const LISTED = {
  actions: 'action',
  sensors: 'sensor',
  triggers: 'trigger',
  rules: 'rule',
  workflows: 'workflow',
} as const;
/** Attune's indexes have no place for these: they are listed only where there are any. */
const LISTED_IF_ANY = { aliases: 'alias', policies: 'policy' } as const;

/** The entry of one pack folder in an index of Attune's format. */
export async function buildIndexEntry(
  root: string,
  { manifest, components }: Pack,
  source: IndexedPack['install_sources'][number],
): Promise<IndexedPack> {
  // The manifest's own model leaves out what only an index is about: licence, homepage and the like.
  const about = describeEntry({ ...manifest.meta, ...(await readManifestFields(root)) });
  const extra = Object.entries(LISTED_IF_ANY).filter(([, wanted]) => components.some(({ kind }) => kind === wanted));
  const contents = [...Object.entries(LISTED), ...extra].map(([list, wanted]) => [
    list,
    components
      .filter(({ kind }) => kind === wanted)
      .map(({ name, description }) => ({ name, description: description ?? '' })),
  ]);
  return {
    ref: manifest.ref,
    label: manifest.label,
    description: manifest.description ?? '',
    version: manifest.version,
    author: manifest.author ?? '',
    ...(manifest.email === null ? {} : { email: manifest.email }),
    license: about.license ?? '',
    ...(about.homepage === undefined ? {} : { homepage: about.homepage }),
    ...(about.repository === undefined ? {} : { repository: about.repository }),
    ...(about.useCase === undefined ? {} : { use_case: about.useCase }),
    keywords: manifest.keywords,
    runtime_deps: manifest.runtimeDependencies,
    install_sources: [source],
    contents: Object.fromEntries(contents) as IndexedPack['contents'],
    dependencies: {
      ...(manifest.pythonRange === '*' ? {} : { python_version: manifest.pythonRange }),
      ...(manifest.nodejsRange === '*' ? {} : { nodejs_version: manifest.nodejsRange }),
      packs: manifest.dependencies.map(({ ref, range }) => (range === '*' ? ref : `${ref}@${range}`)),
    },
  };
}
