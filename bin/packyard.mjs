#!/usr/bin/env node
import { useSupportedNode } from '../scripts/supported-node.mjs';

await useSupportedNode();
// Asked for so, they cost a tenth of what an import of them does, which looks at all that they offer.
const [{ createRequire, enableCompileCache }, { existsSync }] = ['module', 'fs'].map(process.getBuiltinModule);
const built = `${import.meta.dirname}/../dist`;
// The command starts a fifth faster when it need not be compiled. Below dist, which nobody else may write to.
enableCompileCache(`${built}/.compile-cache`);
const entry = `${built}/apps/cli/bundle/packyard.cjs`;
if (existsSync(entry)) createRequire(import.meta.url)(entry);
else {
  process.stderr.write('Packyard is not built yet: run `npm run build` in its folder first.\n');
  process.exitCode = 2;
}
