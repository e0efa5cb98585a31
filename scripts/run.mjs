// Runs a program of node_modules or a script, in a Node.js that Packyard supports: node scripts/run.mjs PROGRAM [ARGUMENT …]
import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { useSupportedNode } from './supported-node.mjs';

await useSupportedNode();
const [, , name] = process.argv;
const file = name.includes('/') ? resolve(name) : resolve('node_modules/.bin', name);
if (existsSync(file)) {
  process.argv.splice(1, 2, realpathSync(file));
  await import(pathToFileURL(process.argv[1]).href);
} else {
  process.stderr.write(`${file} is not there: run \`npm run build\` first, which installs and compiles everything.\n`);
  process.exitCode = 1;
}
