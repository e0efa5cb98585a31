/** Each scope may do what the ones before it may. */
export const TOKEN_SCOPES = ['read', 'install', 'admin'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

export function includesScope(granted: TokenScope, needed: TokenScope): boolean {
  return TOKEN_SCOPES.indexOf(granted) >= TOKEN_SCOPES.indexOf(needed);
}
