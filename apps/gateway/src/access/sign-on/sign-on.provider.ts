import type { FactoryProvider } from '@nestjs/common';
import type { SignOnConfig } from '@packyard/config';
import { ApiTokenRepository, AuditRepository, PersonRepository } from '@packyard/schema';
import { SecretVault } from '@packyard/store';
import { AuditAggregator } from '../audit-aggregator';
import { SessionsService } from '../logins/sessions.service';
import { IdentityProvider } from './identity-provider';
import { SignOn } from './sign-on';
import { SIGN_ON } from './sign-on.controller';
import { SignOnService } from './sign-on.service';
import { signOnSettings } from './sign-on-settings';

/** Null when no provider of identities is set. */
export function signOnProvider(config: SignOnConfig): FactoryProvider<SignOn | null> {
  const settings = signOnSettings(config);
  return {
    provide: SIGN_ON,
    inject: [SecretVault, PersonRepository, ApiTokenRepository, SessionsService, AuditRepository, AuditAggregator],
    useFactory: (
      vault: SecretVault,
      persons: PersonRepository,
      tokens: ApiTokenRepository,
      sessions: SessionsService,
      audit: AuditRepository,
      auditAggregator: AuditAggregator,
    ) => {
      if (settings === undefined) return null;
      const service = new SignOnService(settings, persons, tokens, sessions, audit, auditAggregator);
      return new SignOn(new IdentityProvider(settings), service, vault, settings.publicUrl);
    },
  };
}
