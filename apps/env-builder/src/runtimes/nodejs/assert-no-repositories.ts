import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { z } from 'zod';
import { readForeignFile } from '../foreign-files';
import type { BuildInput } from '../runtime';

const FILES = ['package.json', 'package-lock.json', 'npm-shrinkwrap.json'];
const MAPS = ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies', 'overrides'];
/** `git+https://…`, `git://…`, `git@host:…`, `github:owner/name`, `owner/name`, and https URLs of repositories. */
const REPOSITORY =
  /^(?:git[+:@]|(?:github|gitlab|bitbucket|gist):|[\w.-]+@[\w.-]+:|ssh:|[\w-][\w.-]*\/(?!.*\.(?:tgz|tar\.gz|tar)$)[\w.-]+(?:#.*)?$|https?:\/\/\S+\.git(?:#|$)|https?:\/\/(?:[^/@]*@)?(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org)\/[^/]+\/[^/#]+(?:#.*)?$)/i;
const Manifest = z.record(z.string(), z.unknown());

/**
 * npm runs programs that a repository names, whatever it is told of scripts.
 * @throws RejectedError ENVIRONMENT_FAILED when a manifest or a lock of the pack names one
 */
export async function assertNoRepositories({ contentFolder }: Pick<BuildInput, 'contentFolder'>): Promise<void> {
  const entries = await readdir(contentFolder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || !FILES.includes(entry.name) || entry.parentPath.includes('node_modules')) continue;
    const path = join(entry.parentPath, entry.name);
    const text = await readForeignFile(path);
    const found = entry.name === 'package.json' ? inManifest(parseJson(text)) : inLock(text);
    if (found !== undefined) throw refused(path.slice(contentFolder.length + 1), found);
  }
}

export function isRepository(spec: string): boolean {
  return REPOSITORY.test(spec);
}

function inManifest(content: unknown): string | undefined {
  const manifest = Manifest.safeParse(content).data ?? {};
  return MAPS.flatMap((map) => textsIn(manifest[map])).find(isRepository);
}

/** In any of its formats. */
function inLock(text: string): string | undefined {
  return /"(?:resolved|version|from)"\s*:\s*"((?:git[+:]|ssh:|github:|gitlab:|bitbucket:|gist:)[^"]*)"/i.exec(
    text,
  )?.[1];
}

/** Overrides are nested. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(file: string, repository: string): RejectedError {
  const shown = repository
    .replace(/\/\/[^/@]*@/, '//***@')
    .replace(/[?#].*/s, '')
    .slice(0, 200);
  return new RejectedError(
    'ENVIRONMENT_FAILED',
    `${file} names a git repository, '${shown}', which npm may not fetch: it runs what the repository says.`,
    {
      hint: 'Name a published version or an archive; or allow install scripts by PACKYARD_NODE_INSTALL_SCRIPTS, which lets packages run code as they are installed.',
    },
  );
}
