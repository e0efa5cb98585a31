import { permissionsOf } from './permissions-of';

describe('permissionsOf', () => {
  it.each([
    ['read', ['packs', 'actions', 'executions'], ['read']],
    ['install', ['packs', 'actions', 'executions'], ['read', 'create', 'update', 'delete']],
    ['admin', ['packs', 'actions', 'executions', 'identities'], ['read', 'create', 'update', 'delete']],
  ] as const)('tells every resource of the scope %s once', (scope, resources, ofPacks) => {
    const permissions = permissionsOf(scope);
    expect(permissions.map(({ resource }) => resource)).toEqual(resources);
    expect(permissions[0]?.actions).toEqual(ofPacks);
  });
});
