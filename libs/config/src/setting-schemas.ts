import { availableParallelism, homedir, tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { HostAccess } from './host-access';
import {
  count,
  flag,
  flagOrNetworks,
  folders,
  indexLocations,
  json,
  list,
  networks,
  pemFile,
  wholeNumbers,
} from './setting-types';

const MIB = 1024 * 1024;

/** Everything on disk lives under one folder, shared by all apps. */
export const HomeConfig = z.object({
  PACKYARD_HOME: z
    .string()
    .default('./.packyard')
    .transform((path) => resolve(path)),
  /** Whether other users of the machine may read it, such as a platform that runs the packs as a user of its own. */
  PACKYARD_SHARED_HOME: flag(false),
  /** 32 bytes in base64; made in `$PACKYARD_HOME/secret-key` when absent. Seals credentials of sources in the database. */
  PACKYARD_SECRET_KEY: z
    .string()
    .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64')
    .optional(),
  /** Prints that key, as commands of services that keep keys do; run once, at the start. */
  PACKYARD_SECRET_KEY_COMMAND: z.string().optional(),
  /** Keys that still open what they sealed, while `packyard secret rotate` has not sealed it again. */
  PACKYARD_FORMER_SECRET_KEYS: list([]),
});
export type HomeConfig = z.infer<typeof HomeConfig>;

export const DatabaseConfig = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// URL' }),
  /** The same database without a pooler between: for what belongs to a session. */
  PACKYARD_DATABASE_DIRECT_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// URL' }).optional(),
  /** How long a process waits at its start for the database to answer and to be migrated. */
  PACKYARD_START_SECONDS: count(10, { min: 0, max: 3600 }),
});
export type DatabaseConfig = z.infer<typeof DatabaseConfig>;

interface Urls {
  DATABASE_URL?: string | undefined;
  PACKYARD_DATABASE_DIRECT_URL?: string | undefined;
}

/** Where sessions are one's own: for `LISTEN`, locks of sessions, migrations, and the queues. */
export function directUrlOf(config: Pick<DatabaseConfig, 'DATABASE_URL' | 'PACKYARD_DATABASE_DIRECT_URL'>): string;
export function directUrlOf(config: Urls): string | undefined;
export function directUrlOf(config: Urls): string | undefined {
  return config.PACKYARD_DATABASE_DIRECT_URL ?? config.DATABASE_URL;
}

export const QueueConfig = z.object({
  /** Absent: the queues live in the database. */
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL' }).optional(),
});
export type QueueConfig = z.infer<typeof QueueConfig>;

export const WorkerConfig = z.object({
  /** Tasks at a time in one process: downloads wait for the network, builds for processors. */
  PACKYARD_DOWNLOAD_CONCURRENCY: count(32, { max: 256 }),
  PACKYARD_RESOLVE_CONCURRENCY: count(2, { max: 256 }),
  PACKYARD_BUILD_CONCURRENCY: count(availableParallelism(), { max: 256 }),
  PACKYARD_REGISTER_CONCURRENCY: count(4, { max: 256 }),
  /** How long a worker may stay silent before its task is given to another. */
  PACKYARD_LEASE_SECONDS: count(15, { min: 2, max: 3600 }),
  /** How often due tasks without a job, lost leases and leftovers on disk are looked for. */
  PACKYARD_SWEEP_SECONDS: count(5, { max: 3600 }),
  PACKYARD_MAX_ATTEMPTS: count(4, { max: 50 }),
  /** 0: no health endpoint. Set in containers, where a health check asks it. */
  PACKYARD_HEALTH_PORT: count(0, { min: 0, max: 65535 }),
  /** Where it listens; probes of Kubernetes come from outside of the pod. */
  PACKYARD_HEALTH_HOST: z.string().default('127.0.0.1'),
});
export type WorkerConfig = z.infer<typeof WorkerConfig>;

export const NetworkConfig = z.object({
  /** `false`, `true`, or CIDR ranges that sources may be fetched from although they are private. */
  PACKYARD_ALLOW_PRIVATE_NETWORKS: flagOrNetworks.default('false'),
  /** Proxies for our own requests, as every tool reads them; their URLs may hold a password. */
  HTTP_PROXY: z.string().optional(),
  HTTPS_PROXY: z.string().optional(),
  NO_PROXY: z.string().optional(),
  /** PEM certificates of authorities that are trusted beside the well-known ones. */
  PACKYARD_CA_FILE: pemFile.optional(),
  /** By host: how it wants to be asked. */
  PACKYARD_HOST_ACCESS: json(HostAccess).optional(),
  /** The object store of `s3://` sources, which name none. */
  PACKYARD_S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .refine((text) => /^https?:\/\/[^/?#@]+\/?$/i.test(text), 'must be a host, without user, path and query')
    .default('https://s3.amazonaws.com'),
  /** Requests under way at a time, of one process: to one host, and in all. */
  PACKYARD_CONNECTIONS_PER_HOST: count(32, { max: 1000 }),
  PACKYARD_CONNECTIONS: count(64, { max: 10_000 }),
  /** Folders that requests may name. */
  PACKYARD_LOCAL_ROOTS: folders.default([homedir(), tmpdir()]),
  /** Those that requests may also write to; absent: the same, without the home of the service's user. */
  PACKYARD_WRITE_ROOTS: folders.optional(),
});
export type NetworkConfig = z.infer<typeof NetworkConfig>;

/** Where nodes that share no folder keep what is staged, installed and built. */
export const ContentConfig = z.object({
  /** `oci://host[:port]/repository`, or `oci+http://…`; absent: all processes share PACKYARD_HOME. */
  PACKYARD_CONTENT_STORE: z
    .url({ protocol: /^oci(\+http)?$/, error: 'must look like oci://host/repository' })
    .refine((text) => /^\/[a-z0-9][a-z0-9._/-]*$/.test(new URL(text).pathname), 'must look like oci://host/repository')
    .optional(),
});
export type ContentConfig = z.infer<typeof ContentConfig>;

export const LimitsConfig = z.object({
  PACKYARD_MAX_DOWNLOAD_BYTES: count(512 * MIB),
  PACKYARD_MAX_UNPACKED_BYTES: count(1024 * MIB),
  PACKYARD_MAX_FILE_BYTES: count(256 * MIB),
  PACKYARD_MAX_ENTRIES: count(50_000),
  /** How many folders a file of a pack may lie in, with the one that an archive wraps it in. */
  PACKYARD_MAX_DEPTH: count(64),
  /** Unpacked bytes for each packed byte, above which an archive counts as a bomb. */
  PACKYARD_MAX_RATIO: count(200),
  PACKYARD_MAX_INDEX_BYTES: count(64 * MIB),
  /** Of `pack.yaml`, of each component file, of `package.json`; and of all these of one pack together. */
  PACKYARD_MAX_MANIFEST_BYTES: count(MIB),
  PACKYARD_MAX_MANIFESTS_BYTES: count(16 * MIB),
  /** How long unpacking a pack may take, and looking at what was unpacked. */
  PACKYARD_READ_SECONDS: count(120, { max: 86_400 }),
  /** How long a server may say nothing while it answers. */
  PACKYARD_STALL_SECONDS: count(30, { max: 3600 }),
  /** Of what is kept of downloads: above it, what was not used for the longest time goes. */
  PACKYARD_CACHE_BYTES: count(4096 * MIB),
  /** How long reading an index may take, for all who wait for it. */
  PACKYARD_INDEX_SECONDS: count(60, { max: 3600 }),
});
export type LimitsConfig = z.infer<typeof LimitsConfig>;

export const RegistryConfig = z.object({
  /** Index URLs or files, first match wins. */
  PACKYARD_REGISTRIES: list([]).transform(indexLocations),
  PACKYARD_REGISTRY_TTL_SECONDS: count(60, { min: 0 }),
});
export type RegistryConfig = z.infer<typeof RegistryConfig>;

export const TrustConfig = z.object({
  /** Who may sign commits and tags, in the format of `ssh-keygen` (ALLOWED SIGNERS); read for each repository. */
  PACKYARD_ALLOWED_SIGNERS_FILE: z.string().optional(),
});
export type TrustConfig = z.infer<typeof TrustConfig>;

/** What packs and bundles may require of the platform that runs them. */
export const PlatformConfig = z.object({
  /** Packs that the platform itself provides, so that a dependency on them is always met. */
  PACKYARD_PROVIDED_PACKS: list(['core', 'packs', 'linux', 'chatops']),
  /** Numbers of `gort_bundle_version` that can be enabled. */
  PACKYARD_BUNDLE_FORMATS: list(['1']).transform(wholeNumbers),
  /** Of the StackStorm or Attune that runs the packs; requirements of packs are not checked when absent. */
  PACKYARD_STACKSTORM_VERSION: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, 'must look like 3.8.1')
    .optional(),
  PACKYARD_ATTUNE_VERSION: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, 'must look like 0.3.0')
    .optional(),
});
export type PlatformConfig = z.infer<typeof PlatformConfig>;

export const BuildConfig = z.object({
  /** Whether `npm install` may run the install scripts of packages. */
  PACKYARD_NODE_INSTALL_SCRIPTS: flag(false),
  /** Whether a Node.js that the machine lacks is fetched from the package registry. */
  PACKYARD_NODE_DOWNLOADS: flag(true),
  /** Whether a Python that the machine lacks is fetched by uv. */
  PACKYARD_PYTHON_DOWNLOADS: flag(true),
  /** Whether pip may build source distributions, which runs code of theirs. */
  PACKYARD_PYTHON_SOURCE_BUILDS: flag(true),
  /** `auto`: uv builds Python environments where it is installed or can be fetched, else pip; or `off`, or its path. */
  PACKYARD_UV: z.string().default('auto'),
  /** By host: how package indexes and registries want to be asked. Builds never see it. */
  PACKYARD_BUILD_ACCESS: json(HostAccess).optional(),
});
export type BuildConfig = z.infer<typeof BuildConfig>;

/** What foreign code may do: builds, and the tests of packs. */
export const SandboxConfig = z.object({
  PACKYARD_SANDBOX: z
    .enum(['auto', 'bubblewrap', 'user', 'none'], { error: 'must be auto, bubblewrap, user or none' })
    .default('auto'),
  PACKYARD_SANDBOX_MEMORY_BYTES: count(4096 * MIB, { min: 64 * MIB }),
  PACKYARD_SANDBOX_PROCESSES: count(512, { min: 16 }),
  PACKYARD_SANDBOX_OPEN_FILES: count(4096, { min: 64 }),
  PACKYARD_SANDBOX_DISK_BYTES: count(8192 * MIB, { min: MIB }),
  PACKYARD_SANDBOX_FILES: count(1_000_000, { min: 1000 }),
  PACKYARD_SANDBOX_OUTPUT_BYTES: count(64 * MIB),
  /** Whether the tests of packs may use the network. */
  PACKYARD_TEST_NETWORK: flag(false),
});
export type SandboxConfig = z.infer<typeof SandboxConfig>;

export const GatewayConfig = z.object({
  PACKYARD_HOST: z.string().default('127.0.0.1'),
  PACKYARD_PORT: count(8080, { min: 0, max: 65535 }),
  PACKYARD_ADMIN_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/, 'must have at least 16 characters, without blanks and others that no header can hold')
    .optional(),
  /** `self-signed` makes a certificate in the home folder, for trying out. */
  PACKYARD_TLS: z.enum(['off', 'self-signed'], { error: 'must be off or self-signed' }).default('off'),
  /** PEM text; both together make the gateway serve HTTPS. */
  PACKYARD_TLS_CERT: z.string().optional(),
  PACKYARD_TLS_KEY: z.string().optional(),
  /** How long a gateway that was asked to end goes on serving, unready, so that whoever passes requests on notices. */
  PACKYARD_DRAIN_SECONDS: count(0, { min: 0, max: 300 }),
  /** Whether the first user can be made over Gort's routes by anybody from anywhere, until it was done. */
  PACKYARD_ALLOW_BOOTSTRAP: flag(false),
  /** Whether administrators' tokens may ask for the values of bundles' settings, also of sealed ones, to run commands with. */
  PACKYARD_SETTINGS_FOR_RUNNERS: flag(false),
  /** Of an export that is imported: of the file, and of all that it holds. */
  PACKYARD_MAX_IMPORT_BYTES: count(16_384 * MIB),
  /** Requests a minute with one token, or from one address: those that only look, and those that change something. */
  PACKYARD_RATE_LIMIT_READS: count(6000),
  PACKYARD_RATE_LIMIT_WRITES: count(600),
  /** Attempts to log in, a minute and from one address, whether they succeed or not. */
  PACKYARD_RATE_LIMIT_LOGINS: count(120),
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  PACKYARD_TRUSTED_PROXIES: list([]).transform(networks),
});
export type GatewayConfig = z.infer<typeof GatewayConfig>;

/** How the command line finds the service. */
export const ClientConfig = z.object({
  PACKYARD_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional(),
  PACKYARD_TOKEN: z.string().optional(),
  PACKYARD_HOME: z.string().optional(),
  NO_COLOR: z.string().optional(),
});
export type ClientConfig = z.infer<typeof ClientConfig>;
