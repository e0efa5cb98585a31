#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { useSupportedNode } from '../scripts/supported-node.mjs';

await useSupportedNode();
// The command starts a fifth faster when it need not be compiled. Below dist, which nobody else may write to.
module.enableCompileCache(fileURLToPath(new URL('../dist/.compile-cache', import.meta.url)));
const entry = new URL('../dist/apps/cli/bundle/packyard.cjs', import.meta.url);
if (existsSync(entry)) await import(entry.href);
else {
  process.stderr.write('Packyard is not built yet: run `npm run build` in its folder first.\n');
  process.exitCode = 2;
}
