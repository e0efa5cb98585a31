import { useState } from 'preact/hooks';
import type { Pack, Page, PackTest } from '../api/types';
import { Badge } from '../parts/badge';
import { ErrorBox } from '../parts/error-box';
import { Ago } from '../parts/time';
import { useAction } from '../parts/use-action';
import { useData } from '../parts/use-data';
import { useMay, useSession } from '../session/session';

/** How the tests of the enabled version went; they can be run again where it lies. */
export function Tests({ pack: { ref, version } }: { pack: Pack }) {
  const { client } = useSession();
  const mayTest = useMay('packs', 'update');
  const [resets, setResets] = useState(0);
  const { isRunning, error, run } = useAction();
  if (version === null) return null;
  const test = async () => {
    await client.json(`/api/v1/packs/${encodeURIComponent(ref)}/test`, { method: 'POST' });
    setResets((n) => n + 1);
  };
  return (
    <>
      <h2>Tests</h2>
      <LastRun key={`${version} ${resets}`} packRef={ref} version={version} />
      <ErrorBox error={error} />
      {mayTest && (
        <button type="button" disabled={isRunning} onClick={() => void run(test)}>
          Run the tests
        </button>
      )}
    </>
  );
}

interface Props {
  packRef: string;
  version: string;
  /** Of the time in which they ran; all of it when absent. */
  since?: string | undefined;
  until?: string | null | undefined;
}

/** What the tests of a version printed the last time; asked for when somebody wants to see it. */
export function TestRuns(props: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>What the tests printed</summary>
      {isOpen && <LastRun {...props} />}
    </details>
  );
}

function LastRun({ packRef, version, since, until }: Props) {
  const { answer, error } = useData<Page<PackTest>>(`/api/v1/packs/${encodeURIComponent(packRef)}/tests`);
  if (answer === undefined) return <ErrorBox error={error} />;
  const run = answer.items.find(
    ({ packVersion, created }) =>
      packVersion === version && created >= (since ?? '') && (typeof until !== 'string' || created <= until),
  );
  if (run === undefined) return <p>Nothing is kept of them: they did not run, or that was too long ago.</p>;
  const { testSuites: suites, reason, status } = run.result;
  return (
    <>
      <p>
        {suites.length === 0 ? (reason ?? 'It has no tests.') : <Badge status={status} />} <Ago at={run.created} />
      </p>
      {suites.map(({ name, total, passed, failed, skipped, output }) => (
        <section key={name}>
          <h3>
            {name} <Badge status={failed > 0 ? 'failed' : 'passed'} />
          </h3>
          <p>
            {passed} of {total} passed{skipped > 0 && `, ${skipped} skipped`}
          </p>
          {output !== '' && <pre tabIndex={0}>{output}</pre>}
        </section>
      ))}
    </>
  );
}
