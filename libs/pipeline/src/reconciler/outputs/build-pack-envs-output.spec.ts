import { buildPackEnvsOutput } from './build-pack-envs-output';
import type { EndedExecution } from './ended-execution';

it('no pack took longer than all of them, whatever the clocks of the workers say', () => {
  const pack = (buildMs: number) => ({
    id: 1,
    status: 'completed',
    ref: 'a',
    sourceText: '/a',
    actionResult: { buildMs },
  });
  const ended = { packs: [pack(1200), pack(300)], failedBuilds: [], durationMs: 1000 } as unknown as EndedExecution;
  const { built_environments: built, summary } = buildPackEnvsOutput(ended);
  expect(built.map(({ duration_ms: duration }) => duration)).toEqual([1000, 300]);
  expect(summary.total_duration_ms).toBe(1000);
});
