import { ENVIRONMENT_LINKS, environmentLinkName, environmentLinkTarget } from './environment-links';

describe('links to environments', () => {
  it.each([
    ['python', 'virtualenv', '/store/environment'],
    ['nodejs', 'node_modules', '/store/environment/node_modules'],
  ] as const)('of %s are called and lead where packs of Attune look', (runtime, name, target) => {
    expect([environmentLinkName(runtime), environmentLinkTarget(runtime, '/store/environment')]).toEqual([
      name,
      target,
    ]);
    expect(ENVIRONMENT_LINKS).toContain(name);
  });
});
