import type { LoginSettings } from '@packyard/contracts';
import type { SignOnSettings } from '../sign-on/sign-on-settings';

export const LOGIN_SETTINGS = Symbol('login-settings');

/** Tokens can log in, clients ask for them as passwords; and persons whom a provider of identities knows. */
export function loginSettings(signOn: Pick<SignOnSettings, 'label' | 'issuer'> | undefined): LoginSettings {
  return {
    authentication_enabled: true,
    local_password_enabled: true,
    local_password_visible_by_default: true,
    oidc_enabled: signOn !== undefined,
    oidc_visible_by_default: signOn !== undefined,
    oidc_provider_name: signOn?.issuer.host ?? null,
    oidc_provider_label: signOn?.label ?? null,
    oidc_provider_icon_url: null,
    ldap_enabled: false,
    ldap_visible_by_default: false,
    ldap_provider_name: null,
    ldap_provider_label: null,
    ldap_provider_icon_url: null,
    self_registration_enabled: false,
  };
}
