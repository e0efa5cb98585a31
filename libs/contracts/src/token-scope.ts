/** From the least to the most; `agent` and `read` are beside each other. */
export const TOKEN_SCOPES = ['agent', 'read', 'install', 'admin'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

const INCLUDED: Readonly<Record<TokenScope, readonly TokenScope[]>> = {
  agent: ['agent'],
  read: ['read'],
  install: ['agent', 'read', 'install'],
  admin: TOKEN_SCOPES,
};

/** Whether who has the one may do what needs the other. What runs packs on a machine sees nothing but what it is to run. */
export function includesScope(granted: TokenScope, needed: TokenScope): boolean {
  return INCLUDED[granted].includes(needed);
}
