// The service, compiled and started anew after each change.
import { execFileSync } from 'node:child_process';
import { useSupportedNode } from './supported-node.mjs';

await useSupportedNode();
execFileSync(process.execPath, ['scripts/setup.mjs'], { stdio: 'inherit' });
process.argv.splice(2, 0, 'start', 'standalone', '--watch', '--no-shell', '--exec', process.execPath);
await import('../node_modules/@nestjs/cli/bin/nest.js');
