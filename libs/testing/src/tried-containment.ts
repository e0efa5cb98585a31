import { type Containment, type ContainmentKind, DEFAULT_LIMITS, detectContainment } from '@packyard/sandbox';

let found: Promise<Containment> | undefined;

/** What contains foreign code in tests: the strongest that this machine has, or what `PACKYARD_TEST_SANDBOX` names. */
export function triedContainment(): Promise<Containment> {
  const wanted = (process.env['PACKYARD_TEST_SANDBOX'] ?? 'auto') as 'auto' | ContainmentKind;
  return (found ??= detectContainment({ wanted, limits: DEFAULT_LIMITS }));
}
