/**
 * Run by Node.js in the environment's folder. Prints JSON: `{"count": <packages>, "problems": [...], "warnings": [...]}`.
 * Every dependency has to be loadable from where the pack's code will ask for it. Packages without an entry point
 * (types, styles) only have to be there; optional ones may be missing.
 */
export const NODEJS_SMOKE_TEST = String.raw`
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.cwd();
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const require = createRequire(join(folder, 'index.js'));
const problems = [];
const warnings = [];

async function check(name, isOptional) {
  const file = join(folder, 'node_modules', name, 'package.json');
  if (!existsSync(file)) {
    if (!isOptional) problems.push(name + ' is not installed');
    return;
  }
  const found = JSON.parse(readFileSync(file, 'utf8'));
  const hasEntry = found.main || found.exports || found.module || existsSync(join(folder, 'node_modules', name, 'index.js'));
  if (!hasEntry) return;
  try {
    let target;
    try { target = pathToFileURL(require.resolve(name)).href; } catch (error) {
      if (error.code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') throw error;
      const entry = found.exports?.['.'] ?? found.exports;
      const path = typeof entry === 'string' ? entry : entry?.import?.default ?? entry?.import ?? entry?.default;
      if (typeof path !== 'string') return;
      target = pathToFileURL(join(folder, 'node_modules', name, path)).href;
    }
    await import(target);
  } catch (error) {
    const reason = String(error?.message ?? error).split('\n')[0].replaceAll(folder + '/', '');
    // The loaders of native parts throw errors without a code.
    const lacksPart = /bindings file|No native build was found/.test(reason);
    const isBroken = lacksPart || /MODULE_NOT_FOUND|ERR_UNSUPPORTED|ERR_INVALID_PACKAGE|ERR_DLOPEN/.test(error?.code ?? '') || error instanceof SyntaxError;
    const text = name + ' ' + found.version + ' is installed, but loading it failed: ' + reason;
    if (isBroken) problems.push(text); else warnings.push(text);
  }
}

function count(at) {
  if (!existsSync(at)) return 0;
  return readdirSync(at, { withFileTypes: true }).filter((entry) => !entry.name.startsWith('.')).reduce((sum, entry) =>
    sum + (entry.name.startsWith('@') ? count(join(at, entry.name)) : 1 + count(join(at, entry.name, 'node_modules'))), 0);
}

const log = console.log;
console.log = console.info = () => {};
for (const name of Object.keys(manifest.dependencies ?? {})) await check(name, name in (manifest.optionalDependencies ?? {}));
log('\n' + JSON.stringify({ count: count(join(folder, 'node_modules')), problems, warnings: warnings.slice(0, 20) }));
process.exit(0);
`;
