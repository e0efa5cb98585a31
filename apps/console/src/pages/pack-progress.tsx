import { Link } from 'wouter-preact';
import type { Execution, ExecutionPack } from '../api/types';
import { Badge } from '../parts/badge';
import { ErrorBox } from '../parts/error-box';
import { SignatureLine } from '../parts/signature';
import { Stages } from '../parts/stages';
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
        {pack.pack_ref === null ? (
          pack.source
        ) : (
          <Link to={`/packs/${encodeURIComponent(pack.pack_ref)}`}>{pack.pack_ref}</Link>
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
      <ErrorBox error={pack.error}>
        {pack.error?.code === 'PACK_NOT_IN_REGISTRY' && (
          <p>
            <Link to="/registries">Which registries there are</Link>
          </p>
        )}
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
