import type { GatewayConfig } from '../gateway.config';
import { BootstrapPolicy } from './bootstrap-policy';
import { BootstrapService } from './bootstrap.service';
import { BundleRoutes } from './bundle-routes';
import { GortGuard } from './gort-guard';
import { GortTokens } from './gort-tokens';
import { GroupRoutes } from './group-routes';
import { NoEscalation } from './no-escalation';
import { RoleRoutes } from './role-routes';
import { SystemRoutes } from './system-routes';
import { UserRoutes } from './user-routes';

/** What the routes of Gort's API stand on. */
export function gortProviders(config: GatewayConfig) {
  return [
    { provide: BootstrapPolicy, useValue: new BootstrapPolicy(config.PACKYARD_ALLOW_BOOTSTRAP) },
    BootstrapService,
    BundleRoutes,
    GortGuard,
    GortTokens,
    GroupRoutes,
    NoEscalation,
    RoleRoutes,
    SystemRoutes,
    UserRoutes,
  ];
}
