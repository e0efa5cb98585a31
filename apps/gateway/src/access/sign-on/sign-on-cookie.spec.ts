import { signOnCookie } from './sign-on-cookie';

const asked = { sameSite: 'strict', maxAge: 60 } as const;

describe('the cookies of a sign-on', () => {
  it.each(['https://packs.example', 'https://packs.example/packyard'])(
    'are for this host alone where it is reached by HTTPS: %s',
    (publicUrl) => {
      expect(signOnCookie(publicUrl, 'packyard-x', asked)).toEqual({
        name: '__Host-packyard-x',
        options: { httpOnly: true, secure: true, sameSite: 'strict', path: '/', maxAge: 60 },
      });
    },
  );

  it.each([
    ['http://127.0.0.1:8080', '/auth/oidc'],
    ['http://localhost:8080/packyard', '/packyard/auth/oidc'],
  ])('work over plain HTTP on one machine, for the routes of the sign-on alone: %s', (publicUrl, path) => {
    expect(signOnCookie(publicUrl, 'packyard-x', { sameSite: 'lax', maxAge: 0 })).toEqual({
      name: 'packyard-x',
      options: { httpOnly: true, secure: false, sameSite: 'lax', path, maxAge: 0 },
    });
  });
});
