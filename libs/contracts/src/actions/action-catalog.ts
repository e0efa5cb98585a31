import type { z } from 'zod';
import type { Action } from './action-names';
import { BuildPackEnvsOutput, BuildPackEnvsParameters } from './build-pack-envs';
import { DownloadPacksOutput, DownloadPacksParameters } from './download-packs';
import { ExportPacksOutput, ExportPacksParameters } from './export-packs';
import { GetPackDependenciesOutput, GetPackDependenciesParameters } from './get-pack-dependencies';
import { InstallPacksOutput, InstallPacksParameters } from './install-packs';
import { RegisterPacksOutput, RegisterPacksParameters } from './register-packs';
import { TestPacksOutput, TestPacksParameters } from './test-packs';

interface ActionDescription {
  label: string;
  description: string;
  parameters: z.ZodObject;
  output: z.ZodObject;
}

/** Every action with its schemas: what the API documents, checks requests by, and types parameters on a command line by. */
export const ACTION_CATALOG = {
  'core.download_packs': {
    label: 'Download Packs',
    description: 'Downloads packs from git, HTTP or registry sources to a folder.',
    parameters: DownloadPacksParameters,
    output: DownloadPacksOutput,
  },
  'core.get_pack_dependencies': {
    label: 'Get Pack Dependencies',
    description: 'Tells which packs and runtimes packs ask for, and which of those packs are missing.',
    parameters: GetPackDependenciesParameters,
    output: GetPackDependenciesOutput,
  },
  'core.build_pack_envs': {
    label: 'Build Pack Environments',
    description: 'Builds Python virtualenvs and Node.js environments for packs and proves that they work.',
    parameters: BuildPackEnvsParameters,
    output: BuildPackEnvsOutput,
  },
  'core.register_packs': {
    label: 'Register Packs',
    description: 'Validates and tests packs, stores them with their components and enables them.',
    parameters: RegisterPacksParameters,
    output: RegisterPacksOutput,
  },
  'core.install_packs': {
    label: 'Install Packs',
    description: 'Downloads packs with what they depend on, builds their environments, registers and enables them.',
    parameters: InstallPacksParameters,
    output: InstallPacksOutput,
  },
  'core.test_packs': {
    label: 'Test Packs',
    description: 'Runs the tests of installed packs in their environments, and changes nothing.',
    parameters: TestPacksParameters,
    output: TestPacksOutput,
  },
  'core.export_packs': {
    label: 'Export Packs',
    description: 'Collects installed packs with the packages of their environments, for a service without a network.',
    parameters: ExportPacksParameters,
    output: ExportPacksOutput,
  },
} as const satisfies Record<Action, ActionDescription>;
