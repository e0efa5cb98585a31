import { Link } from 'wouter-preact';
import type { Execution, ExecutionPack } from '../api/types';
import { Badge } from '../parts/badge';
import { ErrorBox } from '../parts/error-box';
import { INSTALL_LABELS } from '../parts/form-labels';
import { SignatureLine } from '../parts/signature';
import { Stages } from '../parts/stages';
import { useData } from '../parts/use-data';
import { useMay } from '../session/session';
import { TestRuns } from './test-runs';
import type { Note } from './use-execution';

interface Props {
  pack: ExecutionPack;
  execution: Execution;
  progress?: Note | undefined;
}

/** One pack on its way: its stages, what is being done, and what went wrong. */
export function PackProgress({ pack, execution, progress }: Props) {
  const isDoing = pack.status === 'running' && progress?.stage === pack.stage;
  return (
    <article class="card">
      <h2>
        {pack.pack_ref !== null && isInstalled(execution, pack) ? (
          <Link to={`/packs/${encodeURIComponent(pack.pack_ref)}`}>{pack.pack_ref}</Link>
        ) : (
          (pack.pack_ref ?? pack.source)
        )}{' '}
        {pack.pack_version} <Badge status={pack.status} />
      </h2>
      {pack.pack_ref !== null && <p class="quiet source">{pack.source}</p>}
      <Stages {...pack} />
      {isDoing && <p class="doing">{progress.text}</p>}
      {pack.signature !== null && <SignatureLine signature={pack.signature} />}
      {pack.warnings.map((warning) => (
        <p key={warning} class="warning">
          {warning}
        </p>
      ))}
      {pack.status === 'completed' && isAside(execution, pack) && (
        <p>
          It is installed, and not enabled.{' '}
          <Link to={`/packs/${encodeURIComponent(pack.pack_ref ?? '')}`}>Enable it</Link>
        </p>
      )}
      <ErrorBox error={pack.error} labels={INSTALL_LABELS}>
        {pack.error?.code === 'PACK_NOT_IN_REGISTRY' && <ToRegistries />}
      </ErrorBox>
      {pack.error?.code === 'TESTS_FAILED' && pack.pack_ref !== null && pack.pack_version !== null && (
        <TestRuns
          packRef={pack.pack_ref}
          version={pack.pack_version}
          since={execution.created}
          until={execution.finished_at}
        />
      )}
    </article>
  );
}

/** Its page is there: it was installed by this, or had to be before. */
function isInstalled({ action_ref: action, config }: Execution, { status }: ExecutionPack): boolean {
  return status === 'completed' && INSTALLED.includes(action) && config?.['dry_run'] !== true;
}

const INSTALLED: readonly string[] = [
  'core.install_packs',
  'core.register_packs',
  'core.test_packs',
  'core.export_packs',
];

function ToRegistries() {
  const mayAdd = useMay('identities', 'manage');
  const { answer } = useData<{ data: readonly unknown[] }>('/api/v1/pack-indices');
  if (answer === undefined) return null;
  return (
    <p>
      <Link to="/registries">
        {answer.data.length === 0 && mayAdd ? 'Add a registry' : 'Which registries there are'}
      </Link>
    </p>
  );
}

/** As bundles are, and packs that nobody wanted enabled. */
function isAside({ result }: Execution, { pack_ref: ref, pack_version: version }: ExecutionPack): boolean {
  const { installed_packs: installed = [] } = (result ?? {}) as { installed_packs?: readonly Installed[] };
  return installed.some((one) => one.pack_ref === ref && one.pack_version === version && !one.enabled);
}

interface Installed {
  pack_ref: string;
  pack_version: string;
  enabled: boolean;
}
