export interface SignOnCookie {
  name: string;
  options: { httpOnly: true; secure: boolean; sameSite: 'lax' | 'strict'; path: string; maxAge: number };
}

/**
 * A cookie of no use to any page. Over HTTPS its name makes browsers keep it for this very host, and take it from nobody else:
 * neither from a neighbour of the same domain nor from whoever changes what goes over plain HTTP. Such a name needs the path `/`.
 */
export function signOnCookie(
  publicUrl: string,
  name: string,
  { sameSite, maxAge }: { sameSite: 'lax' | 'strict'; maxAge: number },
): SignOnCookie {
  const { protocol, pathname } = new URL(publicUrl);
  const common = { httpOnly: true, sameSite, maxAge } as const;
  if (protocol === 'https:') return { name: `__Host-${name}`, options: { ...common, secure: true, path: '/' } };
  return { name, options: { ...common, secure: false, path: `${pathname.replace(/\/$/, '')}/auth/oidc` } };
}
