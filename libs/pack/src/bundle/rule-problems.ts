import { SITE } from '@packyard/contracts';
import { parseRule, permissionsIn, type Rule, RuleSyntaxError } from '@packyard/rules';
import type { BundleConfig } from './bundle-config';
import { type BundleProblem, invalid } from './bundle-problem';

// Long enough for any that a person writes.
const LONGEST_RULE = 10_000;

interface Declared {
  name: string;
  permissions: ReadonlySet<string>;
}

/** Rules have to be readable, and may only name permissions that their own bundle declares, or those of `site`. */
export function ruleProblems(config: BundleConfig): BundleProblem[] {
  const bundle = { name: config.name, permissions: new Set(config.permissions) };
  return Object.entries(config.commands).flatMap(([command, { rules }]) =>
    rules.flatMap((text, index) => {
      const field = `commands.${command}.rules.${index}`;
      const where = `rule ${index + 1} of the command ${command}`;
      return wrongWith(text, command, bundle).map((message) => invalid(field, `${where}: ${message}`));
    }),
  );
}

function wrongWith(text: string, command: string, { name, permissions }: Declared): string[] {
  if (text === '') return [];
  if (text.length > LONGEST_RULE) return [`it has ${text.length} characters, and at most ${LONGEST_RULE} are allowed`];
  const rule = read(text);
  if (typeof rule === 'string') return [rule];
  const own = `${name}:${command}`;
  if (rule.command !== undefined && rule.command !== own)
    return [`it names the command ${rule.command} instead of ${own}`];
  return permissionsIn(rule).flatMap((permission) => {
    const [bundle = '', short = ''] = permission.split(':');
    if (bundle === SITE) return [];
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
