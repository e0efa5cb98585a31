import type { BundleConfig } from './bundle-config';

/** What is allowed and yet hardly meant. */
export function bundleWarnings({ commands }: BundleConfig): string[] {
  const withoutRules = Object.entries(commands).filter(([, { rules }]) => rules.length === 0);
  return withoutRules.map(([name]) => `The command ${name} has no rules, so nobody may run it`);
}
