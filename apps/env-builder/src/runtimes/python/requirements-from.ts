import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { decodeText } from '@packyard/pack';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { refused } from '../checks/inside-pack';

/**
 * The requirements of whatever file says what a pack needs, when that is no `requirements.txt`, in the form of one.
 * @throws RejectedError ENVIRONMENT_FAILED when it can't be read, or asks for what is no requirement
 */
export async function requirementsFrom(folder: string, packageFile: string): Promise<string> {
  const text = decodeText(await readFile(join(folder, packageFile)), packageFile);
  const { indexes = [], requirements } = await linesFrom(folder, packageFile, text);
  for (const index of indexes) {
    if (!INDEX.test(index)) throw refused(packageFile, `'${index}' is no index`, 'name a plain https URL.');
  }
  for (const requirement of requirements) {
    // Each stays the one line that it is, and no option: those would be obeyed.
    if (!/^[^-]/.test(requirement.trim()) || NO_LINE.test(requirement)) {
      throw refused(packageFile, `'${requirement.trim()}' is no requirement`, 'name a package, with its versions.');
    }
  }
  const options = indexes.map((url, at) => `${at === 0 ? '--index-url' : '--extra-index-url'} ${url}`);
  return [...options, ...requirements].map((line) => `${line}\n`).join('');
}

const INDEX = /^[a-z]+:[^\s"'\\]+$/i;
/** What would end the line, continue it in the next one, or hide the rest of it. */
const NO_LINE = /[\0-\x08\n-\x1f\x7f\x85\u2028\u2029]|\\$/;

interface Written {
  indexes?: string[];
  requirements: string[];
}

async function linesFrom(folder: string, packageFile: string, text: string): Promise<Written> {
  if (packageFile === 'Pipfile.lock') return pipfileLines(text);
  if (packageFile !== 'pyproject.toml') return { requirements: ['./'] };
  const hasSources = await holdsFiles(join(folder, 'src'));
  return { requirements: projectLines(text, hasSources) };
}

/** An empty folder says nothing, and counts for nothing in the fingerprint. */
async function holdsFiles(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  });
  return entries.some((entry) => entry.isFile());
}

const Project = z.looseObject({
  project: z
    .looseObject({ dependencies: z.array(z.string()).optional(), dynamic: z.array(z.string()).optional() })
    .optional(),
  tool: z.looseObject({ poetry: z.unknown() }).optional(),
});

/** Flat packs (actions/, sensors/ …) can't be installed as a Python project, but what they depend on can. */
function projectLines(text: string, hasSources: boolean): string[] {
  const read = readOr(() => Project.parse(parse(text)), 'pyproject.toml');
  const dependencies = read.project?.dependencies;
  const isDynamic = read.project?.dynamic?.includes('dependencies') === true;
  const isWholeProject = hasSources || isDynamic || read.project === undefined || read.tool?.poetry !== undefined;
  return isWholeProject ? ['./'] : (dependencies ?? []);
}

const Locked = z.looseObject({
  version: z.string().optional(),
  extras: z.array(z.string()).optional(),
  hashes: z.array(z.string()).optional(),
  markers: z.string().optional(),
  git: z.string().optional(),
  ref: z.string().optional(),
  subdirectory: z.string().optional(),
  path: z.string().optional(),
  file: z.string().optional(),
});
const PipfileLock = z.looseObject({
  default: z.record(z.string(), Locked).default({}),
  _meta: z.looseObject({ sources: z.array(z.looseObject({ url: z.string() })).default([]) }).optional(),
});

/** Nobody has to be told of it: it is what is asked when nothing is said, or what the service has instead. */
const PYPI = /^https:\/\/pypi\.(?:org|python\.org)\/simple\/?$/;

function pipfileLines(text: string): Written {
  const { default: packages, _meta: meta } = readOr(() => PipfileLock.parse(JSON.parse(text)), 'Pipfile.lock');
  const indexes = (meta?.sources ?? []).map(({ url }) => url).filter((url) => !PYPI.test(url));
  // One without hashes makes pip refuse all of them.
  const hasHashes = Object.values(packages).every(({ hashes }) => hashes !== undefined && hashes.length > 0);
  const requirements = Object.entries(packages).map(([name, locked]) => {
    const extras = locked.extras === undefined ? '' : `[${locked.extras.join(',')}]`;
    const marker = locked.markers === undefined ? '' : ` ; ${locked.markers}`;
    if (locked.git !== undefined)
      return `${name}${extras} @ git+${locked.git}${locked.ref === undefined ? '' : `@${locked.ref}`}${locked.subdirectory === undefined ? '' : `#subdirectory=${locked.subdirectory}`}${marker}`;
    if (locked.file !== undefined) return `${name}${extras} @ ${locked.file}${marker}`;
    if (locked.path !== undefined) return `./${locked.path.replace(/^(?:\.\/)+/, '')}`;
    const hashes = hasHashes ? (locked.hashes ?? []).map((hash) => ` --hash=${hash}`).join('') : '';
    return `${name}${extras}${locked.version ?? ''}${marker}${hashes}`;
  });
  return { indexes, requirements };
}

function readOr<Value>(read: () => Value, file: string): Value {
  try {
    return read();
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    throw new RejectedError(
      'ENVIRONMENT_FAILED',
      `${file} can't be read: ${reason.split('\n').slice(0, 3).join(' ')}`,
      {
        hint: `Correct ${file} and submit the pack again.`,
        cause,
      },
    );
  }
}
