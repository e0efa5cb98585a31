import { isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { maskText, parseSource, PackyardError, RejectedError, type Source } from '@packyard/contracts';
import { type Dependency, isEmptyRange, isRange, parseVersion, splitDependency } from '@packyard/pack';
import { z } from 'zod';
import { describeEntry } from './describe-entry';
import type { RegistryEntry, RegistryIndex } from './registry-entry';

const InstallSource = z.looseObject({
  type: z.string(),
  url: z.string(),
  ref: z.string().optional(),
  checksum: z.string().optional(),
  /** Ours: see `ArchiveSource`. What is no digest is as good as none. */
  chunk_list: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .optional()
    .catch(undefined),
});
const AttuneEntry = z.looseObject({
  ref: z.string(),
  version: z.string(),
  install_sources: z.array(InstallSource).default([]),
  dependencies: z.looseObject({ packs: z.array(z.unknown()).optional() }).optional(),
  versions: z
    .array(z.looseObject({ version: z.string(), install_sources: z.array(InstallSource).default([]) }))
    .optional(),
});
const ExchangeEntry = z.looseObject({
  repo_url: z.string(),
  version: z.coerce.string(),
  versions: z.array(z.coerce.string()).default([]),
  dependencies: z.array(z.string()).optional(),
});

const Identity = z.object({
  registry_name: z.string().default('').catch(''),
  registry_url: z.string().default('').catch(''),
});
const Validity = z.object({ serial: z.int().min(0), expires: z.iso.datetime() });

// Far more than any real index has.
const MAX_ENTRIES = 500_000;
const MAX_VERSIONS = 1000;
const MAX_WARNINGS = 100;
const WARNING_LENGTH = 500;

const NO_VERSION = 'that is no version such as 1.2.0';

/** Notes what can't be offered, and why. */
type LeaveOut = (name: string, why: string) => void;

/**
 * Reads an index in Attune's format, or in that of the StackStorm Exchange. An entry that can't be read is a warning, not
 * the end of the index. `location` is the index's URL or path: relative sources are relative to it. What it does takes
 * time: it is called in a reader process.
 * @throws RejectedError REGISTRY_INVALID when it is no index at all
 */
export function parseIndex(text: string, location: string): RegistryIndex {
  const index = parseJson(text, location);
  const packs = typeof index === 'object' && index !== null && 'packs' in index ? index.packs : undefined;
  if (typeof packs !== 'object' || packs === null) throw invalidIndex(location, "has no list or mapping 'packs'");
  const entries: [string, unknown][] = Object.entries(packs);
  if (entries.length > MAX_ENTRIES) throw invalidIndex(location, `has more than ${MAX_ENTRIES} entries`);
  const isAttune = Array.isArray(packs);
  const read = collect(entries, ([ref, entry], leaveOut) =>
    isAttune ? readAttuneEntry(entry, { location, leaveOut }) : readExchangeEntry(ref, entry, leaveOut),
  );
  return { ...read, registry: registryOf(index), ...validityOf(index) };
}

/** Two names with and without an address are never written alike. */
function registryOf(index: unknown): string {
  const { registry_name: name, registry_url: url } = Identity.parse(index);
  return `${JSON.stringify(name)}${url === '' ? '' : ` of ${url}`}`;
}

/** What can't be read counts as not said: a signed index is not trusted then. */
function validityOf(index: unknown): Pick<RegistryIndex, 'serial' | 'expires'> {
  const parsed = Validity.safeParse(index);
  return parsed.success ? parsed.data : {};
}

/** Of a version that is there twice, the first one counts; of a pack with too many versions, those that come first. */
function collect(
  items: [string, unknown][],
  read: (item: [string, unknown], leaveOut: LeaveOut) => RegistryEntry[],
): Pick<RegistryIndex, 'packs' | 'warnings'> {
  const packs = new Map<string, Map<string, RegistryEntry>>();
  const warnings: string[] = [];
  const leaveOut: LeaveOut = (name, why) => {
    if (warnings.length < MAX_WARNINGS) warnings.push(leftOut(name, why).slice(0, WARNING_LENGTH));
  };
  for (const item of items) {
    try {
      for (const entry of read(item, leaveOut)) add(packs, entry);
    } catch (error) {
      if (!(error instanceof z.ZodError) && !(error instanceof PackyardError)) throw error;
      leaveOut(nameOf(item), wordsOf(error));
    }
  }
  return { packs: new Map([...packs].map(([ref, versions]) => [ref, [...versions.values()]])), warnings };
}

function add(packs: Map<string, Map<string, RegistryEntry>>, entry: RegistryEntry): void {
  const versions = packs.get(entry.ref) ?? new Map<string, RegistryEntry>();
  packs.set(entry.ref, versions);
  if (versions.size < MAX_VERSIONS && !versions.has(entry.version)) versions.set(entry.version, entry);
}

/** What it is, where it says so, else where it stands: in a list, or by which key. */
function nameOf([key, value]: [string, unknown]): string {
  const { ref, version } = (value ?? {}) as Record<string, unknown>;
  if (typeof ref !== 'string') return /^\d+$/.test(key) ? `entry ${Number(key) + 1}` : key;
  return typeof version === 'string' ? `${ref} ${version}` : ref;
}

function wordsOf(error: z.ZodError | PackyardError): string {
  if (!(error instanceof z.ZodError)) return error.message.replace(/\.$/, '');
  return error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('; ');
}

function readAttuneEntry(
  value: unknown,
  { location, leaveOut }: { location: string; leaveOut: LeaveOut },
): RegistryEntry[] {
  const entry = AttuneEntry.parse(value);
  const dependencies = entry.dependencies?.packs?.map(readDependency);
  const all = [{ version: entry.version, install_sources: entry.install_sources }, ...(entry.versions ?? [])];
  return all
    .filter(({ version, install_sources: sources }) => {
      const why = isVersion(version) ? (sources.length > 0 ? undefined : 'it has no install_sources') : NO_VERSION;
      if (why !== undefined) leaveOut(`${entry.ref} ${version}`, why);
      return why === undefined;
    })
    .map(({ version, install_sources: sources }) => ({
      ref: entry.ref,
      version,
      sources: sources.map((source) => readInstallSource(source, location)),
      ...(dependencies === undefined ? {} : { dependencies }),
      ...describeEntry(entry),
    }));
}

function readInstallSource(source: z.infer<typeof InstallSource>, location: string): Source {
  const place = absolute(source.url, location);
  const { source: parsed } = parseSource(place, { refSpec: source.type === 'git' ? source.ref : undefined });
  const checksum = source.checksum === undefined ? {} : { checksum: source.checksum };
  if (parsed.kind === 'local' && /^https?:/.test(location)) {
    throw invalidIndex(location, `names the path '${source.url}', but an index of another machine can't know ours`);
  }
  if (parsed.kind === 'registry') throw invalidIndex(location, `names the source '${source.url}', which is no place`);
  if (source.type === 'git' && parsed.kind === 'archive') {
    return { kind: 'git', url: parsed.url, ...checksum, ...(source.ref === undefined ? {} : { refSpec: source.ref }) };
  }
  const chunkList = source.chunk_list;
  return { ...parsed, ...checksum, ...(parsed.kind === 'archive' && chunkList !== undefined && { chunkList }) };
}

/** A relative place is next to the index, be that a file or a URL. */
function absolute(place: string, location: string): string {
  if (/^[a-z][a-z0-9+.-]*:|^[\w.-]+@/i.test(place)) return place;
  const base = isAbsolute(location) ? pathToFileURL(location) : new URL(location);
  const url = new URL(place, base);
  return url.protocol === 'file:' ? fileURLToPath(url) : url.href;
}

function readExchangeEntry(ref: string, value: unknown, leaveOut: LeaveOut): RegistryEntry[] {
  const entry = ExchangeEntry.parse(value);
  const all = [...new Set([entry.version, ...entry.versions])];
  const versions = all.filter(isVersion);
  for (const version of all) if (!isVersion(version)) leaveOut(`${ref} ${version}`, NO_VERSION);
  return versions.map((version) => ({
    ref,
    version,
    sources: [parseSource(entry.repo_url, { refSpec: `v${version}` }).source],
    ...(version === entry.version && entry.dependencies
      ? { dependencies: entry.dependencies.map(readDependency) }
      : {}),
    ...describeEntry(entry),
  }));
}

/** Whoever could not read what a version needs would install it without. */
function readDependency(value: unknown): Dependency {
  const text = typeof value === 'string' ? value : '';
  const { ref: named, version } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const { ref, rest: range } = splitDependency(text) ?? { ref: text, rest: '' };
  const wanted = typeof version === 'string' ? version : range || '*';
  const needed = { ref: typeof named === 'string' ? named : ref, range: wanted };
  if (!isRange(wanted) || isEmptyRange(wanted)) {
    const problem = isRange(wanted) ? 'which no version satisfies' : 'which is no range';
    throw new RejectedError('REGISTRY_INVALID', `it needs ${needed.ref} '${wanted}', ${problem}.`);
  }
  return needed;
}

function isVersion(text: string): boolean {
  return parseVersion(text) !== undefined;
}

function leftOut(name: string, why: string): string {
  return `${name} is left out: ${why}.`;
}

/** What is left out of the pack, in words: the warnings that are about it. */
export function leftOutOf(ref: string, warnings: readonly string[]): string[] {
  return warnings.filter((warning) => warning.startsWith(`${ref} `));
}

function parseJson(text: string, location: string): unknown {
  try {
    // Some editors put a mark in front of UTF-8, which is no part of the text.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // The parser's own words quote the file, which may be something else that nobody should get to see.
    throw invalidIndex(location, 'is no JSON');
  }
}

function invalidIndex(location: string, problem: string): RejectedError {
  return new RejectedError('REGISTRY_INVALID', `The registry index ${maskText(location)} ${problem}.`, {
    hint: 'Ask who publishes the index, or name another one.',
  });
}
