// A process that changes versions as it is told, line by line, and that a test kills at any instruction. It stands on the
// built services, as the gateway and the registrar do.
import 'reflect-metadata';
import { mkdtempSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire, enableCompileCache, flushCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

// It is killed and started again dozens of times. Who is killed keeps nothing at its end, so it does once all is loaded.
enableCompileCache(join(import.meta.dirname, '../../dist/.compile-cache'));
const require = createRequire(import.meta.url);
// Fifty languages of Zod's messages take a quarter of the start; the built services leave them out, too.
const locales = join(dirname(require.resolve('zod')), 'v4/locales');
require.cache[join(locales, 'index.cjs')] = { loaded: true, exports: { en: require(join(locales, 'en.cjs')).default } };
const built = (path) => require(join(import.meta.dirname, '../../dist', path));
const { NestFactory } = require('@nestjs/core');
const { PlatformConfig } = built('libs/config/src/index.js');
const { digestTree, readPack } = built('libs/pack/src/index.js');
const { SchemaModule, Transactions } = built('libs/schema/src/index.js');
const { GarbageCollection, HomeLayout, StoreModule } = built('libs/store/src/index.js');
const versions = built('libs/versions/src/index.js');

const actor = { kind: 'user', id: 1, name: 'ada' };

class Actor {}
let home;
let app;

/** The services on a database and a home; what every process does first after a crash is done, too. */
async function open(databaseUrl, folder) {
  await app?.close();
  home = folder;
  app = await NestFactory.createApplicationContext(
    {
      module: Actor,
      imports: [
        SchemaModule.forRoot(databaseUrl),
        StoreModule.forRoot(home),
        versions.VersionsModule.forRoot(PlatformConfig.parse({})),
      ],
    },
    { logger: ['error'] },
  );
  await operations.upkeep({ keep: 100 });
}

const operations = {
  open: ({ databaseUrl, folder }) => open(databaseUrl, folder),
  install: async ({ ref, version, variant, enable, force }) => {
    const folder = await writeBundle({ ref, version, variant });
    const parsed = await readPack(folder);
    const digest = await digestTree(folder);
    const files = { folder, digest, storagePath: app.get(HomeLayout).storagePath(ref, version, digest) };
    const request = {
      parsed,
      files,
      environments: [],
      source: { kind: 'request' },
      actor,
      mayOverwrite: force,
      enable,
    };
    await app.get(Transactions).run((unit) => app.get(versions.VersionRegistration).register(unit, request));
    return digest;
  },
  enable: ({ ref, version }) => app.get(versions.VersionEnabling).enable(ref, version, { actor }),
  disable: ({ ref }) => app.get(versions.VersionEnabling).disable(ref, undefined, { actor }),
  uninstall: ({ ref, selection }) => app.get(versions.Uninstaller).uninstall(ref, selection, { actor }),
  upkeep: async ({ keep }) => {
    await app.get(versions.LinkRepair).repairAll();
    const kept = { generations: keep, unusedEnvironmentHours: 0 };
    return app.get(versions.StoreCleaner).clean(kept, new GarbageCollection(false));
  },
  rollback: ({ to, dryRun }) => app.get(versions.Rollback).run({ actor, to, dryRun }),
};

/** Of two versions the permissions differ, so that some go with a version and some stay. */
async function writeBundle({ ref, version, variant }) {
  await mkdir(join(home, 'incoming'), { recursive: true });
  const folder = mkdtempSync(join(home, 'incoming', 'bundle-'));
  await writeFile(
    join(folder, 'bundle.yaml'),
    `gort_bundle_version: 1
name: ${ref}
version: ${version}
description: variant ${variant}
permissions: [use, use_${version.replaceAll('.', '_')}]
commands:
  run:
    description: runs
    executable: [/bin/true]
    rules: [must have ${ref}:use, 'with arg[0] == "now" must have ${ref}:use_${version.replaceAll('.', '_')}']
`,
  );
  return folder;
}

flushCompileCache();
for await (const line of createInterface({ input: process.stdin })) {
  const { op, ...order } = JSON.parse(line);
  const answer = await operations[op](order).then(
    (result) => ({ result: result ?? null }),
    (error) => ({ code: error.code ?? 'BUG', message: error.message, stack: error.code ? undefined : error.stack }),
  );
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await app?.close();
