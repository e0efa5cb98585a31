import { useState } from 'preact/hooks';
import type { PackLock } from '../api/types';
import { ErrorBox } from '../parts/error-box';
import { useData } from '../parts/use-data';

/** The locks of a pack's environments: each package in its version, with its digest. Read when somebody wants to see it. */
export function ExactPackages({ packRef }: { packRef: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Exactly which packages are in them</summary>
      {isOpen && <Locks packRef={packRef} />}
    </details>
  );
}

function Locks({ packRef }: { packRef: string }) {
  const { answer, error } = useData<{ data: PackLock }>('/api/v1/lock');
  if (answer === undefined) return <ErrorBox error={error} />;
  const { packs, environment_locks: texts } = answer.data;
  const environments = Object.entries(packs.find(({ ref }) => ref === packRef)?.environments ?? {});
  if (environments.length === 0) return <p>Nothing is known of them: the pack is not enabled, or they have no lock.</p>;
  return (
    <>
      {environments.map(([runtime, { lock, version }]) => (
        <section key={runtime}>
          <h3>
            {runtime} {version}
          </h3>
          <pre tabIndex={0}>{texts[lock]}</pre>
        </section>
      ))}
    </>
  );
}
