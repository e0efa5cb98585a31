import type { GroupScope, SignOnConfig } from '@packyard/config';
import { RejectedError } from '@packyard/contracts';

export interface SignOnSettings {
  issuer: URL;
  clientId: string;
  clientSecret: string;
  groups: readonly GroupScope[];
  groupsClaim: string;
  scopes: string;
  label: string;
  sessionSeconds: number;
  /** Without a slash at its end. */
  publicUrl: string;
}

const LOOPBACK = /^(localhost|\[::1\]|127(\.\d+){3})$/;

/**
 * Nothing when no issuer is set.
 * @throws RejectedError PARAMETERS_INVALID when settings are missing, or secrets would go over the network in the clear
 */
export function signOnSettings(config: SignOnConfig): SignOnSettings | undefined {
  const { PACKYARD_OIDC_ISSUER: issuer } = config;
  if (issuer === undefined) return undefined;
  const needed = {
    PACKYARD_OIDC_CLIENT_ID: config.PACKYARD_OIDC_CLIENT_ID,
    PACKYARD_OIDC_CLIENT_SECRET: config.PACKYARD_OIDC_CLIENT_SECRET,
    PACKYARD_PUBLIC_URL: config.PACKYARD_PUBLIC_URL,
    PACKYARD_OIDC_GROUPS: config.PACKYARD_OIDC_GROUPS.length === 0 ? undefined : 'given',
  };
  const missing = Object.entries(needed).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length > 0)
    throw invalid(`PACKYARD_OIDC_ISSUER is set without ${missing.join(', ')}.`, 'Set them, or none.');
  const { PACKYARD_OIDC_CLIENT_ID: clientId = '', PACKYARD_OIDC_CLIENT_SECRET: clientSecret = '' } = config;
  const publicUrl = (config.PACKYARD_PUBLIC_URL ?? '').replace(/(?<!\/)\/+$/, '');
  for (const [name, text] of Object.entries({ PACKYARD_OIDC_ISSUER: issuer, PACKYARD_PUBLIC_URL: publicUrl })) {
    const { protocol, hostname } = new URL(text);
    if (protocol === 'https:' || LOOPBACK.test(hostname)) continue;
    throw invalid(
      `${name} is ${text}: there, secrets would go over the network in the clear.`,
      'Give an https:// URL.',
    );
  }
  return {
    issuer: new URL(issuer),
    clientId,
    clientSecret,
    groups: config.PACKYARD_OIDC_GROUPS,
    groupsClaim: config.PACKYARD_OIDC_GROUPS_CLAIM,
    scopes: config.PACKYARD_OIDC_SCOPES,
    label: config.PACKYARD_OIDC_LABEL,
    sessionSeconds: config.PACKYARD_OIDC_SESSION_HOURS * 3600,
    publicUrl,
  };
}

function invalid(message: string, hint: string): RejectedError {
  return new RejectedError('PARAMETERS_INVALID', message, { hint });
}
