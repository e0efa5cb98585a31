import { type Command, InvalidArgumentError } from 'commander';
import type { ExitCode } from '../cli-error';
import type { Context } from '../context';
import { absoluteSource } from './absolute-source';
import { follow } from './follow';

interface InstallOptions {
  refSpec?: string;
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
  skipTests?: true;
  packsBaseDir?: string;
  force?: true;
  enable?: boolean;
  atomic?: true;
  json?: true;
  wait: boolean;
  idempotencyKey?: string;
}

const HELP = `
Several sources are installed together, with the packs that they depend on.

Examples:
  packyard install slack@^1.2 ./my-pack
  packyard install https://github.com/attune/pack-slack.git --ref-spec v1.0.0
  packyard install ./my-pack --json | jq .result.summary

Exit codes: 0 all installed, 1 a pack failed, 2 not right, 3 not reachable, 4 not authorised, 130 interrupted`;

export function addInstallCommand(program: Command, contextOf: () => Context, end: (exitCode: ExitCode) => void): void {
  program
    .command('install <source...>')
    .description('install packs: git URLs, archive URLs, registry references (slack@^1), local paths')
    .option('--ref-spec <ref>', 'branch, tag or commit for the git sources')
    .option('--registry-url <url>', 'index for registry references and dependencies')
    .option('--timeout <seconds>', 'for the download of one pack', seconds)
    .option('--build-timeout <seconds>', 'for the build of one environment', seconds)
    .option('--no-verify-ssl', 'do not verify certificates')
    .option('--skip-dependencies', 'install the given packs without those they depend on')
    .option('--skip-validation', 'leave invalid components out instead of refusing the pack')
    .option('--skip-env-build', 'build no environments')
    .option('--skip-python', 'build no Python environments')
    .option('--skip-nodejs', 'build no Node.js environments')
    .option('--python-version <version>', 'such as 3.11')
    .option('--nodejs-version <version>', 'such as 20')
    .option('--force-rebuild', 'build environments again that are built already')
    .option('--skip-tests', 'install packs without running their tests')
    .option('--packs-base-dir <folder>', 'where installed packs are reached, beside the home of the service')
    .option('--force', 'replace installed content, register although tests fail, disregard what enabled packs require')
    .option('--enable', 'enable bundles, too')
    .option('--no-enable', 'install beside what is enabled, without enabling anything')
    .option('--atomic', 'all or nothing: take everything back when one pack fails')
    .option('--idempotency-key <key>', 'makes repeating the command harmless', headerText)
    .option('--no-wait', 'print the execution and end at once')
    .option('--json', 'print the execution as JSON')
    .addHelpText('after', HELP)
    .action(async (sources: string[], options: InstallOptions) => {
      const context = contextOf();
      const execution = await context.client.submit(
        'core.install_packs',
        parametersOf(sources, options),
        options.idempotencyKey,
      );
      if (options.wait) end(await follow(context, execution, { isJson: options.json === true }));
      else if (options.json) context.printJson(execution);
      else
        context.print([
          `execution ${execution.id} ${execution.status}; watch it with: packyard execution watch ${execution.id}`,
        ]);
    });
}

function parametersOf(sources: readonly string[], options: InstallOptions): Record<string, unknown> {
  return {
    packs: sources.map(absoluteSource),
    ref_spec: options.refSpec,
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
    skip_tests: options.skipTests,
    packs_base_dir: options.packsBaseDir === undefined ? undefined : absoluteSource(options.packsBaseDir),
    force: options.force,
    enable: options.enable,
    atomic: options.atomic,
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
