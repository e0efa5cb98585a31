import { SITE_NAMESPACE } from '@packyard/contracts';
import {
  parseRule,
  permissionsIn,
  type Rule,
  RuleSyntaxError,
  undefinedNamesIn,
  invalidRegexesIn,
} from '@packyard/rules';
import type { BundleConfig } from './bundle-config';
import { type BundleProblem, invalid } from './bundle-problem';

// Enough for any that a person writes.
const MAX_RULE_LENGTH = 10_000;
const MAX_RULES = 100;
const MAX_TOGETHER = 100_000;

interface Declared {
  name: string;
  permissions: ReadonlySet<string>;
}

/**
 * Rules have to be readable, may only name permissions that their own bundle declares, or those of `site`, and must not
 * be written such that they never apply: what they should forbid would be allowed.
 */
export function ruleProblems(config: BundleConfig): BundleProblem[] {
  const bundle = { name: config.name, permissions: new Set(config.permissions) };
  return Object.entries(config.commands).flatMap(([command, { rules }]) => {
    const field = ['commands', command, 'rules'];
    const excess = tooMany(rules);
    if (excess !== undefined) return [invalid(field, `the command ${command} has ${excess}`)];
    return rules.flatMap((text, index) => {
      const where = `rule ${index + 1} of the command ${command}`;
      return wrongWith(text, command, bundle).map((message) =>
        invalid([...field, String(index)], `${where}: ${message}`),
      );
    });
  });
}

/** All rules of a command are read for every decision. */
function tooMany(rules: readonly string[]): string | undefined {
  if (rules.length > MAX_RULES) return `${rules.length} rules, and at most ${MAX_RULES} are allowed`;
  const length = rules.reduce((sum, text) => sum + text.length, 0);
  return length > MAX_TOGETHER ? `rules of ${length} characters, and at most ${MAX_TOGETHER} are allowed` : undefined;
}

function wrongWith(text: string, command: string, { name, permissions }: Declared): string[] {
  if (text === '') return [];
  if (text.length > MAX_RULE_LENGTH)
    return [`it has ${text.length} characters, and at most ${MAX_RULE_LENGTH} are allowed`];
  const rule = read(text);
  if (typeof rule === 'string') return [rule];
  const own = `${name}:${command}`;
  if (rule.command !== undefined && rule.command !== own)
    return [`it names the command ${rule.command} instead of ${own}`];
  return [...invalidOperands(rule), ...permissionProblems(rule, { name, permissions })];
}

function invalidOperands(rule: Rule): string[] {
  const undefinedNames = undefinedNamesIn(rule).map(
    (name) => `${name} stands for nothing: put texts in quotes; there are arg, arg[0], option and option["name"]`,
  );
  const regexes = invalidRegexesIn(rule).map(
    (source) =>
      `/${source}/ is no POSIX extended regular expression, such as [[:digit:]] instead of \\d, or far too large`,
  );
  return [...undefinedNames, ...regexes];
}

function permissionProblems(rule: Rule, { name, permissions }: Declared): string[] {
  return permissionsIn(rule).flatMap((permission) => {
    const [bundle = '', short = ''] = permission.split(':');
    if (bundle === SITE_NAMESPACE) return [];
    if (bundle !== name) return [`the permission ${permission} belongs to another bundle`];
    return permissions.has(short) ? [] : [`the permission ${permission} is not declared under permissions`];
  });
}

/** The rule, or what is wrong with the text. */
function read(text: string): Rule | string {
  try {
    return parseRule(text);
  } catch (error) {
    if (error instanceof RuleSyntaxError) return error.message;
    throw error;
  }
}
