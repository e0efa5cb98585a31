import { parseRule, strangersIn } from '@packyard/rules';
import type { BundleCommand, BundleConfig } from './bundle-config';

/** What is allowed and yet hardly meant, in a config that is valid. */
export function bundleWarnings({ commands }: BundleConfig): string[] {
  return Object.entries(commands).flatMap(([name, command]) =>
    command.rules.length === 0 ? [`The command ${name} has no rules, so nobody may run it`] : strangers(name, command),
  );
}

function strangers(name: string, { rules }: BundleCommand): string[] {
  return rules.flatMap((text, index) =>
    strangersIn(parseRule(text)).map(
      (stranger) =>
        `Rule ${index + 1} of the command ${name}: ${stranger} stands for nothing, and equals nothing; texts need quotes`,
    ),
  );
}
