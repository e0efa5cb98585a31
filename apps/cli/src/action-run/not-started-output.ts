import type { Action } from '@packyard/contracts';

interface Failure {
  /** `input`: a parameter is missing; `api`: the service did not answer, or refused. */
  origin: 'input' | 'api';
  error: string;
}

const COUNTS = { total_packs: 0, success_count: 0 };

/** The least that every caller of an action can read, when the action could not even start. As Attune documents it. */
export function notStartedOutput(action: Action, { origin, error }: Failure): Record<string, unknown> {
  const isInput = origin === 'input';
  const pack = { pack_ref: origin, pack_path: '', error };
  switch (action) {
    case 'core.download_packs':
      return {
        downloaded_packs: [],
        failed_packs: [{ source: origin, error }],
        total_count: 0,
        success_count: 0,
        failure_count: 1,
      };
    case 'core.get_pack_dependencies':
      return {
        dependencies: [],
        runtime_requirements: {},
        missing_dependencies: [],
        analyzed_packs: [],
        errors: [{ pack_path: origin, error }],
      };
    case 'core.build_pack_envs':
      return {
        built_environments: [],
        failed_environments: isInput ? [] : [{ pack_ref: origin, pack_path: '', runtime: 'unknown', error }],
        summary: {
          ...COUNTS,
          failure_count: isInput ? 0 : 1,
          python_envs_built: 0,
          nodejs_envs_built: 0,
          total_duration_ms: 0,
        },
      };
    case 'core.register_packs':
      return {
        registered_packs: [],
        failed_packs: [{ ...pack, error_stage: isInput ? 'input_validation' : 'api_call' }],
        summary: { ...COUNTS, failure_count: 1, total_components: 0, duration_ms: 0 },
      };
    case 'core.install_packs':
      return {
        installed_packs: [],
        failed_packs: [{ ...pack, source: origin }],
        summary: { ...COUNTS, failure_count: 1 },
      };
    case 'core.export_packs':
      return { exported_packs: [], failed_packs: [pack], summary: { ...COUNTS, failure_count: 1 } };
    case 'core.test_packs':
      return { tested_packs: [], failed_packs: [pack], summary: { ...COUNTS, failure_count: 1 } };
  }
}
