import { join } from 'node:path';
import { z } from 'zod';
import { readForeignFile, replaceForeignFile } from '../foreign-files';
import type { ForeignUrls } from './foreign-urls';
import { assertInsidePack, type Place } from './inside-pack';

const ALLOWED_KEY = /^(?:@[\w.~-]+:)?registry$/;
const LOCK_FILES = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock'];
const URL_IN_LOCK = /\b(?:git\+)?(?:https?|ssh|git|file):[^\s"'#,)}\]]+/g;
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
}

/**
 * Lets of what a pack says to npm only what is harmless pass: before any tool runs. Settings that are not are taken out.
 * @returns warnings that name what was left out
 * @throws RejectedError ENVIRONMENT_FAILED or SOURCE_FORBIDDEN, with the file
 */
export async function checkNpmFiles(check: NpmCheck): Promise<string[]> {
  const manifest = await textOf(join(check.root, 'package.json'));
  if (manifest !== undefined) await checkManifest(manifest, check);
  for (const name of LOCK_FILES) {
    const text = await textOf(join(check.root, name));
    if (text !== undefined) await checkLockText(text, name, check);
  }
  return checkSettings(check);
}

/** @throws RejectedError ENVIRONMENT_FAILED or SOURCE_FORBIDDEN, with the file */
export async function checkLockText(text: string, file: string, check: NpmCheck): Promise<void> {
  for (const url of new Set(text.match(URL_IN_LOCK) ?? [])) await checkTarget(url, file, check);
}

async function checkManifest(text: string, check: NpmCheck): Promise<void> {
  const parsed = Packages.safeParse(parseJson(text));
  if (!parsed.success) return;
  for (const map of MAPS) await checkValues(parsed.data[map], `package.json, ${map}`, check);
}

/** Overrides are nested. */
async function checkValues(value: unknown, place: Place, check: NpmCheck): Promise<void> {
  if (typeof value === 'string') return checkTarget(value, place, check);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) await checkValues(inner, `${place}.${name}`, check);
}

async function checkTarget(target: string, place: Place, check: NpmCheck): Promise<void> {
  const path = /^(?:file|link|portal):(.*)$/.exec(target)?.[1] ?? (isPath(target) ? target : undefined);
  // `file:a.tgz`, `file:./a` and `file:///a`, of which only the last is absolute.
  if (path !== undefined)
    await assertInsidePack(path.replace(/^\/\/(?=\/)/, ''), { root: check.root, from: [check.root], place });
  else if (/^(?:git\+)?(?:https?|ssh|git|file):/.test(target)) await check.urls.assertAllowed(target, place);
}

/** As npm and pnpm tell them from versions: `./a`, `/a`, `~/a` and archives. */
function isPath(target: string): boolean {
  return /^(?:[./]|~\/)/.test(target) || (/\.(?:tgz|tar\.gz|tar)$/i.test(target) && !/^[\w+]+:/.test(target));
}

/** Of `.npmrc` only registries are kept. */
async function checkSettings({ root, urls }: NpmCheck): Promise<string[]> {
  const file = join(root, '.npmrc');
  const text = await textOf(file);
  if (text === undefined) return [];
  const kept: string[] = [];
  const dropped: string[] = [];
  for (const line of text.split(/\r\n|[\r\n]/).map((each) => each.trim())) {
    if (line === '' || /^[#;]/.test(line)) continue;
    const [, key = line, value = ''] = /^([^=]*?)\s*=\s*(.*)$/.exec(line) ?? [];
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
  const names = [...new Set(dropped)].join(', ');
  return [
    `Of the pack's .npmrc, only registries are used; left out: ${names}. Credentials and certificates are settings of the service.`,
  ];
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readForeignFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
