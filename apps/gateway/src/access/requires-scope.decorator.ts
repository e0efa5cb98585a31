import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { TokenScope } from '@packyard/contracts';

export const REQUIRED_SCOPE = 'packyard:needed-scope';

// The metadata key of @nestjs/swagger, which has no decorator for "no security".
const DOCUMENTED_SECURITY = 'swagger/apiSecurity';

/** The scope that a route needs, or `nobody` for public routes. Routes without it need `admin`. */
export const RequiresScope = (scope: TokenScope | 'nobody') =>
  applyDecorators(
    SetMetadata(REQUIRED_SCOPE, scope),
    // `docs/access.md` is made of it.
    ApiExtension('x-needs', scope),
    ...(scope === 'nobody' ? [SetMetadata(DOCUMENTED_SECURITY, [])] : []),
  );
