import { type IntegrationTokenView, principalOf, type TokenView, type WhoamiView } from '@packyard/contracts';
import type { ApiTokenEntity } from '@packyard/schema';
import { permissionsOf } from './permissions-of';

export function presentToken(row: ApiTokenEntity): TokenView {
  return {
    id: row.id,
    kind: row.kind === 'person' ? 'person' : 'token',
    name: row.name,
    scope: row.scope,
    limits: row.limits,
    ...timesOf(row),
    created_by: row.createdBy,
    created_by_kind: row.createdBy === null ? null : principalOf(row.createdBy, row.createdByKind, null).kind,
    created_by_id: row.createdById,
  };
}

/** A token in Attune's form. Attune's identities do not exist here: it shows the one that was asked for. */
export function presentIntegrationToken(row: ApiTokenEntity, identityId: number): IntegrationTokenView {
  return {
    id: row.id,
    identity_id: identityId,
    label: row.name,
    description: null,
    token_prefix: row.prefix ?? '',
    token_suffix: row.suffix ?? '',
    active: row.revokedAt === null && (row.expiresAt === null || row.expiresAt > new Date()),
    scope: row.scope,
    ...timesOf(row),
  };
}

/** Attune's identities do not exist here: the caller is its token. */
export function presentCaller({ id, name, scope, issuer }: ApiTokenEntity): WhoamiView {
  return {
    id,
    login: name,
    display_name: null,
    auth_provider: issuer === null ? 'local' : 'oidc',
    is_local: issuer === null,
    can_change_password: false,
    effective_permissions: permissionsOf(scope),
    assigned_permission_set_refs: [],
  };
}

function timesOf({ createdAt, expiresAt, revokedAt, lastUsedAt }: ApiTokenEntity) {
  return {
    created: createdAt.toISOString(),
    expires_at: expiresAt?.toISOString() ?? null,
    revoked_at: revokedAt?.toISOString() ?? null,
    last_used_at: lastUsedAt?.toISOString() ?? null,
  };
}
