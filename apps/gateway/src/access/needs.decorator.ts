import { SetMetadata } from '@nestjs/common';
import type { TokenScope } from '@packyard/contracts';

export const NEEDED_SCOPE = 'packyard:needed-scope';

/** Which scope a route needs; `nobody` for routes that everybody may ask. Routes without it are closed. */
export const Needs = (scope: TokenScope | 'nobody') => SetMetadata(NEEDED_SCOPE, scope);
