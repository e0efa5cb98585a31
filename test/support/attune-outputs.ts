import type { DownloadedPackOutput } from '@packyard/contracts';

export const A_DURATION = expect.any(Number) as number;
export const A_CHECKSUM = expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string;
const A_TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;

/** Where downloads land. */
export function aDownloadIn(folder: string, position = 0): string {
  return expect.stringMatching(new RegExp(`^${folder}/pack-${position}-\\d{10,}$`)) as string;
}

type Downloaded = Pick<DownloadedPackOutput, 'source' | 'source_type' | 'pack_path' | 'git_commit'>;

export function downloadOf(ref: string, pack: Downloaded) {
  return {
    downloaded_packs: [{ ...pack, pack_ref: ref, pack_version: '1.0.0', checksum: A_CHECKSUM }],
    failed_packs: [],
    total_count: 1,
    success_count: 1,
    failure_count: 0,
  };
}

export function failedDownload(source: string, error: unknown) {
  return {
    downloaded_packs: [],
    failed_packs: [{ source, error }],
    total_count: 1,
    success_count: 0,
    failure_count: 1,
  };
}

export function dependenciesOfSlack(folder: string) {
  return {
    dependencies: [{ pack_ref: 'core', version_spec: '*', required_by: 'slack', already_installed: true }],
    runtime_requirements: {
      slack: { pack_ref: 'slack', python: { version: '3.11', requirements_file: `${folder}/requirements.txt` } },
    },
    missing_dependencies: [],
    analyzed_packs: [{ pack_ref: 'slack', pack_path: folder, has_dependencies: true, dependency_count: 1 }],
    errors: [],
  };
}

export function environmentsOfSlack(folder: string) {
  const python = {
    virtualenv_path: `${folder}/virtualenv`,
    requirements_installed: true,
    package_count: 1,
    python_version: expect.stringMatching(/^3\.\d+\.\d+$/) as string,
  };
  return {
    built_environments: [{ pack_ref: 'slack', pack_path: folder, environments: { python }, duration_ms: A_DURATION }],
    failed_environments: [],
    summary: {
      total_packs: 1,
      success_count: 1,
      failure_count: 0,
      python_envs_built: 1,
      nodejs_envs_built: 0,
      total_duration_ms: A_DURATION,
    },
  };
}

export const FIVE_PASSED = { status: 'passed', total_tests: 5, passed: 5, failed: 0 };

export function registeredSlack(packsFolder: string, testResult: typeof FIVE_PASSED | null = FIVE_PASSED) {
  return {
    pack_ref: 'slack',
    pack_id: expect.any(Number) as number,
    pack_version: '1.0.0',
    storage_path: `${packsFolder}/slack`,
    components_registered: { actions: 10, sensors: 2, triggers: 3, rules: 1, workflows: 0, policies: 0 },
    test_result: testResult,
    validation_results: { valid: true, errors: [] },
  };
}

export function registrationOfSlack(packsFolder: string, testResult: typeof FIVE_PASSED | null = FIVE_PASSED) {
  return {
    registered_packs: [registeredSlack(packsFolder, testResult)],
    failed_packs: [],
    summary: { total_packs: 1, success_count: 1, failure_count: 0, total_components: 16, duration_ms: A_DURATION },
  };
}

const STAGES_OF = {
  'core.download_packs': ['download'],
  'core.get_pack_dependencies': ['download', 'resolve'],
  'core.build_pack_envs': ['download', 'resolve', 'build'],
  'core.register_packs': ['download', 'resolve', 'register'],
} as const;

interface Ended {
  config: object;
  output: object;
  /** Of its only pack. */
  pack?: { source?: string; source_type?: string; chosen_because?: string; git_commit?: string };
}

/** All that `--json` prints of an execution that brought slack to its end, and the exit code. */
export function wholeExecution(action: keyof typeof STAGES_OF, { config, output, pack }: Ended) {
  const stages = STAGES_OF[action];
  const done = { status: 'succeeded', attempt: 1, started_at: A_TIME, finished_at: A_TIME };
  const whole = {
    id: expect.any(Number) as number,
    action: null,
    action_ref: action,
    config,
    parent: null,
    enforcement: null,
    executor: null,
    worker: null,
    status: 'completed',
    priority: 'normal',
    waiting: [],
    result: output,
    requested_by: 'admin',
    requested_by_id: 1,
    requested_by_kind: 'token',
    created: A_TIME,
    updated: A_TIME,
    started_at: A_TIME,
    finished_at: A_TIME,
    packs: [
      {
        id: expect.any(Number) as number,
        source: (config as { pack_paths?: string[] }).pack_paths?.[0],
        source_type: 'local_directory',
        git_commit: null,
        chosen_because: null,
        ...pack,
        origin: 'request',
        pack_ref: 'slack',
        pack_version: '1.0.0',
        stage: stages.at(-1),
        status: 'completed',
        checksum: null,
        transferred_bytes: null,
        signature: null,
        archive_bytes: null,
        warnings: [],
        stages: stages.map((stage) => ({ stage, ...done })),
        error: null,
      },
    ],
    output,
  };
  return { code: 0, whole, output };
}

/** Of slack 1.0.0, with other content under the same version. */
export function installationOfSlack(packsFolder: string) {
  return {
    installed_packs: [
      {
        ...registeredSlack(packsFolder),
        source: 'slack@1.0.0',
        origin: 'request',
        enabled: true,
        component_changes: null,
        replaced_version: null,
        was_installed: false,
        chosen_because: 'the request asks for slack 1.0.0',
        warnings: [],
      },
    ],
    failed_packs: [],
    summary: { total_packs: 1, success_count: 1, failure_count: 0, duration_ms: A_DURATION },
  };
}

/** Of packs that never came so far: the error and where it arose, by path. */
export function failedBuilds(errors: Record<string, { error: unknown; runtime?: string; ref?: string }>) {
  const failed = Object.entries(errors);
  return {
    built_environments: [],
    failed_environments: failed.map(([path, { error, runtime = 'unknown', ref = 'unknown' }]) => ({
      pack_ref: ref,
      pack_path: path,
      runtime,
      error,
    })),
    summary: {
      total_packs: failed.length,
      success_count: 0,
      failure_count: failed.length,
      python_envs_built: 0,
      nodejs_envs_built: 0,
      total_duration_ms: A_DURATION,
    },
  };
}

export function failedRegistrations(errors: Record<string, { error: unknown; ref?: string; stage?: string }>) {
  const failed = Object.entries(errors);
  return {
    registered_packs: [],
    failed_packs: failed.map(([path, { error, ref = 'unknown', stage = 'validation' }]) => ({
      pack_ref: ref,
      pack_path: path,
      error,
      error_stage: stage,
    })),
    summary: {
      total_packs: failed.length,
      success_count: 0,
      failure_count: failed.length,
      total_components: 0,
      duration_ms: A_DURATION,
    },
  };
}

export function failedAnalyses(errors: Record<string, { error: unknown }>) {
  return {
    dependencies: [],
    runtime_requirements: {},
    missing_dependencies: [],
    analyzed_packs: [],
    errors: Object.entries(errors).map(([path, { error }]) => ({ pack_path: path, error })),
  };
}

const NOTHING = { total_packs: 0, success_count: 0 };

/** What an action prints when it could not even begin: because of its input, or of the service. */
export function fatalOutputs(origin: 'input' | 'api', error: unknown) {
  const isInput = origin === 'input';
  const failed = { pack_ref: origin, pack_path: '', error };
  return {
    download_packs: { ...failedDownload(origin, error), total_count: 0 },
    get_pack_dependencies: failedAnalyses({ [origin]: { error } }),
    build_pack_envs: {
      built_environments: [],
      failed_environments: isInput ? [] : [{ ...failed, runtime: 'unknown' }],
      summary: {
        ...NOTHING,
        failure_count: isInput ? 0 : 1,
        python_envs_built: 0,
        nodejs_envs_built: 0,
        total_duration_ms: 0,
      },
    },
    register_packs: {
      registered_packs: [],
      failed_packs: [{ ...failed, error_stage: isInput ? 'input_validation' : 'api_call' }],
      summary: { ...NOTHING, failure_count: 1, total_components: 0, duration_ms: 0 },
    },
  };
}
