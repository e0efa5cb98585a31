import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EnvironmentRequest } from '@packyard/contracts';
import type { Manifest } from './manifest';
import { digestTree } from './tree-digest';
import { isMapping } from './yaml/mapping';

export interface EnvironmentOptions {
  /** Exactly this version, instead of any that the pack accepts. */
  pythonVersion?: string | undefined;
  nodejsVersion?: string | undefined;
  skipPython: boolean;
  skipNodejs: boolean;
}

type Draft = Omit<EnvironmentRequest, 'fingerprint'>;

/** Which environments a pack asks for: none, one for Python, one for Node.js, or both. */
export async function environmentRequests(
  root: string,
  manifest: Manifest,
  options: EnvironmentOptions,
): Promise<EnvironmentRequest[]> {
  const drafts = [
    options.skipPython
      ? undefined
      : await pythonRequest(root, versionRange(options.pythonVersion, manifest.pythonRange)),
    options.skipNodejs
      ? undefined
      : await nodejsRequest(root, versionRange(options.nodejsVersion, manifest.nodejsRange)),
  ];
  return drafts
    .filter((draft) => draft !== undefined)
    .map((draft) => ({ ...draft, fingerprint: fingerprintOf(draft) }));
}

async function pythonRequest(root: string, range: string): Promise<Draft | undefined> {
  const packageFile = 'requirements.txt';
  const text = await readIfAny(join(root, packageFile));
  const requirements = (text ?? '').split('\n').filter((line) => line.replace(/(^|\s)#.*$/, '').trim() !== '');
  if (text === undefined || requirements.length === 0) return undefined;
  const inputs = [inputOf(packageFile, text), ...(await wholePackIfReferenced(root, requirements.some(namesPackFile)))];
  return { runtime: 'python', versionRange: range, packageFile, inputs };
}

async function nodejsRequest(root: string, range: string): Promise<Draft | undefined> {
  const packageFile = 'package.json';
  const text = await readIfAny(join(root, packageFile));
  const dependencies = text === undefined ? [] : nodeDependencies(text);
  if (text === undefined || dependencies.length === 0) return undefined;
  const lockFile = (await firstExisting(root, ['npm-shrinkwrap.json', 'package-lock.json'])) ?? undefined;
  const inputs = [
    inputOf(packageFile, text),
    ...(lockFile === undefined ? [] : [inputOf(lockFile, await readFile(join(root, lockFile), 'utf8'))]),
    ...(await wholePackIfReferenced(
      root,
      dependencies.some((version) => /^(file:|link:|\.|\/)/.test(version)),
    )),
  ];
  return {
    runtime: 'nodejs',
    versionRange: range,
    packageFile,
    inputs,
    ...(lockFile === undefined ? {} : { lockFile }),
  };
}

/** A version that was asked for is meant exactly, as far as it was written: 3.11 is any 3.11.x. */
function versionRange(asked: string | undefined, accepted: string): string {
  if (asked === undefined) return accepted;
  return asked.split('.').length === 3 ? `=${asked}` : `~${asked}`;
}

/** Requirements that name files of the pack can read anything in it: then the environment belongs to this very content. */
async function wholePackIfReferenced(root: string, isReferenced: boolean): Promise<EnvironmentRequest['inputs']> {
  return isReferenced ? [{ path: '.', sha256: (await digestTree(root)).slice('sha256:'.length) }] : [];
}

function namesPackFile(requirement: string): boolean {
  const line = requirement.trim();
  return (
    /^(-r|-c|-e|-f|--requirement|--constraint|--editable|--find-links)\b/.test(line) ||
    /^[./~]|^[\w.-]+\/|\.whl(\s|;|$)|\.tar\.gz(\s|;|$)|@\s*file:|^file:/.test(line)
  );
}

/** What package.json asks for, as version specifications; an unreadable file is left to npm, which says what is wrong. */
function nodeDependencies(text: string): string[] {
  try {
    const parsed: unknown = JSON.parse(text);
    const lists = isMapping(parsed) ? [parsed['dependencies'], parsed['optionalDependencies']] : [];
    return lists.flatMap((list) => (isMapping(list) ? Object.values(list).map(String) : []));
  } catch {
    return ['unreadable'];
  }
}

/** Over everything that a build depends on, with keys in a fixed order. */
function fingerprintOf({ runtime, versionRange: range, packageFile, lockFile, inputs }: Draft): string {
  const sorted = inputs.map(({ path, sha256 }) => [path, sha256]).sort();
  const facts = [runtime, range, packageFile, lockFile ?? null, process.platform, process.arch, sorted];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

function inputOf(path: string, text: string): EnvironmentRequest['inputs'][number] {
  return { path, sha256: createHash('sha256').update(text).digest('hex') };
}

async function firstExisting(root: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) if ((await readIfAny(join(root, name))) !== undefined) return name;
  return undefined;
}

async function readIfAny(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
