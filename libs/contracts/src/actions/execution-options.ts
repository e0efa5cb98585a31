import { ACTION_CATALOG } from './action-catalog';
import { type Action, ACTIONS } from './action-names';
import type { BuildPackEnvsParameters } from './build-pack-envs';
import type { DownloadPacksParameters } from './download-packs';
import type { ExportPacksParameters } from './export-packs';
import type { InstallPacksParameters } from './install-packs';
import { DOCUMENTED_DEFAULTS } from './parameters';
import type { RegisterPacksParameters } from './register-packs';
import type { z } from 'zod';

/** What the stages obey, whichever action asks for it. Paths are absolute, or absent. */
export interface ExecutionOptions {
  action: Action;
  registryUrl?: string | undefined;
  destinationFolder?: string | undefined;
  packsBaseDir?: string | undefined;
  downloadSeconds: number;
  buildSeconds: number;
  /** The name that the parameter behind {@link buildSeconds} has in this action. */
  buildTimeoutName: string;
  verifySsl: boolean;
  skipDependencies: boolean;
  skipValidation: boolean;
  skipPython: boolean;
  skipNodejs: boolean;
  skipTests: boolean;
  pythonVersion?: string | undefined;
  nodejsVersion?: string | undefined;
  forceRebuild: boolean;
  force: boolean;
  enable: boolean | undefined;
  /** All or nothing. */
  atomic: boolean;
  /** With {@link atomic}: all that stays enabled, besides what these need. */
  keepOnly?: readonly string[] | undefined;
  /** Nothing happens after resolving. */
  dryRun: boolean;
  /** What is enabled has to be as in this generation. */
  baseGeneration: number | undefined;
}

type AnyParameters = Partial<
  z.infer<typeof DownloadPacksParameters> &
    z.infer<typeof BuildPackEnvsParameters> &
    z.infer<typeof RegisterPacksParameters> &
    z.infer<typeof ExportPacksParameters> &
    InstallPacksParameters
>;

/** Reads the parameters of a stored execution. Where an action has no such parameter, it never does the thing in question. */
export function optionsOf(execution: { action: string; parameters: unknown } | null): ExecutionOptions {
  const action = ACTIONS.find((known) => known === execution?.action);
  if (action === undefined) throw new Error(`There is no execution of a known action: ${execution?.action ?? 'none'}`);
  const given: AnyParameters = ACTION_CATALOG[action].parameters.parse(execution?.parameters);
  const isInstall = action === 'core.install_packs';
  return {
    action,
    registryUrl: given.registry_url,
    destinationFolder: given.destination_dir,
    packsBaseDir: given.packs_base_dir === DOCUMENTED_DEFAULTS.packs_base_dir ? undefined : given.packs_base_dir,
    // Packs that are named by their path are on the disk already: the time limit is the action's own, or ample.
    downloadSeconds: 'packs' in given ? (given.timeout ?? 300) : 600,
    buildSeconds: given.build_timeout ?? given.timeout ?? 600,
    buildTimeoutName: isInstall ? 'build_timeout' : 'timeout',
    verifySsl: given.verify_ssl ?? true,
    skipDependencies: given.skip_dependencies ?? !isInstall,
    skipValidation: given.skip_validation ?? false,
    skipPython: given.skip_python === true || given.skip_env_build === true,
    skipNodejs: given.skip_nodejs === true || given.skip_env_build === true,
    skipTests: given.skip_tests ?? false,
    pythonVersion: given.python_version,
    nodejsVersion: given.nodejs_version,
    forceRebuild: given.force_rebuild ?? false,
    force: given.force ?? false,
    enable: given.enable,
    atomic: given.atomic ?? false,
    keepOnly: given.atomic === true ? given.keep_only : undefined,
    dryRun: given.dry_run ?? false,
    baseGeneration: given.base_generation,
  };
}
