import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Context } from '../context';
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
  force?: true;
  json?: true;
  wait: boolean;
  idempotencyKey?: string;
}

export function addInstallCommand(program: Command, contextOf: () => Context): void {
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
    .option('--force', 'replace installed content, and disregard what enabled packs require')
    .option('--idempotency-key <key>', 'makes repeating the command harmless')
    .option('--no-wait', 'print the execution and end at once')
    .option('--json', 'print the execution as JSON')
    .action(async (sources: string[], options: InstallOptions) => {
      const context = contextOf();
      const execution = await context.client.submit(parametersOf(sources, options), options.idempotencyKey);
      if (options.wait) process.exitCode = await follow(context, execution, { isJson: options.json === true });
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
    force: options.force,
  };
}

/** The service does not know in which folder the command was typed. */
function absoluteSource(source: string): string {
  if (source.startsWith('~/')) return resolve(homedir(), source.slice(2));
  const isPath = /^\.{0,2}(\/|$)/.test(source) || (!source.includes(':') && existsSync(source));
  return isPath ? resolve(source) : source;
}

function seconds(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It has to be a number of seconds.');
  return Number(text);
}
