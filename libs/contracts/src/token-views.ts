import { z } from 'zod';
import { PRINCIPAL_KINDS } from './principal';
import { limitsChanges, TokenLimits } from './token-limits';
import { TokenName } from './token-name';
import { TOKEN_SCOPES } from './token-scope';

/** What the HTTP API takes and answers under `/api/v1/tokens`, `/auth` and Attune's `integration-tokens`. */

const MIN_SECONDS = 60;
const MAX_SECONDS = 315_360_000;
const MAX_CHARACTERS = 4096;

const Scope = z.enum(TOKEN_SCOPES);
const expiresIn = z.int().min(MIN_SECONDS).max(MAX_SECONDS).describe('Seconds. When absent: never.');
/** How long tokens last for which nothing else was said. */
export const DEFAULT_TOKEN_SECONDS = 90 * 24 * 3600;

export const NewTokenBody = z
  .strictObject({
    name: TokenName,
    scope: Scope,
    expires_in: expiresIn.nullish().describe('Seconds. When absent: 90 days; null: never.'),
    limits: TokenLimits.optional().describe('What it may do less than its scope says.'),
  })
  .refine(({ scope, limits }) => scope !== 'admin' || limits === undefined, {
    path: ['limits'],
    error: 'can not be set for the scope admin, which could make a token without them',
  })
  .refine(({ scope, limits }) => scope !== 'agent' || limits === undefined, {
    path: ['limits'],
    error: 'can not be set for the scope agent, which sees no executions and installs nothing',
  })
  .refine(({ scope, limits }) => scope !== 'read' || limits === undefined || !limitsChanges(limits), {
    path: ['limits'],
    error: 'can only be own_executions for the scope read, which installs nothing',
  });
export type NewTokenBody = z.infer<typeof NewTokenBody>;

export const TokenView = z.object({
  id: z.int(),
  kind: z.enum(['token', 'person']).describe('A person has no token: single sign-on begins their sessions.'),
  name: z.string(),
  scope: Scope,
  limits: TokenLimits.nullable(),
  created: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  revoked_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable().describe('To the minute.'),
  created_by: z.string().nullable().describe('Name of the token or user that made it.'),
  created_by_kind: z.enum(PRINCIPAL_KINDS).nullable(),
  created_by_id: z.int().nullable(),
});
export type TokenView = z.infer<typeof TokenView>;

/** A token that was revoked. */
export const RevokedToken = TokenView.extend({
  remaining: z
    .array(z.object({ id: z.int(), name: z.string(), scope: Scope }))
    .describe('Tokens that it made, and those that these made, which still open what their scope says.'),
});
export type RevokedToken = z.infer<typeof RevokedToken>;

export const CreatedToken = TokenView.extend({ token: z.string().describe('Shown this once.') });
export type CreatedToken = z.infer<typeof CreatedToken>;

/** Attune's way to make one. It knows no scopes. */
export const NewIntegrationToken = z.looseObject({
  label: TokenName,
  description: z.string().max(MAX_CHARACTERS).nullish().describe('Not kept.'),
  expires_at: z.iso.datetime({ offset: true }).nullish(),
  expires_in: expiresIn.nullish(),
  scope: Scope.default('install'),
});
export type NewIntegrationToken = z.infer<typeof NewIntegrationToken>;

export const IntegrationTokenView = z.object({
  id: z.int(),
  identity_id: z.int(),
  label: z.string(),
  description: z.string().nullable(),
  token_prefix: z.string().describe('Empty when Packyard did not make the token.'),
  token_suffix: z.string(),
  active: z.boolean(),
  scope: Scope,
  created: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable(),
  revoked_at: z.iso.datetime().nullable(),
});
export type IntegrationTokenView = z.infer<typeof IntegrationTokenView>;

export const LoginBody = z.looseObject({
  login: z.string().min(1).max(255).describe('Name of a token.'),
  password: z.string().min(1).max(MAX_CHARACTERS).describe('The token itself.'),
});
export const TokenLoginBody = z.looseObject({ token: z.string().min(1).max(MAX_CHARACTERS) });
export const RefreshBody = z.looseObject({ refresh_token: z.string().max(MAX_CHARACTERS).nullish() });

export const SessionView = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int().describe('Seconds.'),
});
export type SessionView = z.infer<typeof SessionView>;

const UserView = z.object({ id: z.int(), login: z.string(), display_name: z.string().nullable() });
export const LoginView = SessionView.extend({ user: UserView });
export type LoginView = z.infer<typeof LoginView>;

export const WhoamiView = UserView.extend({
  auth_provider: z.enum(['local', 'oidc']),
  is_local: z.boolean(),
  can_change_password: z.boolean(),
  effective_permissions: z.array(z.object({ resource: z.string(), actions: z.array(z.string()) })),
  assigned_permission_set_refs: z.array(z.string()),
});
export type WhoamiView = z.infer<typeof WhoamiView>;

const Provider = z.string().nullable();
export const LoginSettings = z.object({
  authentication_enabled: z.boolean(),
  local_password_enabled: z.boolean(),
  local_password_visible_by_default: z.boolean(),
  oidc_enabled: z.boolean(),
  oidc_visible_by_default: z.boolean(),
  oidc_provider_name: Provider,
  oidc_provider_label: Provider,
  oidc_provider_icon_url: Provider,
  ldap_enabled: z.boolean(),
  ldap_visible_by_default: z.boolean(),
  ldap_provider_name: Provider,
  ldap_provider_label: Provider,
  ldap_provider_icon_url: Provider,
  self_registration_enabled: z.boolean(),
});
export type LoginSettings = z.infer<typeof LoginSettings>;
