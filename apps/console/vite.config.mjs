import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Relative, so that it works below any path of a reverse proxy.
  base: './',
  logLevel: 'warn',
  build: {
    outDir: '../../dist/apps/console',
    emptyOutDir: true,
    target: 'es2022',
    // Inlined files would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // `npx vite apps/console` shows what is being worked on, beside a service that runs.
  server: { proxy: Object.fromEntries(['/api', '/auth', '/health'].map((path) => [path, 'http://127.0.0.1:8080'])) },
});
