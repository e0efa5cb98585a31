import type { LoginSettings } from '@packyard/contracts';

/** Only tokens can log in; clients ask for them as passwords. */
export const LOGIN_SETTINGS: LoginSettings = {
  authentication_enabled: true,
  local_password_enabled: true,
  local_password_visible_by_default: true,
  oidc_enabled: false,
  oidc_visible_by_default: false,
  oidc_provider_name: null,
  oidc_provider_label: null,
  oidc_provider_icon_url: null,
  ldap_enabled: false,
  ldap_visible_by_default: false,
  ldap_provider_name: null,
  ldap_provider_label: null,
  ldap_provider_icon_url: null,
  self_registration_enabled: false,
};
