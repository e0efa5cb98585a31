#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { useSupportedNode } from '../scripts/supported-node.mjs';

await useSupportedNode();
const entry = new URL('../dist/apps/cli/src/main.js', import.meta.url);
if (existsSync(entry)) await import(entry.href);
else {
  process.stderr.write('Packyard is not built yet: run `npm run build` in its folder first.\n');
  process.exitCode = 2;
}
