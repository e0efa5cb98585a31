import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { decodeText, readInside, requirementLines } from '@packyard/pack';
import type { ForeignUrls } from './foreign-urls';
import { assertInsidePack, type Place, refused } from './inside-pack';

const FILE = ['-r', '--requirement', '-c', '--constraint'];
const LINKS = ['-f', '--find-links'];
const INDEX = ['-i', '--index-url', '--extra-index-url'];
const LONG_NAMES: Readonly<Record<string, string>> = { '-i': '--index-url', '-f': '--find-links' };
const EDITABLE = ['-e', '--editable'];
const WITH_VALUE = [...FILE, ...LINKS, ...INDEX, ...EDITABLE, '--no-binary', '--only-binary'];
const WITHOUT_VALUE = ['--no-index', '--pre', '--prefer-binary', '--require-hashes'];
const OF_A_REQUIREMENT = /\s--(?:hash|config-settings?|global-option)(?:[= ]|$)/;
const REPOSITORY = /^(?:\w+\s*(?:\[[^\]]*\])?\s*@\s*)?(?:git|hg|svn|bzr)\+/i;

export interface RequirementsCheck {
  /** Absolute folder that the files lie in, and that tools are run in. */
  root: string;
  urls: ForeignUrls;
}

/** What requirements amount to. */
export interface CheckedRequirements {
  /** They name folders, archives or repositories, which tools build even where they are told to take wheels only. */
  namesSources: boolean;
  /** Where packages are looked for, as options of pip and uv, in order. */
  places: readonly string[];
}

const NOTHING: CheckedRequirements = { namesSources: false, places: [] };

/**
 * Reads requirements as pip would, nested files too, and lets only what is harmless pass: before any tool runs.
 * @throws RejectedError ENVIRONMENT_FAILED or SOURCE_FORBIDDEN, with file and line
 */
export async function checkRequirements(
  file: string,
  check: RequirementsCheck,
  seen = new Set<string>(),
): Promise<CheckedRequirements> {
  if (seen.has(file)) return NOTHING;
  seen.add(file);
  const bytes = await readInside(check.root, file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw refused(file, 'the file is not in the pack', 'add it, or do not name it in requirements.');
  });
  return checkRequirementsText(decodeText(bytes, file), { ...check, file, seen });
}

export async function checkRequirementsText(
  text: string,
  check: RequirementsCheck & { file: string; seen: Set<string> },
): Promise<CheckedRequirements> {
  const all: CheckedRequirements[] = [];
  for (const { number, text: line } of requirementLines(text)) {
    const place = `${check.file}, line ${number}`;
    if (/\$\{\w+\}/.test(line)) {
      throw refused(place, 'variables are not replaced in the requirements of a pack', 'write out what is meant.');
    }
    all.push(line.startsWith('-') ? await checkOption(line, place, check) : await checkRequirement(line, place, check));
  }
  return { namesSources: all.some(({ namesSources }) => namesSources), places: all.flatMap(({ places }) => places) };
}

async function checkOption(
  line: string,
  place: Place,
  check: RequirementsCheck & { file: string; seen: Set<string> },
): Promise<CheckedRequirements> {
  const { name, value } = optionOf(line);
  if (/\s-/.test(line.slice(name.length).replace(/\s-$/, ''))) {
    throw refused(place, 'only one option is allowed on a line', 'give each a line of its own.');
  }
  const isKnown = (value === '' ? WITHOUT_VALUE : WITH_VALUE).includes(name);
  if (!isKnown) {
    throw refused(
      place,
      `the option ${name} is not allowed in a pack`,
      `leave it out. Allowed are ${[...WITH_VALUE, ...WITHOUT_VALUE].join(', ')}.`,
    );
  }
  const beside = join(check.root, dirname(check.file));
  const from = [check.root, beside];
  if (FILE.includes(name)) {
    if (isUrl(value))
      throw refused(place, `'${name}' has to name a file of the pack, not a URL`, 'add the file to the pack.');
    await assertInsidePack(value, { root: check.root, from: [beside], place });
    return checkRequirements(join(dirname(check.file), value), check, check.seen);
  }
  if (LINKS.includes(name) || INDEX.includes(name)) {
    if (isUrl(value)) await check.urls.assertAllowed(value, place);
    else await assertInsidePack(value, { root: check.root, from, place });
    const target = isUrl(value) ? value : (from.map((folder) => join(folder, value)).find(existsSync) ?? value);
    return { namesSources: false, places: [LONG_NAMES[name] ?? name, target] };
  }
  if (EDITABLE.includes(name)) return checkRequirement(value, place, check);
  return { namesSources: name === '--no-binary', places: name === '--no-index' ? [name] : [] };
}

async function checkRequirement(
  line: string,
  place: Place,
  check: RequirementsCheck & { file: string },
): Promise<CheckedRequirements> {
  const requirement = line.split(OF_A_REQUIREMENT)[0]?.trim() ?? '';
  const [, direct = requirement] = /^[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*(.*)$/.exec(requirement) ?? [];
  const target = direct.replace(/\s*;.*$/, '').trim();
  if (isUrl(target)) {
    await check.urls.assertAllowed(target, place);
    return { ...NOTHING, namesSources: REPOSITORY.test(requirement) || !/\.whl([?#].*)?$/.test(target) };
  }
  if (!isPath(target)) return NOTHING;
  const path = target.replace(/\[[^\]]*\]$/, '');
  await assertInsidePack(path, { root: check.root, from: [check.root, join(check.root, dirname(check.file))], place });
  return { ...NOTHING, namesSources: !path.endsWith('.whl') };
}

/** `-rother.txt`, `-r other.txt`, `--requirement=other.txt`, and what optparse takes as well. */
function optionOf(line: string): { name: string; value: string } {
  const [, short, glued = ''] = /^(-[a-zA-Z])(?!-)(.*)$/.exec(line) ?? [];
  if (short !== undefined) return { name: short, value: unquoted(glued.replace(/^\s*=?\s*/, '')) };
  const [, name = line, value = ''] = /^(--[\w-]+)(?:[\s=]+(.*))?$/.exec(line) ?? [];
  return { name, value: unquoted(value) };
}

/** pip splits options as a shell does. */
function unquoted(value: string): string {
  return value.trim().replace(/\\(.)/g, '$1').replace(/["']/g, '');
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(text);
}

function isPath(text: string): boolean {
  return /[/\\]|^\.|^~/.test(text) || /\.(?:whl|zip|tar|tgz|tbz|txz|tar\.\w+)$/i.test(text);
}
