import { compare, parse } from 'semver';
import { compareTexts } from '../version';

/**
 * How Gort orders versions, which need not be semantic ones: at most three parts count, missing ones are 0, and what
 * still is no version counts as 0.0.0.
 */
export function compareBundleVersions(a: string, b: string): number {
  return compare(coerced(a), coerced(b)) || compareTexts(a, b);
}

/** `v1.2` → `1.2.0`. */
export function coerced(text: string): string {
  const [withoutBuild = '', ...build] = text.trim().replace(/^v/i, '').split('+');
  const [numbers = '', ...preRelease] = withoutBuild.split('-');
  const parts = [...numbers.split('.').slice(0, 3), '', '', ''].slice(0, 3).map((part) => part || '0');
  const suffix = `${preRelease.length > 0 ? `-${preRelease.join('-')}` : ''}${build.length > 0 ? `+${build.join('+')}` : ''}`;
  return parse(`${parts.join('.')}${suffix}`) === null ? '0.0.0' : `${parts.join('.')}${suffix}`;
}
