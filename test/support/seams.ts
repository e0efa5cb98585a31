/**
 * Every file that gets hold of what is outside of its process, by the room that owns it: by which seam of `download-seams.ts` or
 * `outside-seams.ts` its faults are tried, or in which other spec. Commits are in `commit-seams.ts`.
 */
export const SEAMS_OF: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'apps/cli': {
    'http-session.ts': 'the service, by the command line',
    'patient-fetch.ts': 'the service, by the command line',
  },
  'apps/downloader': {
    'delivery.ts': 'copy',
    'delta/delta-fetcher.ts': 'apps/downloader/src/delta/delta-fetcher.int-spec.ts',
    'git/git-access.ts': 'references',
    'git/git-command.ts': 'git fetch',
    'git/lfs/lfs-files.ts': 'test/git-lfs.int-spec.ts',
    'git/lfs/lfs-login.ts': 'test/git-lfs.int-spec.ts',
    'git/lfs/lfs-server.ts': 'test/git-lfs.int-spec.ts',
    'git/local-git.ts': 'git rev-parse',
    'reading/content-reader.ts': 'inspect',
    'reading/unpack-zip.ts': 'unpack',
    'sources/archive.source.ts': 'body',
    'sources/bundle.source.ts': 'headers',
    'sources/local.source.ts': 'copy',
    'sources/oci.source.ts': 'body',
    'sources/s3.source.ts': 'object',
  },
  'apps/env-builder': {
    'build-workspace.ts': 'copy',
    'runtimes/nodejs/node-archive.ts': 'apps/env-builder/src/runtimes/nodejs/node-provider.int-spec.ts',
  },
  'apps/gateway': {
    'access/sign-on/identity-provider.ts': 'the provider of identities',
    'notifications.ts': 'PostgreSQL, notifications',
    'pack-api/bundles/config-reader.ts': 'apps/gateway/src/pack-api/bundles/config-reader.int-spec.ts',
  },
  'apps/registrar': { 'test-step.ts': 'copy' },
  'apps/resolver': {
    'solver-threads.ts': 'apps/resolver/src/solver-threads.int-spec.ts',
    'solver/solver.thread.ts': 'apps/resolver/src/solver-threads.int-spec.ts',
  },
  'apps/standalone': {
    'embedded-postgres/embedded-cluster.ts': 'test/embedded.e2e-spec.ts',
    'embedded-postgres/postmaster.ts': 'test/embedded.e2e-spec.ts',
    'embedded-postgres/unprivileged-user.ts': 'test/embedded.e2e-spec.ts',
  },
  'libs/exports': { 'export-reader.ts': 'unpack' },
  'libs/network': {
    'build-proxy/build-proxy.ts': 'libs/network/src/build-proxy/build-proxy.int-spec.ts',
    'build-proxy/forward-request.ts': 'libs/network/src/build-proxy/build-proxy.int-spec.ts',
    'build-proxy/tunnel.ts': 'libs/network/src/build-proxy/build-proxy.int-spec.ts',
    'host-lookup.ts': 'look-up',
    'http-client.ts': 'headers',
    'http-connection.ts': 'connect',
    'http-post.ts': 'apps/gateway/src/webhooks/webhooks.int-spec.ts',
    'oci/oci-session.ts': 'headers',
    'oci/oci-storage.ts': 'test/content-store.int-spec.ts',
  },
  'libs/pack': { 'copy-tree.ts': 'copy' },
  'libs/pipeline': { 'queue/queue-backend.ts': 'the queues' },
  'libs/registry': {
    'index-parser.ts': 'index parse',
    'index-reader.ts': 'index read',
    'registry-http-client.ts': 'index read',
    'trust/detached-signature.ts': 'signature',
  },
  'libs/sandbox': {
    'containment/containment.ts': 'a program',
    'containment/end-all-of.ts': 'libs/sandbox/src/containment/end-all-of.int-spec.ts',
    'containment/folder-usage.ts': 'a program',
    'containment/give-folders.ts': 'a program',
    'readers/reader-process.ts': 'unpack',
    'run-command.ts': 'a program',
  },
  'libs/schema': {
    'await-schema.ts': 'PostgreSQL, the schema',
    'backup/dump-database.ts': 'test/backup.e2e-spec.ts',
    'backup/load-database.ts': 'test/backup.e2e-spec.ts',
    'data-source.ts': 'PostgreSQL, a statement',
    'preparing-client.ts': 'PostgreSQL, a statement',
  },
  'libs/store': { 'secrets/vault.module.ts': 'a program' },
  'libs/tracing': { 'open-telemetry.ts': 'libs/tracing/src/open-telemetry.int-spec.ts' },
};
