import { includesScope, type TokenScope, type WhoamiView } from '@packyard/contracts';

const PERMISSIONS: readonly { scope: TokenScope; resource: string; actions: readonly string[] }[] = [
  { scope: 'read', resource: 'packs', actions: ['read'] },
  { scope: 'read', resource: 'actions', actions: ['read'] },
  { scope: 'read', resource: 'executions', actions: ['read'] },
  { scope: 'install', resource: 'packs', actions: ['create', 'update', 'delete'] },
  { scope: 'install', resource: 'actions', actions: ['execute'] },
  { scope: 'install', resource: 'executions', actions: ['create', 'cancel'] },
  { scope: 'admin', resource: 'identities', actions: ['read', 'manage'] },
];

/** A scope as Attune's permissions per resource. */
export function permissionsOf(granted: TokenScope): WhoamiView['effective_permissions'] {
  const actions = new Map<string, string[]>();
  for (const { scope, resource, actions: more } of PERMISSIONS) {
    if (includesScope(granted, scope)) actions.set(resource, [...(actions.get(resource) ?? []), ...more]);
  }
  return [...actions].map(([resource, allowed]) => ({ resource, actions: allowed }));
}
