// The command as one file: a shell waits for nothing but what a command needs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';

const root = join(import.meta.dirname, '../..');
const { paths } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).compilerOptions;

export default defineConfig({
  root,
  logLevel: 'warn',
  resolve: { alias: Object.fromEntries(Object.entries(paths).map(([name, [path]]) => [name, join(root, path)])) },
  // What every command needs is part of the file; packages that few commands need are loaded when they are.
  ssr: { noExternal: [/^@packyard\//, 'commander', 'openapi-fetch', 'zod'] },
  build: {
    ssr: 'apps/cli/src/main.ts',
    outDir: 'dist/apps/cli/bundle',
    emptyOutDir: true,
    target: 'node22',
    sourcemap: true,
    rolldownOptions: {
      output: {
        format: 'cjs',
        entryFileNames: 'packyard.cjs',
        chunkFileNames: '[name].cjs',
      },
    },
  },
});
