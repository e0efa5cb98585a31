import type { EnvironmentRequest, RuntimeName } from '@packyard/contracts';

export interface BuildOrder {
  request: EnvironmentRequest;
  /** A copy of the unpacked pack: the working folder, so that requirements such as `./wheels/x.whl` are found. */
  contentFolder: string;
  /** For what foreign programs leave at home and in their temporary folder; made for the build and removed after it. */
  scratchFolder: string;
  /** Final absolute path of the environment; it does not exist yet. */
  targetFolder: string;
  /** Shared by all builds of the runtime. */
  cacheFolder: string;
}

export interface BuiltEnvironment {
  /** Of the interpreter, such as `3.11.5`. */
  runtimeVersion: string;
  packageCount: number;
  sizeBytes: number;
  warnings: string[];
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
  build(order: BuildOrder, signal: AbortSignal): Promise<BuiltEnvironment>;
}
