import type { BuildPackEnvsOutput } from '@packyard/contracts';
import type { ExecutionPackEntity } from '@packyard/schema';
import { completedOf, type EndedExecution, errorText, failedOf } from './ended-execution';

type Failure = BuildPackEnvsOutput['failed_environments'][number];

/** A pack of which one environment was built and another failed is in both lists. */
export function buildPackEnvsOutput(ended: EndedExecution): BuildPackEnvsOutput {
  const completed = completedOf(ended);
  const failed = failedOf(ended);
  const built = ended.packs.filter(
    (pack) => pack.status === 'completed' || pack.actionResult?.environments !== undefined,
  );
  const environments = built.map((pack) => pack.actionResult?.environments ?? {});
  return {
    built_environments: built.map((pack, index) => ({
      pack_ref: pack.ref ?? 'unknown',
      pack_path: pack.sourceText,
      environments: environments[index] ?? {},
      // Measured in another process, whose clock may run a little differently.
      duration_ms: Math.min(pack.actionResult?.buildMs ?? 0, ended.durationMs),
    })),
    failed_environments: failed.flatMap((pack) => failures(pack, ended)),
    summary: {
      total_packs: ended.packs.length,
      success_count: completed.length,
      failure_count: failed.length,
      python_envs_built: environments.filter(({ python }) => python !== undefined).length,
      nodejs_envs_built: environments.filter(({ nodejs }) => nodejs !== undefined).length,
      total_duration_ms: ended.durationMs,
    },
  };
}

/** One for each runtime that could not be built; one of an unknown runtime when it did not even come to that. */
function failures(pack: ExecutionPackEntity, { failedBuilds }: EndedExecution): Failure[] {
  const known = { pack_ref: pack.ref ?? 'unknown', pack_path: pack.sourceText };
  const failed = failedBuilds.filter(({ executionPackId }) => executionPackId === pack.id);
  if (failed.length === 0) return [{ ...known, runtime: 'unknown', error: errorText(pack) }];
  return failed.map(({ runtime, error }) => ({ ...known, runtime, error: errorText({ error }) }));
}
