import { Link, useLocation } from 'wouter-preact';
import type { Execution, Generation, Page, Plan } from '../api/types';
import { Badge } from '../parts/badge';
import { ErrorBox } from '../parts/error-box';
import { INSTALL_LABELS } from '../parts/form-labels';
import { NotFound } from '../parts/not-found';
import { Ago } from '../parts/time';
import { useAction } from '../parts/use-action';
import { useData } from '../parts/use-data';
import { useMay, useSession } from '../session/session';
import { PackProgress } from './pack-progress';
import { PlannedPackCard } from './planned-pack';
import { useExecution } from './use-execution';

const EVERY_MS = 5000;

/** What an install would do, from its being made to its being applied. */
export function PlanPage({ id }: { id: number }) {
  const { answer, error, progress } = useExecution(id);
  if (error?.status === 404) {
    return (
      <NotFound title={`Plan ${id}`}>
        There is no such plan, or not any more: plans are kept as long as executions are.{' '}
        <Link to="/install">Make another one</Link>.
      </NotFound>
    );
  }
  const execution = answer?.data;
  return (
    <>
      <h1>Plan {id}</h1>
      <ErrorBox error={error} />
      {execution !== undefined && execution.finished_at === null && (
        <div aria-live="polite">
          <p>Packs are fetched and looked at. Nothing is built, installed or enabled.</p>
          {execution.packs.map((pack) => (
            <PackProgress key={pack.id} pack={pack} execution={execution} progress={progress.get(pack.id)} />
          ))}
        </div>
      )}
      {execution !== undefined && execution.finished_at !== null && <MadePlan execution={execution} />}
    </>
  );
}

function MadePlan({ execution }: { execution: Execution }) {
  const { answer, error } = useData<{ data: Plan }>(`/api/v1/plans/${execution.id}`);
  if (answer === undefined) return <ErrorBox error={error} />;
  const plan = answer.data;
  const isChange = plan.packs.some(({ change }) => change !== 'none');
  return (
    <>
      <p>
        Asked for by {execution.requested_by} <Ago at={plan.created} />.{' '}
        {!isChange && plan.refused.length === 0 && 'Nothing would change. '}
        <Link to={`/executions/${execution.id}`}>How it was made</Link>
      </p>
      <Apply execution={execution} plan={plan} />
      {plan.refused.map(({ pack_ref: ref, source, code, error: message, hint }) => (
        <article key={`${source} ${ref ?? ''}`} class="card">
          <h2>
            {ref ?? source} <Badge status="refused" />
          </h2>
          {ref !== null && <p class="quiet source">{source}</p>}
          <ErrorBox error={{ code, message, hint: hint ?? undefined }} labels={INSTALL_LABELS} />
        </article>
      ))}
      {plan.packs.map((pack) => (
        <PlannedPackCard key={pack.pack_ref} pack={pack} />
      ))}
    </>
  );
}

/** Applies it; or says why that can't be done, and offers to plan the same again. */
function Apply({ execution, plan }: { execution: Execution; plan: Plan }) {
  const { client } = useSession();
  const [, go] = useLocation();
  const { isRunning, error, run } = useAction();
  const mayInstall = useMay('packs', 'create');
  const newest = useData<Page<Generation>>('/api/v1/generations?page=1&page_size=1', EVERY_MS);
  const now = newest.answer?.items[0]?.id ?? 0;
  const hasMoved = newest.answer !== undefined && plan.base_generation !== null && now !== plan.base_generation;
  const isWhole = plan.refused.length === 0 && plan.packs.length > 0;
  const apply = async () => {
    const { id } = await client.data<Execution>(`/api/v1/plans/${plan.id}/apply`, { method: 'POST' });
    go(`/executions/${id}`);
  };
  const planAgain = async () => {
    const { dry_run: _dryRun, ...parameters } = execution.config ?? {};
    const { id } = await client.data<Execution>('/api/v1/plans', { method: 'POST', body: parameters });
    go(`/plans/${id}`);
  };
  return (
    <>
      {hasMoved && (
        <p class="warning" role="status">
          This plan can't be applied any more: it stands on generation {plan.base_generation}, and something was enabled
          or disabled since then; now it is {now}.
        </p>
      )}
      {!isWhole && <p class="warning">It can't be applied, because not all of it can be installed.</p>}
      <ErrorBox error={error} />
      {mayInstall && (
        <p class="buttons">
          <button
            type="button"
            class="primary"
            disabled={isRunning || !isWhole || hasMoved}
            onClick={() => void run(apply)}
          >
            Apply
          </button>
          <button type="button" disabled={isRunning} onClick={() => void run(planAgain)}>
            Plan it again
          </button>
        </p>
      )}
    </>
  );
}
