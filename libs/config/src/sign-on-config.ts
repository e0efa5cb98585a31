import { z } from 'zod';
import { count, list } from './setting-types';

const SCOPES = ['read', 'install', 'admin'] as const;

export interface GroupScope {
  /** `*` for everybody who can sign on at all. */
  group: string;
  scope: (typeof SCOPES)[number];
}

/** Single sign-on by OpenID Connect. Off unless there is an issuer; then also id and secret of the client, groups and public URL. */
export const SignOnConfig = z.object({
  PACKYARD_OIDC_ISSUER: z.url({ protocol: /^https?$/, error: 'must be an https:// URL' }).optional(),
  PACKYARD_OIDC_CLIENT_ID: z.string().optional(),
  PACKYARD_OIDC_CLIENT_SECRET: z.string().optional(),
  /** As in `platform-team=admin,developers=install,*=read`. */
  PACKYARD_OIDC_GROUPS: list([]).transform(scopesOfGroups),
  PACKYARD_OIDC_GROUPS_CLAIM: z.string().default('groups'),
  PACKYARD_OIDC_SCOPES: z.string().default('openid profile email'),
  /** What the sign-in page calls it. */
  PACKYARD_OIDC_LABEL: z.string().max(60).default('Single sign-on'),
  /** After which one has to sign on again. */
  PACKYARD_OIDC_SESSION_HOURS: count(12, { max: 720 }),
  /** Where browsers reach the service. The provider has to know `<it>/auth/oidc/callback`. */
  PACKYARD_PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an https:// URL' }).optional(),
});
export type SignOnConfig = z.infer<typeof SignOnConfig>;

function scopesOfGroups(items: readonly string[], context: z.RefinementCtx): GroupScope[] {
  return items.flatMap((item) => {
    const [, group, name] = /^(.+)=([a-z]+)$/.exec(item) ?? [];
    const scope = SCOPES.find((known) => known === name);
    if (group !== undefined && scope !== undefined) return { group, scope };
    const message = `must be groups with a scope (${SCOPES.join(', ')}), such as developers=install, separated by commas`;
    context.addIssue({ code: 'custom', message });
    return [];
  });
}
