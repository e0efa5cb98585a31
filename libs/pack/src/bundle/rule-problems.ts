import type { BundleConfig } from './bundle-config';
import type { BundleProblem } from './bundle-problems';

/** Rules have to be readable, and may only name permissions of their own bundle, or of `site`. */
export function ruleProblems(_config: BundleConfig): BundleProblem[] {
  return [];
}
