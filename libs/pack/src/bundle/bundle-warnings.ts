import type { BundleConfig } from './bundle-config';

/** What is allowed and yet hardly meant. */
export function bundleWarnings({ commands, image }: BundleConfig): string[] {
  const all = Object.entries(commands);
  if (all.length === 0) return ['The bundle has no commands'];
  return all.flatMap(([name, { rules, executable }]) => [
    ...(rules.length === 0 ? [`The command ${name} has no rules, so nobody may run it`] : []),
    ...(executable.length === 0 && image === undefined
      ? [`The command ${name} has no executable, and the bundle no image: there is nothing to run`]
      : []),
  ]);
}
