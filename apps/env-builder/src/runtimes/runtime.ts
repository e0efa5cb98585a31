import type { EnvironmentRequest, RuntimeName } from '@packyard/contracts';
import type { HostAccess } from '@packyard/network';
import type { ContainmentKind } from '@packyard/sandbox';
import type { FoundVendored } from '@packyard/store';

/** Takes what a build says about itself. Text is masked and free of control characters. */
export interface BuildOutput {
  /** A line that a tool printed, or a command that is about to run. */
  line(text: string): void;
  /** What is being done now, such as `downloading 12 of 40`. */
  progress(text: string): void;
}

export interface BuildInput {
  request: EnvironmentRequest;
  /** A copy of what the build may read of the pack: the working folder, so that `./wheels/x.whl` is found. */
  contentFolder: string;
  /** For what foreign programs leave at home and in their temporary folder; made for the build and removed after it. */
  scratchFolder: string;
  /** Final absolute path of the environment; it does not exist yet. */
  targetFolder: string;
  /** Shared by all builds of the runtime. Only runs in which no code of packages runs write to it. */
  cacheFolder: string;
  /** The exact packages of an earlier build of the same environment: they are installed again, and no others. */
  lock?: string | undefined;
  /** The files of these packages: it is built from them alone, and without a network. */
  vendored?: FoundVendored | undefined;
  /** The request's logins for package indexes, by host, where the settings have none: for this build alone, and never seen by it. */
  indexAccess?: HostAccess | undefined;
  output: BuildOutput;
}

/** How the files of packages got from the cache into the environment. */
export type LinkMode = 'hard links' | 'copies';

export interface BuiltEnvironment {
  /** Of the interpreter, such as `3.11.5`. */
  runtimeVersion: string;
  /** What built it, such as `uv 0.13.9`. */
  builder: string;
  linkMode: LinkMode;
  /** Every installed package in its exact version with the hashes of its files, as the builder's own lock file. */
  lock: string;
  packageCount: number;
  sizeBytes: number;
  warnings: string[];
  /** What kept foreign code in its place while it was built. */
  containment: ContainmentKind;
}

/** What an environment that is ready was made from. */
export type CollectInput = BuildInput & { lock: string; runtimeVersion: string };

/** The files of packages, with a lock that names each of them by its hash. */
export interface CollectedPackages {
  runtimeVersion: string;
  lock: string;
  /** Absolute, with names that differ; those in `targetFolder` go with it. */
  paths: string[];
}

/** One kind of environment. */
export interface Runtime {
  readonly name: RuntimeName;

  /**
   * Builds the environment and tests it by using it: that an install tool ended well says little.
   * Leaves nothing in `targetFolder` when it fails.
   * @throws RejectedError RUNTIME_NOT_FOUND, ENVIRONMENT_FAILED or ENVIRONMENT_UNUSABLE
   * @throws UnavailableError ENVIRONMENT_FAILED when a package index did not answer
   */
  build(input: BuildInput, signal: AbortSignal): Promise<BuiltEnvironment>;

  /**
   * Fetches the packages of the input's lock as the files that they come in, for a build elsewhere without a network.
   * `targetFolder` is for what is needed on the way.
   * @throws RejectedError RUNTIME_NOT_FOUND or ENVIRONMENT_FAILED
   * @throws UnavailableError ENVIRONMENT_FAILED when a package index did not answer
   */
  collect(input: CollectInput, signal: AbortSignal): Promise<CollectedPackages>;
}

/** Every runtime that environments can be built for. */
export abstract class Runtimes implements Record<RuntimeName, Runtime> {
  abstract readonly python: Runtime;
  abstract readonly nodejs: Runtime;
}
