import fc from 'fast-check';
import { DONE } from './gort-answer';
import { GortRoutes } from './gort-routes';

const answer = () => Promise.resolve(DONE);
const routes = new GortRoutes([
  { methods: ['GET'], path: '/v2/users', needs: 'user info', answer },
  { methods: ['PUT', 'DELETE'], path: '/v2/users/{user}/groups/{group}', needs: 'user update', answer },
  { methods: ['HEAD'], path: '/v2/users/{user}', needs: 'user info', answer },
  { methods: ['GET'], path: '/v2/users/{user}', needs: 'user info', answer },
]);

describe("the routes of Gort's API", () => {
  it.each([
    ['GET', '/v2/users', { path: '/v2/users', parameters: {} }],
    ['GET', '/v2/users/ada', { path: '/v2/users/{user}', parameters: { user: 'ada' } }],
    ['HEAD', '/v2/users/ada', { path: '/v2/users/{user}', parameters: { user: 'ada' } }],
    [
      'PUT',
      '/v2/users/a%2Fb/groups/1.0.0+b',
      { path: '/v2/users/{user}/groups/{group}', parameters: { user: 'a/b', group: '1.0.0+b' } },
    ],
  ])('finds %s %s', (method, path, expected) => {
    const found = routes.find(method, path);
    expect(typeof found === 'number' ? found : { path: found.route.path, parameters: found.parameters }).toEqual(
      expected,
    );
  });

  it.each([
    ['HEAD', '/v2/users', 405],
    ['POST', '/v2/users', 405],
    ['PATCH', '/v2/users/ada', 405],
    ['GET', '/v2/users/', 404],
    ['GET', '/v2/users/ada/', 404],
    ['GET', '/v2/users/ada/groups', 404],
    ['GET', '/v2', 404],
    ['GET', '/v2/user', 404],
    ['GET', '/v2/Users', 404],
  ])('answers %s %s with %d', (method, path, status) => {
    expect(routes.find(method, path)).toBe(status);
  });

  it('gives every name back as it was meant, whatever it contains', () => {
    const names = fc.string({ minLength: 1, unit: 'binary' }).filter((name) => name.isWellFormed());
    fc.assert(
      fc.property(names, (user) => {
        const found = routes.find('GET', `/v2/users/${encodeURIComponent(user)}`);
        return typeof found !== 'number' && found.parameters['user'] === user;
      }),
    );
  });

  it('takes any path without failing', () => {
    fc.assert(
      fc.property(fc.string(), (rest) => {
        const found = routes.find('GET', `/v2/users/${rest}`);
        return typeof found === 'number' || found.route.methods.includes('GET');
      }),
    );
  });
});
