/** Arguments that make root another user for good: no group of ours, no capability, and no program that gives any back. */
export function droppingPrivileges(setpriv: string, uid: number): string[] {
  const user = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
  return [setpriv, ...user, '--inh-caps=-all', '--bounding-set=-all', '--no-new-privs'];
}
