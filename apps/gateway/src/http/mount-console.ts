import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installationFolder } from '@packyard/store';

const FOLDER = join(installationFolder(), 'dist/apps/console');
// The console is files of ours and calls of our API: nothing else may run or be reached, and nobody may frame it.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
// Names of these hold a digest of what is in them.
const ASSETS = '/assets/';

/** Serves the console at `/`: a few files that anyone may read, which call the API with the user's own token. */
export async function mountConsole(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  if (!existsSync(join(FOLDER, 'assets'))) {
    server.get('/', (_request, reply) => reply.redirect('/docs'));
    return;
  }
  await server.register(fastifyStatic, {
    root: FOLDER,
    // A route for each file: everything else stays what it is.
    wildcard: false,
    decorateReply: false,
    cacheControl: false,
    setHeaders: (response, path) => {
      const isAsset = path.includes(ASSETS);
      response.header('cache-control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache');
      response.header('content-security-policy', POLICY);
      response.header('referrer-policy', 'no-referrer');
      response.header('x-content-type-options', 'nosniff');
    },
  });
}
