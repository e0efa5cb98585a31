import type { Action } from '@packyard/contracts';
import { buildResult } from './build-result';
import { dependenciesResult } from './dependencies-result';
import { downloadResult } from './download-result';
import type { EndedExecution } from './ended-execution';
import { exportResult } from './export-result';
import { installResult } from './install-result';
import { registerResult } from './register-result';
import { testResult } from './test-result';

const RESULTS: Readonly<Record<Action, (ended: EndedExecution) => Record<string, unknown>>> = {
  'core.download_packs': downloadResult,
  'core.get_pack_dependencies': dependenciesResult,
  'core.build_pack_envs': buildResult,
  'core.register_packs': registerResult,
  'core.install_packs': installResult,
  'core.test_packs': testResult,
  'core.export_packs': exportResult,
};

/** An action's documented output, as it stays readable after the execution ended. */
export function resultOf(ended: EndedExecution): Record<string, unknown> {
  return RESULTS[ended.execution.action as Action](ended);
}
