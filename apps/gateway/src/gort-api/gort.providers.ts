import type { GatewayConfig } from '../gateway.config';
import { BootstrapPolicy } from './bootstrap/bootstrap-policy';
import { BootstrapService } from './bootstrap/bootstrap.service';
import { BundleRoutes } from './routes/bundle-routes';
import { ConfigRoutes } from './routes/config-routes';
import { GortGuard } from './access/gort-guard';
import { GortTokens } from './access/gort-tokens';
import { GroupRoutes } from './routes/group-routes';
import { NoEscalation } from './access/assert-no-escalation';
import { RoleRoutes } from './routes/role-routes';
import { SystemRoutes } from './routes/system-routes';
import { UserRoutes } from './routes/user-routes';

/** Providers of Gort's API. */
export function gortProviders(config: GatewayConfig) {
  return [
    { provide: BootstrapPolicy, useValue: new BootstrapPolicy(config.PACKYARD_ALLOW_BOOTSTRAP) },
    BootstrapService,
    BundleRoutes,
    ConfigRoutes,
    GortGuard,
    GortTokens,
    GroupRoutes,
    NoEscalation,
    RoleRoutes,
    SystemRoutes,
    UserRoutes,
  ];
}
