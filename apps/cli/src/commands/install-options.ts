import { type Command, InvalidArgumentError, Option } from 'commander';
import { indexCredentialsOption, readIndexCredentials } from '../index-credentials';
import { absoluteSource } from './absolute-source';

export interface InstallOptions {
  refSpec?: string;
  submodules?: true;
  lfs?: true;
  registryUrl?: string;
  timeout?: number;
  buildTimeout?: number;
  verifySsl: boolean;
  skipDependencies?: true;
  skipValidation?: true;
  skipEnvBuild?: true;
  skipPython?: true;
  skipNodejs?: true;
  pythonVersion?: string;
  nodejsVersion?: string;
  forceRebuild?: true;
  indexCredentials?: string;
  skipTests?: true;
  packsBaseDir?: string;
  force?: true;
  atomic?: true;
  priority?: 'normal' | 'high';
  idempotencyKey?: string;
}

/** An option for every parameter that installing and upgrading share. */
export function addInstallOptions(command: Command): Command {
  return command
    .option('--ref-spec <ref>', 'branch, tag or commit of the git sources')
    .option('--submodules', 'fetch git sources with their submodules')
    .option('--lfs', 'fetch git sources with what Git LFS keeps for them')
    .option('--registry-url <url>', 'index to look up registry references and dependencies in')
    .option('--timeout <seconds>', 'time limit for the download of each pack', seconds)
    .option('--build-timeout <seconds>', 'time limit for the build of each environment', seconds)
    .option('--no-verify-ssl', 'do not verify TLS certificates')
    .option('--skip-dependencies', 'install only the given packs, not those that they depend on')
    .option('--skip-validation', 'leave invalid components out instead of refusing the pack')
    .option('--skip-env-build', 'build no environments')
    .option('--skip-python', 'build no Python environments')
    .option('--skip-nodejs', 'build no Node.js environments')
    .option('--python-version <version>', 'version of Python to use, such as 3.11')
    .option('--nodejs-version <version>', 'version of Node.js to use, such as 20')
    .addOption(
      new Option('--force-rebuild', 'rebuild environments that have been built before').conflicts('skipEnvBuild'),
    )
    .addOption(indexCredentialsOption())
    .option('--skip-tests', 'do not run the tests of the packs')
    .option('--packs-base-dir <folder>', "folder to reach the installed packs in, besides the service's home")
    .option('--force', 'replace installed content, and ignore failed tests and what enabled packs require')
    .option('--atomic', 'all or nothing: undo everything when one pack fails')
    .addOption(
      new Option('--priority <priority>', 'high: before what others have asked for; administrators only').choices([
        'normal',
        'high',
      ]),
    )
    .option('--idempotency-key <key>', 'make it harmless to repeat the command', headerText);
}

/** The parameters of `core.install_packs` that the options stand for. */
export function installParameters(sources: readonly string[], options: InstallOptions): Record<string, unknown> {
  return {
    packs: sources.map(absoluteSource),
    ref_spec: options.refSpec,
    submodules: options.submodules,
    lfs: options.lfs,
    registry_url: options.registryUrl === undefined ? undefined : absoluteSource(options.registryUrl),
    timeout: options.timeout,
    build_timeout: options.buildTimeout,
    verify_ssl: options.verifySsl,
    skip_dependencies: options.skipDependencies,
    skip_validation: options.skipValidation,
    skip_env_build: options.skipEnvBuild,
    skip_python: options.skipPython,
    skip_nodejs: options.skipNodejs,
    python_version: options.pythonVersion,
    nodejs_version: options.nodejsVersion,
    force_rebuild: options.forceRebuild,
    index_credentials: readIndexCredentials(options.indexCredentials),
    skip_tests: options.skipTests,
    packs_base_dir: options.packsBaseDir === undefined ? undefined : absoluteSource(options.packsBaseDir),
    force: options.force,
    atomic: options.atomic,
    priority: options.priority,
  };
}

function seconds(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It has to be a number of seconds.');
  return Number(text);
}

function headerText(text: string): string {
  if (!/^[\x21-\x7e]{1,255}$/.test(text)) throw new InvalidArgumentError('It has to be plain text without blanks.');
  return text;
}
