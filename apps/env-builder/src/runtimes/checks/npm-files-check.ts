import { dirname, join, relative } from 'node:path';
import { firstOf } from '@packyard/pack';
import { z } from 'zod';
import { readForeignFile, replaceForeignFile } from '../foreign-files';
import { filesBelow } from '../walk-files';
import type { ForeignUrls } from './foreign-urls';
import { assertInsidePack, type ShownPosition, refused } from './inside-pack';
import { readLockfileNames } from './lockfile-reader';
import { pathsIn, pathsNamed, whyUnreadable } from './named-paths';

const ALLOWED_KEY = /^(?:@[\w.~-]+:)?registry$/;
const LOCK_FILES = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock'];
/** Of GitHub, which npm takes it for. */
const REPOSITORY = /^[^/\\.@:\s#][^/\\@:\s#]*\/[^/\\@:\s#]+(?:#.*)?$/;
const MAX_FILES = 200_000;
const MAX_DEPTH = 100;
const MAX_SETTINGS_BYTES = 64 * 2 ** 10;
/** Nobody's is longer: the service's limit for manifests is the same. */
const MAX_MANIFEST_BYTES = 2 ** 20;
const Packages = z.record(z.string(), z.unknown());
const MAPS = [
  'dependencies',
  'optionalDependencies',
  'peerDependencies',
  'devDependencies',
  'overrides',
  'resolutions',
];

interface NpmCheck {
  /** Absolute folder of the pack's copy, which is written to. */
  root: string;
  urls: ForeignUrls;
  signal: AbortSignal;
}

/**
 * Lets of what a pack says to npm only what is harmless pass: before any tool runs. Settings that are not are taken out.
 * @returns warnings that name what was left out
 * @throws RejectedError ENVIRONMENT_FAILED or SOURCE_FORBIDDEN, with the file
 */
export async function checkNpmFiles(check: NpmCheck): Promise<string[]> {
  const seen = new Set<string>();
  await checkManifest('.', check, seen);
  if (await hasWorkspaces(check.root))
    for (const folder of await packageFolders(check.root)) await checkManifest(folder, check, seen);
  for (const name of LOCK_FILES) {
    const text = await textOf(join(check.root, name));
    if (text !== undefined) await checkLockText(text, name, check);
  }
  return checkSettings(check);
}

/**
 * A lock of npm, pnpm or yarn, whoever wrote it, names only places in the pack, and URLs that are allowed.
 * @throws RejectedError ENVIRONMENT_FAILED or SOURCE_FORBIDDEN, with the file; LIMIT_EXCEEDED when it can't be read in time
 */
export async function checkLockText(text: string, file: string, { root, urls, signal }: NpmCheck): Promise<void> {
  const names = await readLockfileNames({ text, file }, signal);
  for (const [path, base] of names.paths) await assertInsidePack(path, { root, from: [join(root, base)], place: file });
  for (const url of names.urls) await urls.assertAllowed(url, file);
}

/**
 * What pnpm has resolved: packages of a registry and archives name folders too, which nobody has looked at before.
 * @throws RejectedError ENVIRONMENT_FAILED; LIMIT_EXCEEDED when it can't be read in time
 */
export async function checkResolvedLock(
  lock: string,
  { root, signal }: Pick<NpmCheck, 'root' | 'signal'>,
): Promise<void> {
  const place = 'what its packages depend on';
  const remedy = 'depend on another version of the package that names it, or bring it along in the pack.';
  const { paths } = await readLockfileNames({ text: lock, file: 'pnpm-lock.yaml' }, signal);
  for (const [path, base] of paths) await assertInsidePack(path, { root, from: [join(root, base)], place, remedy });
}

/** That of a folder of the pack, and of all folders that it names. */
async function checkManifest(folder: string, check: NpmCheck, seen: Set<string>): Promise<void> {
  if (seen.has(folder)) return;
  seen.add(folder);
  const file = join(folder, 'package.json');
  const parsed = Packages.safeParse(parseJson((await textOf(join(check.root, file), MAX_MANIFEST_BYTES)) ?? ''));
  if (!parsed.success) return;
  const targets = MAPS.flatMap((map) => targetsIn(parsed.data[map], `${file}, ${map}`));
  for (const { target, place } of foldersIn(parsed.data, file))
    await assertInsidePack(target, { root: check.root, from: [join(check.root, folder)], place });
  for (const { target, place } of targets) {
    const named = await checkTarget(target, place, { ...check, folder });
    if (named !== undefined) await checkManifest(named, check, seen);
  }
}

async function hasWorkspaces(root: string): Promise<boolean> {
  const manifest = Packages.safeParse(
    parseJson((await textOf(join(root, 'package.json'), MAX_MANIFEST_BYTES)) ?? ''),
  ).data;
  return manifest?.['workspaces'] !== undefined;
}

/** All folders of a pack that are packages: which of them its patterns mean is for npm to say. */
async function packageFolders(root: string): Promise<string[]> {
  const folders: string[] = [];
  for await (const { entry, path } of filesBelow(root, MAX_FILES))
    if (entry.name === 'package.json') folders.push(relative(root, dirname(path)) || '.');
  return folders.filter((folder) => !folder.split('/').includes('node_modules'));
}

/** What else of a manifest names folders: those of workspaces, and the one that is published in place of its own. */
function foldersIn(manifest: Record<string, unknown>, file: string): { target: string; place: ShownPosition }[] {
  const { workspaces, publishConfig } = manifest;
  const patterns = targetsIn(workspaces, `${file}, workspaces`).map(({ target, place }) => ({
    target: target.replace(/^!+/, ''),
    place,
  }));
  const { directory } = Packages.safeParse(publishConfig).data ?? {};
  return [...patterns, ...targetsIn(directory, `${file}, publishConfig.directory`)];
}

/** Overrides are nested. */
function targetsIn(value: unknown, place: ShownPosition, depth = 0): { target: string; place: ShownPosition }[] {
  if (typeof value === 'string') {
    const why = whyUnreadable(value);
    if (why === undefined) return [{ target: value, place }];
    throw refused(place, why, 'write less there.');
  }
  if (typeof value !== 'object' || value === null) return [];
  if (depth > MAX_DEPTH)
    throw refused(place.slice(0, 100), `more than ${MAX_DEPTH} parts lie in each other`, 'write less there.');
  return Object.entries(value).flatMap(([name, inner]) => targetsIn(inner, `${place}.${name}`, depth + 1));
}

/** Answers which path of the pack it names, if it names one. */
async function checkTarget(
  target: string,
  place: ShownPosition,
  check: NpmCheck & { folder?: string },
): Promise<string | undefined> {
  const path = localPath(target);
  const { root, folder = '.' } = check;
  const named = [...(path === undefined ? [] : [path, ...pathsIn(path)]), ...pathsNamed(target)];
  for (const each of new Set(named)) await assertInsidePack(each, { root, from: [join(root, folder)], place });
  if (path !== undefined) return join(folder, path);
  if (/^(?:git\+)?(?:https?|ssh|git|file):/i.test(target)) await check.urls.assertAllowed(target, place);
  return undefined;
}

/** Of `file:a.tgz`, `file:./a`, `./a` and `file:///a`, of which only the last is absolute. */
export function localPath(target: string): string | undefined {
  const path = /^(?:file|link|portal):(.*)$/i.exec(target)?.[1] ?? (isPath(target) ? target : undefined);
  return path?.replace(/^\/\/(?=\/)/, '');
}

/** As npm and pnpm tell them from versions: `./a`, `/a`, `~/a`, `c:a`, archives, and whatever else has a slash but `owner/name`. */
function isPath(target: string): boolean {
  if (/^(?:[./\\]|~\/|[a-z]:)/i.test(target)) return true;
  if (/^[\w+.-]+:/.test(target)) return false;
  return /\.(?:tgz|tar\.gz|tar)$/i.test(target) || (/[/\\]/.test(target) && !REPOSITORY.test(target));
}

/** Of `.npmrc` only registries are kept. */
async function checkSettings({ root, urls }: NpmCheck): Promise<string[]> {
  const file = join(root, '.npmrc');
  const text = await textOf(file, MAX_SETTINGS_BYTES);
  if (text === undefined) return [];
  const kept: string[] = [];
  const dropped: string[] = [];
  for (const line of text.split(/\r\n|[\r\n]/).map((each) => each.trim())) {
    if (line === '' || /^[#;]/.test(line)) continue;
    const [key, value] = settingOf(line);
    const url = value.replace(/^["']|["']$/g, '');
    if (!ALLOWED_KEY.test(key) || /\$\{/.test(url)) {
      dropped.push(key.replace(/^\/\/.*:/, '//…:').slice(0, 60));
      continue;
    }
    await urls.assertAllowed(url, '.npmrc');
    kept.push(`${key}=${url}`);
  }
  await replaceForeignFile(file, `${kept.join('\n')}\n`);
  if (dropped.length === 0) return [];
  const names = firstOf([...new Set(dropped)]).join(', ');
  return [
    `Of the pack's .npmrc, only registries are used; left out: ${names}. Credentials and certificates are settings of the service.`,
  ];
}

/** What stands on both sides of the first sign, without the blanks around it. */
function settingOf(line: string): [key: string, value: string] {
  const at = line.indexOf('=');
  return at === -1 ? [line, ''] : [line.slice(0, at).trimEnd(), line.slice(at + 1).trimStart()];
}

async function textOf(path: string, maxBytes?: number): Promise<string | undefined> {
  try {
    return await readForeignFile(path, maxBytes);
  } catch (error) {
    // Dependencies that lie in the pack are archives as well as folders.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    // Tools take it with a byte order mark too.
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}
