import { decodeText } from '../decode-text';
import { validRange } from 'semver';
import { satisfiesRange } from '../range';
import { toNpmRange } from '../range-syntax';
import { isMapping } from '../yaml/mapping';
import { type Draft, inputOf } from './fingerprint';
import { type DraftedRequest, wholePack } from './python-request';
import type { TopFiles } from './read-if-any';

/** Whose say counts first. */
const LOCK_FILES = ['npm-shrinkwrap.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock'];
const OTHER_LOCK_FILES = ['bun.lock', 'bun.lockb', 'deno.lock'];
const SETTINGS = ['.npmrc'];
/** Of what `PACKYARD_NODE_INSTALL_SCRIPTS` allows, those that run for the pack itself. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'prepublish'];

/** npm has more of a mind for longer ones, nobody else has. */
const MAX_ENGINES_LENGTH = 256;

export interface NodejsVersions {
  range: string;
  /** By whoever submits the pack, who then knows better than its package.json. */
  isAsked: boolean;
}

/** The Node.js environment of a pack, from `package.json` and the lock file that belongs to it. */
export async function nodejsRequest(top: TopFiles, { range, isAsked }: NodejsVersions): Promise<DraftedRequest> {
  const packageFile = 'package.json';
  const bytes = await top.read(packageFile);
  if (bytes === undefined) return { warnings: [] };
  const manifest = readManifest(decodeText(bytes, packageFile));
  const locks = await filesOf(top, LOCK_FILES);
  const [lock, ...otherLocks] = locks;
  const others = [...otherLocks, ...(await filesOf(top, OTHER_LOCK_FILES))];
  const ignored = others.map(
    ({ path }) =>
      `${path} is not followed: ${lock === undefined ? 'add a package-lock.json' : `${lock.path} decides`}.`,
  );
  const { versionRange, warnings } = withEngines(range, isAsked ? undefined : manifest.engines);
  const isEmpty = manifest.dependencies.length === 0 && !manifest.hasWorkspaces;
  // Where it refuses the Node.js of the service, a worker has to say whether it has another one.
  const isForThis = isAsked || manifest.engines === undefined || satisfiesRange(process.versions.node, versionRange);
  if (isEmpty && isForThis) return { warnings };
  const files = [
    { path: packageFile, bytes },
    ...(lock === undefined ? [] : [lock]),
    ...(await filesOf(top, SETTINGS)),
  ];
  const readsMore =
    manifest.hasWorkspaces ||
    manifest.namesMore ||
    (await filesOf(top, ['binding.gyp'])).length > 0 ||
    manifest.dependencies.some((version) => isLocal(version));
  const inputs = [
    ...files.map((file) => inputOf(file.path, file.bytes)),
    ...(readsMore ? [await wholePack(top.root)] : []),
  ];
  const draft: Draft = {
    runtime: 'nodejs',
    versionRange,
    packageFile,
    inputs,
    ...(lock === undefined ? {} : { lockFile: lock.path }),
  };
  const [workspace] = await filesOf(top, ['pnpm-workspace.yaml']);
  const left = workspace === undefined ? [] : ['pnpm-workspace.yaml is not followed: of its settings none is used.'];
  return { draft, warnings: [...ignored, ...left, ...warnings] };
}

interface PackageManifest {
  dependencies: string[];
  hasWorkspaces: boolean;
  /** Patches and scripts of its own read whatever they like. */
  namesMore: boolean;
  engines: string | undefined;
}

/** An unreadable file is left to the install tool, which says what is wrong. */
function readManifest(text: string): PackageManifest {
  const manifest = parse(text);
  if (manifest === undefined)
    return { dependencies: ['unreadable'], hasWorkspaces: false, namesMore: false, engines: undefined };
  const lists = [manifest['dependencies'], manifest['optionalDependencies']];
  const engines = isMapping(manifest['engines']) ? manifest['engines']['node'] : undefined;
  return {
    dependencies: lists.flatMap((list) => (isMapping(list) ? Object.values(list).map(String) : [])),
    hasWorkspaces: manifest['workspaces'] !== undefined,
    namesMore:
      manifest['pnpm'] !== undefined ||
      INSTALL_SCRIPTS.some((name) => isMapping(manifest['scripts']) && name in manifest['scripts']) ||
      ['overrides', 'resolutions'].some((key) => JSON.stringify(manifest[key] ?? '').includes('/')),
    engines: typeof engines === 'string' ? engines : undefined,
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isMapping(parsed) ? parsed : {};
  } catch {
    return undefined;
  }
}

/** What names a file or folder of the pack instead of a version; see also the check before tools are run. */
function isLocal(version: string): boolean {
  return (
    /^(?:file:|link:|portal:|workspace:|[./]|~\/)/.test(version) ||
    (/\.(?:tgz|tar\.gz|tar)$/i.test(version) && !/^[\w+]+:/.test(version))
  );
}

/** What the pack's manifest accepts and what `engines` accepts, both. */
function withEngines(range: string, engines: string | undefined): { versionRange: string; warnings: string[] } {
  if (engines === undefined) return { versionRange: range, warnings: [] };
  if (engines.length > MAX_ENGINES_LENGTH) {
    const shown = `${engines.slice(0, 60)}…`;
    return { versionRange: range, warnings: [`engines.node in package.json is no version range: '${shown}'.`] };
  }
  const [accepted, own] = [spelledOut(engines), spelledOut(toNpmRange(range) ?? range)];
  if (accepted === undefined)
    return { versionRange: range, warnings: [`engines.node in package.json is no version range: '${engines}'.`] };
  if (accepted === '*' || own === undefined) return { versionRange: range, warnings: [] };
  if (own === '*') return { versionRange: accepted, warnings: [] };
  const both = accepted.split('||').flatMap((one) => own.split('||').map((other) => `${one} ${other}`));
  return { versionRange: both.join(' || '), warnings: [] };
}

/** By operators alone: `20` and `14 - 18` mean to npm something else than they mean in a manifest. */
function spelledOut(range: string): string | undefined {
  return validRange(range) ?? undefined;
}

async function filesOf(top: TopFiles, names: readonly string[]): Promise<{ path: string; bytes: Buffer }[]> {
  const found = await Promise.all(names.map(async (path) => ({ path, bytes: await top.read(path) })));
  return found.filter((file): file is { path: string; bytes: Buffer } => file.bytes !== undefined);
}
