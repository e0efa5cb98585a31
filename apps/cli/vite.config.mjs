// The command as one file, and what few commands need as others: a shell waits for nothing but what its command needs.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig } from 'vite';
import { lazily } from '../../scripts/lazy-loading-plugin.mjs';
import { withoutFormer } from '../../scripts/smaller-bundle-plugins.mjs';

const root = join(import.meta.dirname, '../..');
const MAIN = 'apps/cli/src/main.ts';
const { paths } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).compilerOptions;

// Whoever reads an answer needs its schema, and to make all schemas takes longer than all else that a command does.
const SCHEMAS = /\/libs\/(?:contracts|config)\/src\//;
/** Files of the command that make a schema when they are loaded. */
const MAKES_SCHEMA = /^(?:export )?const \w+ = (?:z\b|[A-Z]\w+\.(?:partial|extend|pick|omit)\()/m;

/** Absent: part of the file that all commands share. */
function partOf(file) {
  const name = basename(file, '.ts');
  if (SCHEMAS.test(file)) return `schema-${name}`;
  return file.startsWith(join(root, 'apps/cli')) && MAKES_SCHEMA.test(readFileSync(file, 'utf8')) ? name : null;
}

export default defineConfig({
  root,
  logLevel: 'warn',
  resolve: { alias: Object.fromEntries(Object.entries(paths).map(([name, [path]]) => [name, join(root, path)])) },
  // What every command needs is part of the file; packages that few commands need are loaded when they are.
  ssr: { noExternal: [/^@packyard\//, 'commander', 'openapi-fetch', 'zod'] },
  plugins: [lazily(), withoutFormer()],
  build: {
    ssr: MAIN,
    outDir: 'dist/apps/cli/bundle',
    // A command that runs meanwhile finds what it has not loaded yet.
    emptyOutDir: false,
    target: 'node22',
    sourcemap: true,
    rolldownOptions: {
      treeshake: {
        moduleSideEffects: (id) => (id.includes('/node_modules/') ? undefined : id === join(root, MAIN)),
      },
      output: {
        format: 'cjs',
        entryFileNames: 'packyard.cjs',
        chunkFileNames: '[name]-[hash].cjs',
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'zod', test: /\/node_modules\/zod\// },
            { name: partOf, debugName: 'schemas' },
          ],
        },
      },
    },
  },
});
