import {
  type BuildPackEnvsOutput,
  type DownloadPacksOutput,
  type ExecutionView,
  type ExportPacksOutput,
  type GetPackDependenciesOutput,
  type RegisterPacksOutput,
  type TestPacksOutput,
  type TestResultOutput,
} from '@packyard/contracts';
import type { Style } from './style';
import { counted, oneLine } from './text';

/** One line for each pack that an action did its work for; nothing for actions that say more about themselves. */
export function actionLines({ action_ref: action, result }: ExecutionView, style: Style): string[] | undefined {
  if (result === null) return undefined;
  const done = (text: string, detail: string) => `${style.green('✔')} ${oneLine(text)}  ${style.dim(oneLine(detail))}`;
  switch (action) {
    case 'core.download_packs':
      return (result as DownloadPacksOutput).downloaded_packs.map((pack) =>
        done(`${pack.pack_ref} ${pack.pack_version}`, pack.pack_path),
      );
    case 'core.get_pack_dependencies':
      return dependencyLines(result as GetPackDependenciesOutput, style);
    case 'core.build_pack_envs':
      return (result as BuildPackEnvsOutput).built_environments.map((pack) =>
        done(pack.pack_ref, environmentsOf(pack)),
      );
    case 'core.register_packs':
      return (result as RegisterPacksOutput).registered_packs.map((pack) =>
        done(`${pack.pack_ref} ${pack.pack_version} (${testsOf(pack.test_result)})`, pack.storage_path),
      );
    case 'core.export_packs':
      return (result as ExportPacksOutput).exported_packs.map(({ pack_ref, pack_version, environments }) =>
        done(
          `${pack_ref} ${pack_version}`,
          environments
            .map(({ runtime, package_count: count }) => `${runtime}: ${counted(count, 'package')}`)
            .join(', '),
        ),
      );
    case 'core.test_packs':
      return (result as TestPacksOutput).tested_packs.map(({ pack_ref, pack_version, test_result }) => {
        const mark = test_result.status === 'failed' ? style.red('✖') : style.green('✔');
        return `${mark} ${oneLine(`${pack_ref} ${pack_version}: ${testsOf(test_result)}`)}`;
      });
    default:
      return undefined;
  }
}

function dependencyLines({ analyzed_packs: packs, dependencies }: GetPackDependenciesOutput, style: Style): string[] {
  return packs.flatMap(({ pack_ref: ref, dependency_count: count }) => [
    `${style.green('✔')} ${oneLine(ref)} needs ${counted(count, 'pack')}`,
    ...dependencies
      .filter(({ required_by: by }) => by === ref)
      .map(({ pack_ref: needed, version_spec: range, already_installed: isThere }) =>
        oneLine(`${needed} ${range}: ${isThere ? 'installed' : 'missing'}`),
      )
      .map((line) => `    ${line}`),
  ]);
}

function environmentsOf({ environments }: BuildPackEnvsOutput['built_environments'][number]): string {
  const { python, nodejs } = environments;
  const told = [
    ...(python
      ? [`Python ${python.python_version}, ${counted(python.package_count, 'package')}, ${python.virtualenv_path}`]
      : []),
    ...(nodejs
      ? [`Node.js ${nodejs.nodejs_version}, ${counted(nodejs.package_count, 'package')}, ${nodejs.node_modules_path}`]
      : []),
  ];
  return told.length === 0 ? 'needs no environment' : told.join('; ');
}

function testsOf(result: TestResultOutput | null): string {
  switch (result?.status) {
    case undefined:
      return 'not tested';
    case 'none':
      return 'no tests';
    case 'not_runnable':
      return `tests can't be run here: ${result.reason ?? 'no reason was given'}`;
    case 'passed':
      return `${result.passed} of ${result.total_tests} tests passed`;
    case 'failed':
      return `${result.failed} of ${result.total_tests} tests failed: ${result.reason ?? ''}`;
  }
}
