import type {
  BuildPackEnvsOutput,
  DownloadPacksOutput,
  GetPackDependenciesOutput,
  RegisterPacksOutput,
} from '@packyard/contracts';

const NONE = { total_packs: 0, success_count: 0, failure_count: 0 };

/** Attune's answers to an empty list of packs. */
export const EMPTY_OUTPUTS = {
  'core.download_packs': {
    downloaded_packs: [],
    failed_packs: [],
    total_count: 0,
    success_count: 0,
    failure_count: 0,
  } satisfies DownloadPacksOutput,
  'core.get_pack_dependencies': {
    dependencies: [],
    runtime_requirements: {},
    missing_dependencies: [],
    analyzed_packs: [],
    errors: [],
  } satisfies GetPackDependenciesOutput,
  'core.build_pack_envs': {
    built_environments: [],
    failed_environments: [],
    summary: { ...NONE, python_envs_built: 0, nodejs_envs_built: 0, total_duration_ms: 0 },
  } satisfies BuildPackEnvsOutput,
  'core.register_packs': {
    registered_packs: [],
    failed_packs: [],
    summary: { ...NONE, total_components: 0, duration_ms: 0 },
  } satisfies RegisterPacksOutput,
} as const;
