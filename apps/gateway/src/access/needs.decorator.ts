import { applyDecorators, SetMetadata } from '@nestjs/common';
import type { TokenScope } from '@packyard/contracts';

export const NEEDED_SCOPE = 'packyard:needed-scope';

// How @nestjs/swagger names what it documents; it has no decorator for "none".
const DOCUMENTED_SECURITY = 'swagger/apiSecurity';

/** Which scope a route needs; `nobody` for routes that everybody may ask. Routes without it are closed. */
export const Needs = (scope: TokenScope | 'nobody') =>
  applyDecorators(
    SetMetadata(NEEDED_SCOPE, scope),
    ...(scope === 'nobody' ? [SetMetadata(DOCUMENTED_SECURITY, [])] : []),
  );
