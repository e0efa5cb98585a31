import type { GetPackDependenciesOutput } from '@packyard/contracts';
import { completedOf, type EndedExecution, errorText, failedOf } from './ended-execution';

export function packDependenciesOutput(ended: EndedExecution): GetPackDependenciesOutput {
  const analyzed = completedOf(ended).flatMap(({ actionResult }) => actionResult?.analyzed ?? []);
  const dependencies = analyzed.flatMap((pack) => pack.dependencies);
  const requirements = analyzed.flatMap(({ runtime_requirements: asked }) => asked ?? []);
  return {
    dependencies,
    runtime_requirements: Object.fromEntries(requirements.map((asked) => [asked.pack_ref, asked])),
    missing_dependencies: dependencies.filter((dependency) => !dependency.already_installed),
    analyzed_packs: analyzed.map((pack) => pack.analyzed),
    errors: failedOf(ended).map((pack) => ({ pack_path: pack.sourceText, error: errorText(pack) })),
  };
}
