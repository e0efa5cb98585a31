import type { Candidate } from './problem';

/** Somebody's wish for a pack. */
export interface Requirement {
  ref: string;
  range: string;
  by: Requirer;
}

type Requirer =
  | { kind: 'request' }
  | { kind: 'enabled'; candidate: Candidate }
  | { kind: 'selected'; candidate: Candidate; because: Requirement };

/** `app 2.0.0 requires lib ^2`, with whoever brought app in. */
export function sentence({ ref, range, by }: Requirement): string {
  const wish = range === '*' ? ref : `${ref} ${range}`;
  switch (by.kind) {
    case 'request':
      return `the request asks for ${wish}`;
    case 'enabled':
      return `${nameOf(by.candidate)}, which is enabled, requires ${wish}`;
    case 'selected':
      return `${nameOf(by.candidate)}${through(by.because)} requires ${wish}`;
  }
}

export function nameOf({ ref, version }: Pick<Candidate, 'ref' | 'version'>): string {
  return `${ref} ${version}`;
}

function through(requirement: Requirement): string {
  const chain: string[] = [];
  for (let { by } = requirement; by.kind === 'selected'; by = by.because.by) chain.push(nameOf(by.candidate));
  return chain.length === 0 ? '' : ` (needed by ${chain.join(', needed by ')})`;
}
