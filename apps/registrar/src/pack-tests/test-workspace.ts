import { existsSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { type Containment, foreignEnvironment } from '@packyard/sandbox';
import { removeTree } from '@packyard/store';
import type { SuiteFindings, TestWorkspace } from './suite';

export interface TestContext {
  folder: string;
  scratchFolder: string;
  virtualenv: string | undefined;
  nodeModules: string | undefined;
  containment: Containment;
  allowsNetwork: boolean;
}

/** Gives tests a home and a temporary folder of their own, which are gone afterwards, as is all that they started. */
export async function withTestWorkspace(
  context: TestContext,
  signal: AbortSignal,
  work: (workspace: TestWorkspace) => Promise<SuiteFindings>,
): Promise<SuiteFindings> {
  const { folder, scratchFolder, virtualenv, containment } = context;
  await mkdir(scratchFolder, { recursive: true });
  const scratch = await mkdtemp(join(scratchFolder, 'suite-'));
  try {
    const environment = await prepare(context, scratch);
    return await containment.session((runs) =>
      work({
        folder,
        scratch,
        python: virtualenv === undefined ? 'python3' : join(virtualenv, 'bin', 'python'),
        path: pathOf(virtualenv),
        run: (command, args, options = {}) =>
          runs.run({
            command,
            args,
            workingFolder: options.workingFolder ?? folder,
            environment: { ...environment, ...options.environment },
            signal,
            writes: [folder, scratch],
            reads: environmentsOf(context),
            network: context.allowsNetwork,
            runs: 'foreign',
          }),
      }),
    );
  } finally {
    await removeTree(scratch);
  }
}

/** The folders of the environments: what is in use is a link to one of the builds beside it. */
function environmentsOf({ virtualenv, nodeModules }: TestContext): string[] {
  return [
    ...(virtualenv === undefined ? [] : [dirname(virtualenv)]),
    ...(nodeModules === undefined ? [] : [dirname(dirname(nodeModules))]),
  ];
}

async function prepare(
  { folder, virtualenv, nodeModules }: TestContext,
  scratch: string,
): Promise<Record<string, string>> {
  const home = join(scratch, 'home');
  const temporary = join(scratch, 'tmp');
  await Promise.all([mkdir(home), mkdir(temporary)]);
  return foreignEnvironment({
    HOME: home,
    TMPDIR: temporary,
    PACK_DIR: folder,
    CI: 'true',
    // The environment of the pack is shared with what runs it: tests leave nothing there by accident.
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONNOUSERSITE: '1',
    npm_config_update_notifier: 'false',
    // The Node.js that the environment brings, if it does.
    PATH: pathOf(virtualenv, nodeModules && dirname(nodeModules)),
    ...(virtualenv === undefined ? {} : { VIRTUAL_ENV: virtualenv }),
  });
}

/** The programs of environments come before the machine's. */
function pathOf(...environments: (string | undefined)[]): string {
  const own = environments.flatMap((folder) => (folder === undefined ? [] : [join(folder, 'bin')]));
  return [...own.filter((folder) => existsSync(folder)), foreignEnvironment({})['PATH'] ?? ''].join(delimiter);
}
