// The compiled service.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

export function built(path) {
  return fileURLToPath(new URL(`../../../dist/${path}`, import.meta.url));
}

export function mainOf(app) {
  return built(`services/${app}.js`);
}

export function isBuilt() {
  return existsSync(mainOf('standalone'));
}

/** Limits of requests are not what is measured: every setting that is one, raised. */
export function withoutRateLimits() {
  const fragments = Object.values(require(built('libs/config/src/index.js')));
  const names = fragments.flatMap((fragment) => Object.keys(fragment?.shape ?? {}));
  const limits = names.filter((name) => name.includes('RATE_LIMIT'));
  return Object.fromEntries(limits.map((name) => [name, '1000000']));
}
