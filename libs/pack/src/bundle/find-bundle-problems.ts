import { PackRef, PermissionName } from '@packyard/contracts';
import { parseVersion, versionProblem } from '../version';
import type { BundleConfig } from './bundle-config';
import { type BundleProblem, invalid, missing } from './bundle-problem';
import { ruleProblems } from './rule-problems';

/** Far more than any bundle has: each of them is a row, and is read again whenever the bundle is shown. */
const MAX_COMMANDS = 500;
const MAX_PERMISSIONS = 500;
/** Rules, triggers and arguments of all commands together. */
const MAX_TEXTS = 10_000;
const MAX_CHARACTERS = 262_144;

/** All that is wrong with what a config says; of one that says too much, only that. */
export function findBundleProblems(config: BundleConfig): BundleProblem[] {
  const excess = excessIn(config);
  if (excess.length > 0) return excess;
  return [...fieldProblems(config), ...commandProblems(config), ...ruleProblems(config)];
}

function excessIn(config: BundleConfig): BundleProblem[] {
  const { commands, permissions } = config;
  const all = Object.values(commands);
  const texts = all.reduce((sum, one) => sum + one.rules.length + one.triggers.length + one.executable.length, 0);
  return [
    ...tooMany({ field: 'commands', count: all.length, what: 'commands', most: MAX_COMMANDS }),
    ...tooMany({ field: 'permissions', count: permissions.length, what: 'permissions', most: MAX_PERMISSIONS }),
    ...tooMany({ field: 'commands', count: texts, what: 'rules, triggers and arguments', most: MAX_TEXTS }),
    ...tooMany({
      field: 'commands',
      count: JSON.stringify(config).length,
      what: 'characters in it',
      most: MAX_CHARACTERS,
    }),
  ];
}

function tooMany(counted: { field: string; count: number; what: string; most: number }): BundleProblem[] {
  const { field, count, what, most } = counted;
  return count > most ? [invalid([field], `there are ${count} ${what}, and at most ${most} are allowed`)] : [];
}

function fieldProblems({ name, version, description, gortBundleVersion, permissions }: BundleConfig): BundleProblem[] {
  const problems: BundleProblem[] = [];
  if (name === '') problems.push(missing('name'));
  else if (!PackRef.safeParse(name).success) {
    problems.push(invalid(['name'], `'${name.slice(0, 100)}' is no name: use letters, digits, '_', '-' and '.'`));
  }
  if (version === '') problems.push(missing('version'));
  else if (parseVersion(version) === undefined) {
    problems.push(invalid(['version'], `'${version.slice(0, 100)}' ${versionProblem(version)}`));
  }
  if (gortBundleVersion < 1) problems.push(missing('gort_bundle_version'));
  if (description === undefined) problems.push(missing('description'));
  for (const permission of permissions.filter((text) => !PermissionName.safeParse(text).success)) {
    problems.push(invalid(['permissions'], `'${permission.slice(0, 100)}' is no name for a permission`));
  }
  for (const twice of repeated(permissions)) problems.push(invalid(['permissions'], `'${twice}' is there twice`));
  return problems;
}

function commandProblems({ commands }: BundleConfig): BundleProblem[] {
  return Object.entries(commands).flatMap(([name, command]) => {
    const field = ['commands', name];
    const matches = command.triggers.map(({ match }) => match);
    return [
      ...(isCommandName(name) ? [] : [invalid(field, `'${name}' is no name for a command`)]),
      ...(command.rules.includes('') ? [missing(...field, 'rules')] : []),
      ...repeated(command.rules).map((twice) => invalid([...field, 'rules'], `the rule '${twice}' is there twice`)),
      ...(matches.includes('') ? [missing(...field, 'triggers')] : []),
      ...repeated(matches).map((twice) => invalid([...field, 'triggers'], `the trigger '${twice}' is there twice`)),
    ];
  });
}

/** What reads a config by names, ours or another's, may take `__proto__` for something else. */
function isCommandName(name: string): boolean {
  return /^[^\s:]+$/.test(name) && name !== '__proto__';
}

function repeated(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  const twice = texts.filter((text) => text !== '' && (seen.has(text) || !seen.add(text)));
  return [...new Set(twice)];
}
