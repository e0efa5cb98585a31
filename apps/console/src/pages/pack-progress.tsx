import { Link } from 'wouter-preact';
import type { ExecutionPack } from '../api/types';
import { Badge } from '../parts/badge';
import { ErrorBox } from '../parts/error-box';
import { SignatureLine } from '../parts/signature';
import { Stages } from '../parts/stages';
import type { Note } from './use-execution';

/** One pack on its way: its stages, what is being done, and what went wrong. */
export function PackProgress({ pack, progress }: { pack: ExecutionPack; progress?: Note | undefined }) {
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
      <Stages stages={pack.stages} />
      {isDoing && <p class="doing">{progress.text}</p>}
      {pack.signature !== null && <SignatureLine signature={pack.signature} />}
      {pack.warnings.map((warning) => (
        <p key={warning} class="warning">
          {warning}
        </p>
      ))}
      <ErrorBox error={pack.error} />
    </article>
  );
}
