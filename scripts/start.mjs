// Installs, builds and runs the service in this very process, so that signals reach it.
import { execFileSync } from 'node:child_process';

execFileSync(process.execPath, ['scripts/setup.mjs'], { stdio: 'inherit' });
execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 'inherit', 'inherit'] });
await import('../dist/apps/standalone/src/main.js');
