import { type ExecutionEventData, type ExecutionPackView, type ExecutionView, STAGES } from '@packyard/contracts';

const NOON = '2026-01-01T12:00:00.000Z';

/** An execution that runs, without packs. */
export function anExecution(change: Partial<ExecutionView> = {}): ExecutionView {
  return {
    id: 7,
    action: null,
    action_ref: 'core.install_packs',
    config: {},
    parent: null,
    enforcement: null,
    executor: null,
    worker: null,
    status: 'running',
    priority: 'normal',
    waiting: [],
    result: null,
    requested_by: 'admin',
    requested_by_kind: 'token',
    requested_by_id: 1,
    created: NOON,
    updated: NOON,
    started_at: NOON,
    finished_at: null,
    packs: [],
    ...change,
  };
}

/** A pack `slack` that is being downloaded. */
export function aPackView(change: Partial<ExecutionPackView> = {}): ExecutionPackView {
  return {
    id: 1,
    source: 'https://example.org/slack.git',
    source_type: null,
    origin: 'request',
    pack_ref: 'slack',
    pack_version: null,
    stage: 'download',
    status: 'running',
    chosen_because: null,
    git_commit: null,
    checksum: null,
    transferred_bytes: null,
    archive_bytes: null,
    signature: null,
    warnings: [],
    stages: STAGES.map((stage) => ({ stage, status: 'waiting', attempt: null, started_at: null, finished_at: null })),
    error: null,
    ...change,
  };
}

type PackEvent = Extract<ExecutionEventData, { type: 'pack' }>;

/** Something happens to the pack `slack`. */
export function aPackEvent(change: Partial<PackEvent['pack']> = {}): PackEvent {
  const pack = { id: 1, source: 'https://example.org/slack.git', ref: 'slack', version: '1.2.0' };
  return { type: 'pack', pack: { ...pack, stage: 'download', status: 'running', error: null, ...change } };
}

/** What `core.install_packs` answers in the end, with one pack installed and one failed. */
export function anInstallResult(): Record<string, unknown> {
  return {
    installed_packs: [
      {
        pack_ref: 'slack',
        pack_version: '1.2.0',
        storage_path: '/srv/packs/slack',
        replaced_version: '1.1.0',
        was_installed: false,
        warnings: [],
      },
    ],
    failed_packs: [
      {
        pack_ref: null,
        source: 'https://oauth2:s3cr3t@example.org/jira.git',
        error_stage: 'download',
        error: 'The repository was not found.',
        code: 'SOURCE_NOT_FOUND',
        hint: 'Check the address.',
      },
    ],
    summary: { duration_ms: 2345 },
  };
}
