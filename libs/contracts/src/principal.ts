import { z } from 'zod';

/**
 * Who acts: a token, a person who signed on, a user, or the service itself. A session acts as whoever began it. Names may be given
 * again after their owner is gone; the kind and the id tell for good. `unknown`: it was recorded before kinds were.
 */
export const PRINCIPAL_KINDS = ['token', 'person', 'user', 'service', 'unknown'] as const;

export const PrincipalView = z.object({ kind: z.enum(PRINCIPAL_KINDS), id: z.int().nullable(), name: z.string() });
export type Principal = z.infer<typeof PrincipalView>;

/** A principal, and the network address from which it asked. */
export interface Actor extends Principal {
  address?: string;
}

/** The service's own name: no user and no token has it. */
export const SYSTEM_ACTOR = 'packyard';

/** Who did what nobody asked for. */
export const SERVICE: Principal = { kind: 'service', id: null, name: SYSTEM_ACTOR };

/** As in `token ci (12)`. */
export function describePrincipal({ kind, id, name }: Principal): string {
  return [kind === 'unknown' ? '' : `${kind} `, name, id === null ? '' : ` (${id})`].join('');
}

/** From the columns of a row; what was recorded before kinds were has neither kind nor id. */
export function principalOf(name: string, kind: string | null, id: number | null): Principal {
  return { kind: PRINCIPAL_KINDS.find((known) => known === kind) ?? 'unknown', id, name };
}
