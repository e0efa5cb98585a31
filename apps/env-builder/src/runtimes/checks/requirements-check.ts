import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { decodeText, readInside, requirementLines, RequirementsBudget } from '@packyard/pack';
import type { ForeignUrls } from './foreign-urls';
import { assertInsidePack, type ShownPosition, refused } from './inside-pack';
import { isUrl, readRequirement } from './requirement-kind';

const CONSTRAINTS = ['-c', '--constraint'];
const FILE = ['-r', '--requirement', ...CONSTRAINTS];
const LINKS = ['-f', '--find-links'];
const INDEX = ['-i', '--index-url', '--extra-index-url'];
const LONG_NAMES: Readonly<Record<string, string>> = { '-i': '--index-url', '-f': '--find-links' };
const EDITABLE = ['-e', '--editable'];
const WITH_VALUE = [...FILE, ...LINKS, ...INDEX, ...EDITABLE, '--no-binary', '--only-binary'];
const WITHOUT_VALUE = ['--no-index', '--pre', '--prefer-binary', '--require-hashes'];

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
  indexOptions: readonly string[];
  /** All of them, those of nested files too, as lines that every tool reads alike: nothing else is given to one. */
  lines: readonly string[];
  /** The same of what only constrains versions. */
  constraints: readonly string[];
}

const NOTHING: CheckedRequirements = { namesSources: false, indexOptions: [], lines: [], constraints: [] };

interface FileCheck extends RequirementsCheck {
  file: string;
  seen: Set<string>;
  budget: RequirementsBudget;
  isConstraints?: boolean;
}

/**
 * Reads requirements as pip would, nested files too, and lets only what is harmless pass: before any tool runs.
 * @throws RejectedError ENVIRONMENT_FAILED or SOURCE_FORBIDDEN, with file and line
 */
export async function checkRequirements(file: string, check: RequirementsCheck): Promise<CheckedRequirements> {
  return checkFile({ ...check, file, seen: new Set(), budget: new RequirementsBudget() });
}

async function checkFile(check: FileCheck): Promise<CheckedRequirements> {
  const { file, seen, isConstraints = false } = check;
  const key = `${isConstraints ? '-c' : '-r'} ${file}`;
  if (seen.has(key)) return NOTHING;
  seen.add(key);
  const weigh = (bytes: number) => check.budget.add(file, bytes);
  const bytes = await readInside(check.root, file, { weigh }).catch((error: unknown) => {
    if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw refused(file, 'the file is not in the pack', 'add it, or do not name it in requirements.');
  });
  return checkText(decodeText(bytes, file), check);
}

/**
 * Of a lock: what a tool has written, and code of packages may have had a hand in. Options have no business there.
 * @throws RejectedError ENVIRONMENT_FAILED or SOURCE_FORBIDDEN, with the line
 */
export async function checkLock(text: string, file: string, check: RequirementsCheck): Promise<CheckedRequirements> {
  assertNoOptions(text, file);
  return checkText(text, { ...check, file, seen: new Set(), budget: new RequirementsBudget() });
}

/** @throws RejectedError ENVIRONMENT_FAILED when a lock holds an option, which tools would obey */
export function assertNoOptions(text: string, file: string): void {
  const option = requirementLines(text, file).find((line) => line.text.startsWith('-'));
  if (option === undefined) return;
  const message = `${file}, line ${option.number}: a lock holds no options, but this one says '${option.text.slice(0, 200)}'.`;
  throw new RejectedError('ENVIRONMENT_FAILED', `${message} Code of a package may have written it.`, {
    hint: 'Look at what the requirements build from source; then build anew with force_rebuild, which follows no lock.',
  });
}

/** @throws RejectedError ENVIRONMENT_FAILED or SOURCE_FORBIDDEN, with the line */
export async function checkText(text: string, check: FileCheck): Promise<CheckedRequirements> {
  const all: CheckedRequirements[] = [];
  for (const { number, text: line } of requirementLines(text, check.file)) {
    const place = `${check.file}, line ${number}`;
    if (/\$\{\w+\}/.test(line)) {
      throw refused(place, 'variables are not replaced in the requirements of a pack', 'write out what is meant.');
    }
    all.push(line.startsWith('-') ? await checkOption(line, place, check) : await checkRequirement(line, place, check));
  }
  return {
    namesSources: all.some(({ namesSources }) => namesSources),
    indexOptions: all.flatMap(({ indexOptions }) => indexOptions),
    lines: all.flatMap(({ lines }) => lines),
    constraints: all.flatMap(({ constraints }) => constraints),
  };
}

async function checkOption(line: string, place: ShownPosition, check: FileCheck): Promise<CheckedRequirements> {
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
    return checkFile({
      ...check,
      file: join(dirname(check.file), value),
      isConstraints: CONSTRAINTS.includes(name),
    });
  }
  if (value.includes('\\')) throw refused(place, `'${value}' holds a backslash`, 'use slashes.');
  if (LINKS.includes(name) || INDEX.includes(name)) {
    if (isUrl(value)) await check.urls.assertAllowed(value, place);
    else await assertInsidePack(value, { root: check.root, from, place });
    const target = isUrl(value) ? value : (from.map((folder) => join(folder, value)).find(existsSync) ?? value);
    const long = LONG_NAMES[name] ?? name;
    return { ...NOTHING, indexOptions: [long, target], lines: [`${long} ${quoted(target)}`] };
  }
  if (EDITABLE.includes(name)) return checkRequirement(value, place, check);
  // `:none:` takes back what a tool was told on its command line.
  const namesSources = name === '--no-binary' || value.includes(':none:');
  const indexOptions = name === '--no-index' ? [name] : [];
  return { ...NOTHING, namesSources, indexOptions, lines: [`${name} ${quoted(value)}`.trim()] };
}

/** What was editable is a plain one: the folder that it would lead to is gone after the build. */
async function checkRequirement(line: string, place: ShownPosition, check: FileCheck): Promise<CheckedRequirements> {
  if (line.startsWith('-')) throw refused(place, `'${line}' is no requirement`, 'name a package, a folder or a URL.');
  const { kind, target } = await readRequirement(line, check.root);
  if (target !== undefined && isUrl(target)) await check.urls.assertAllowed(target, place);
  else if (target !== undefined) {
    await assertInsidePack(target, {
      root: check.root,
      from: [check.root, join(check.root, dirname(check.file))],
      place,
    });
  }
  const found = { ...NOTHING, namesSources: kind === 'source' };
  return check.isConstraints === true ? { ...found, constraints: [line] } : { ...found, lines: [line] };
}

/** `-rother.txt`, `-r other.txt`, `--requirement=other.txt`, and what optparse takes as well. */
function optionOf(line: string): { name: string; value: string } {
  const [, short, glued = ''] = /^(-[a-zA-Z])(?!-)(.*)$/.exec(line) ?? [];
  if (short !== undefined) return { name: short, value: unquoted(glued.replace(/^\s*=?\s*/, '')) };
  const [name = line] = /^--[\w-]+(?=[\s=]|$)/.exec(line) ?? [];
  return { name, value: unquoted(line.slice(name.length).replace(/^[\s=]+/, '')) };
}

/** pip splits options as a shell does. */
function unquoted(value: string): string {
  return value.trim().replace(/\\(.)/g, '$1').replace(/["']/g, '');
}

function quoted(value: string): string {
  return /\s/.test(value) ? `"${value}"` : value;
}
