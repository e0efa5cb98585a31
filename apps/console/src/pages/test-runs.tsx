import { useState } from 'preact/hooks';
import type { Page, PackTest } from '../api/types';
import { Badge } from '../parts/badge';
import { ErrorBox } from '../parts/error-box';
import { useData } from '../parts/use-data';

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
  const { testSuites: suites, reason } = run.result;
  return (
    <>
      {suites.length === 0 && <p>{reason ?? 'It has no tests.'}</p>}
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
